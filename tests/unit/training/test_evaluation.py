"""Metrics equal scikit-learn and scipy where those have them, and hand-checked numbers where not."""

import math
from collections.abc import Callable

import numpy as np
import pytest
from scipy import stats
from sklearn import metrics as sk

from training import evaluation as ev

RANDOM = np.random.default_rng(7)
LABELS = RANDOM.random(400) < 0.3
PROBABILITIES = np.clip(np.round(0.3 * LABELS + 0.7 * RANDOM.random(400), 2), 0, 1)  # rounded: with ties
TRUTH = RANDOM.normal(5, 2, 400)
PREDICTED = TRUTH + RANDOM.normal(0, 1, 400)


@pytest.mark.parametrize(
    ("ours", "theirs"),
    [
        (ev.roc_auc, sk.roc_auc_score),
        (ev.pr_auc, sk.average_precision_score),
        (ev.average_precision, sk.average_precision_score),
        (ev.brier, sk.brier_score_loss),
    ],
)
def test_probability_metrics_equal_scikit_learn(ours: Callable[..., float], theirs: Callable[..., float]) -> None:
    assert ours(LABELS, PROBABILITIES) == pytest.approx(theirs(LABELS, PROBABILITIES), abs=1e-12)


@pytest.mark.parametrize(("ours", "theirs"), [(ev.f1, sk.f1_score), (ev.accuracy, sk.accuracy_score)])
def test_decision_metrics_equal_scikit_learn(ours: Callable[..., float], theirs: Callable[..., float]) -> None:
    assert ours(LABELS, PROBABILITIES > 0.5) == pytest.approx(theirs(LABELS, PROBABILITIES > 0.5), abs=1e-12)


@pytest.mark.parametrize(("ours", "theirs"), [(ev.r2, sk.r2_score), (ev.mae, sk.mean_absolute_error)])
def test_regression_metrics_equal_scikit_learn(ours: Callable[..., float], theirs: Callable[..., float]) -> None:
    assert ours(TRUTH, PREDICTED) == pytest.approx(theirs(TRUTH, PREDICTED), abs=1e-12)


def test_spearman_equals_scipy() -> None:
    rounded = np.round(PREDICTED)
    assert ev.spearman(TRUTH, rounded) == pytest.approx(stats.spearmanr(TRUTH, rounded).statistic, abs=1e-12)


def test_pinball_equals_scikit_learn() -> None:
    theirs = sk.mean_pinball_loss(TRUTH, PREDICTED, alpha=0.9)
    assert ev.pinball(TRUTH, PREDICTED, 0.9) == pytest.approx(theirs, abs=1e-12)


def test_ndcg_equals_scikit_learn_with_ties() -> None:
    relevance, scores = RANDOM.integers(0, 3, 50), RANDOM.integers(0, 9, 50)
    assert ev.ndcg_at_k(relevance, scores, 10) == pytest.approx(sk.ndcg_score([relevance], [scores], k=10), abs=1e-12)


def test_two_thirds_inside_the_interval_is_a_coverage_of_two_thirds() -> None:
    assert ev.coverage([1, 2, 9], [0, 2, 3], [2, 4, 5]) == pytest.approx(2 / 3)


def test_a_model_that_says_80_percent_and_is_right_half_the_time_is_off_by_30_points() -> None:
    assert ev.ece([1, 0] * 50, [0.8] * 100, bins=1) == pytest.approx(0.3)


def test_recall_counts_the_relevant_items_among_the_first_k() -> None:
    assert ev.recall_at_k([1, 0, 1, 0], [9, 8, 1, 2], k=2) == 0.5


def test_the_first_relevant_item_in_third_place_earns_a_third() -> None:
    assert ev.mrr([0, 0, 1, 1], [9, 8, 7, 6]) == pytest.approx(1 / 3)


def test_a_constant_score_earns_the_reciprocal_of_the_expected_rank() -> None:
    assert ev.mrr([0, 0, 1], [1, 1, 1]) == pytest.approx(1 / 2)


def test_queries_without_a_relevant_item_are_left_out() -> None:
    values = ev.per_query(ev.mrr, ["a", "a", "b"], [0, 1, 0], [1, 2, 3])
    assert values.tolist() == [1.0]


@pytest.mark.parametrize("statistic", [ev.roc_auc, ev.spearman, ev.r2, ev.pr_auc])
def test_a_metric_that_is_not_defined_is_unknown(statistic: Callable[..., float]) -> None:
    assert math.isnan(statistic([0, 0, 0], [1, 2, 3]))


def test_the_interval_of_a_mean_is_two_standard_errors_wide_either_way() -> None:
    sample = np.random.default_rng(1).normal(0, 1, 900)
    value, low, high = ev.bootstrap(np.mean, sample, draws=2000, seed=3)
    assert [value - low, high - value] == pytest.approx([1.96 / 30, 1.96 / 30], rel=0.12)


def test_the_same_seed_gives_the_same_interval() -> None:
    assert ev.bootstrap(ev.mae, TRUTH, PREDICTED, seed=5) == ev.bootstrap(ev.mae, TRUTH, PREDICTED, seed=5)


def test_rows_that_repeat_within_a_creator_widen_the_interval() -> None:
    creators = np.repeat(np.arange(40), 10)
    of_creator = np.repeat(np.random.default_rng(2).normal(size=40), 10)
    _, row_low, row_high = ev.bootstrap(np.mean, of_creator)
    _, low, high = ev.bootstrap(np.mean, of_creator, groups=creators)
    assert high - low > 2 * (row_high - row_low)


def test_a_drawn_group_comes_with_all_its_rows() -> None:
    groups = np.array(["a", "b", "b", "c", "c", "c"])
    drawn = []
    ev.bootstrap(lambda rows: drawn.append(sorted(rows)) or 0.0, groups, groups=groups, draws=30)
    for rows in drawn:
        assert rows.count("b") % 2 == 0
        assert rows.count("c") % 3 == 0


def test_a_row_names_its_rival_and_keeps_unknown_as_none() -> None:
    row = ev.metric_row("srf", "fake", "roc_auc", ev.roc_auc, [1, 1], [0.2, 0.3], rival="prior", rival_value=0.5)
    assert row.model_dump() == {
        "set": "srf",
        "target": "fake",
        "metric": "roc_auc",
        "value": None,
        "low": None,
        "high": None,
        "rows": 2,
        "rival": "prior",
        "rival_value": 0.5,
    }
