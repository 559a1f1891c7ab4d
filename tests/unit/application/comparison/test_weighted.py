"""Metrics of drawn rows equal training's, on the rows as they are and on the rows repeated as often as drawn."""

import numpy as np
import pytest

from matchmaker.application.comparison.weighted import ECE_BINS, LOWER_IS_BETTER, METRICS, Numbers, Said
from training import evaluation as ev

RANDOM = np.random.default_rng(11)
PINBALL_LEVELS = (0.1, 0.5, 0.9)


def probabilities(decimals: int) -> Said:
    """300 rows of a head that is often right; rounding makes ties."""
    truth = (RANDOM.random(300) < 0.3).astype(float)
    predicted = np.round(0.4 * truth + 0.6 * RANDOM.random(300), decimals)
    return Said(truth, predicted, np.full(300, np.nan), np.full(300, np.nan))


def counts() -> Said:
    """300 rows of log counts, rounded so that some tie, with intervals."""
    truth = np.round(RANDOM.normal(6, 2, 300), 1)
    predicted = np.round(truth + RANDOM.normal(0, 1, 300), 1)
    return Said(truth, predicted, predicted - 1.2, predicted + 1.2)


def by_training(metric: str, truth: Numbers, predicted: Numbers, low: Numbers, high: Numbers) -> float:
    """The same metric by training/evaluation.py."""
    if metric == "f1":
        return ev.f1(truth, predicted >= 0.5)
    if metric == "coverage":
        return ev.coverage(truth, low, high)
    if metric == "width":
        return float(np.mean(high - low))
    if metric == "pinball":
        quantiles = zip((low, predicted, high), PINBALL_LEVELS, strict=True)
        return float(np.mean([ev.pinball(truth, quantile, level) for quantile, level in quantiles]))
    figure: float = getattr(ev, metric)(truth, predicted)
    return figure


def asked(metric: str) -> Said:
    """Rows the metric is meant for; the bins of ece part ties by their place, so it gets none."""
    if metric in ("roc_auc", "pr_auc", "f1", "brier", "ece"):
        return probabilities(decimals=9 if metric == "ece" else 2)
    return counts()


@pytest.mark.parametrize("metric", METRICS)
def test_the_metric_of_rows_as_they_are_is_trainings(metric: str) -> None:
    said = asked(metric)

    ours = METRICS[metric](said)(np.ones(300, np.int64))

    assert ours == pytest.approx(by_training(metric, said.truth, said.predicted, said.low, said.high), abs=1e-12)


@pytest.mark.parametrize("metric", METRICS)
@pytest.mark.parametrize("seed", range(5))
def test_the_metric_of_a_draw_is_trainings_on_the_rows_repeated(metric: str, seed: int) -> None:
    said = asked(metric)
    weights = np.bincount(np.random.default_rng(seed).integers(0, 300, 300), minlength=300)

    ours = METRICS[metric](said)(weights)

    repeated = (np.repeat(values, weights) for values in (said.truth, said.predicted, said.low, said.high))
    assert ours == pytest.approx(by_training(metric, *repeated), abs=1e-12)


@pytest.mark.parametrize("metric", ["roc_auc", "pr_auc", "r2", "spearman"])
def test_a_metric_is_unknown_where_the_truth_is_constant(metric: str) -> None:
    constant = Said(*(np.zeros(4), np.arange(4.0), np.zeros(4), np.zeros(4)))

    assert np.isnan(METRICS[metric](constant)(np.ones(4, np.int64)))


def test_trainings_bins_and_directions_are_ours() -> None:
    assert ECE_BINS == ev.ECE_BINS
    assert {metric for metric in METRICS if ev.lower_is_better(metric)} | {"width"} == LOWER_IS_BETTER
