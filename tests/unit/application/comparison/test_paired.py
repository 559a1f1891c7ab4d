"""Two versions on the same rows: the difference, its interval, and what is never called significant."""

import numpy as np
import polars as pl
import pytest

from matchmaker.application.comparison.paired import paired_difference
from matchmaker.bundles.judged import JUDGED
from matchmaker.errors import ValidationFailedError

ROWS = 400
RANDOM = np.random.default_rng(3)
TRUTH = (RANDOM.random(ROWS) < 0.4).astype(float)
HARDNESS = RANDOM.normal(0, 1, ROWS)


def judged(skill: float, *, groups: int = ROWS, seed: int = 0, truth: np.ndarray = TRUTH) -> pl.DataFrame:
    """What a head of this skill said of the same rows, hard ones being hard for all."""
    noise = HARDNESS + 0.3 * np.random.default_rng(seed).normal(0, 1, ROWS)
    predicted = 1 / (1 + np.exp(-(skill * (2 * TRUTH - 1) + noise)))
    rows = np.arange(ROWS)
    columns = pl.DataFrame(
        {
            "set": ["one"] * ROWS,
            "target": ["fake"] * ROWS,
            "row": rows.astype(str),
            "group": (rows % groups).astype(str),
            "truth": truth,
            "predicted": predicted,
        }
    )
    return columns.with_columns(pl.lit(None, JUDGED[name]).alias(name) for name in JUDGED if name not in columns)


def test_the_difference_is_that_of_the_two_values() -> None:
    found = paired_difference(judged(0.5), judged(1.0), "brier")

    assert found.difference == pytest.approx(found.value_b - found.value_a)
    assert found.value_a == pytest.approx(((judged(0.5)["predicted"] - judged(0.5)["truth"]) ** 2).mean())
    assert (found.rows, found.groups, found.relabelled) == (ROWS, ROWS, 0)


def test_a_better_head_is_significantly_better() -> None:
    found = paired_difference(judged(0.5), judged(1.0), "roc_auc")

    assert found.significant
    assert 0 < found.low < found.difference < found.high


def test_a_version_does_not_differ_from_itself() -> None:
    found = paired_difference(judged(0.5), judged(0.5), "pr_auc")

    assert (found.difference, found.low, found.high, found.significant) == (0, 0, 0, False)


def test_pairing_sees_what_unpaired_intervals_would_not() -> None:
    a, b = judged(0.6), judged(0.75, seed=1)

    together = paired_difference(a, b, "roc_auc")
    apart = paired_difference(a, b.with_columns(pl.col("row") + "'"), "roc_auc")

    assert together.significant
    assert apart.rows == 0
    assert not apart.significant


def test_rows_of_a_group_are_drawn_together() -> None:
    alone = paired_difference(judged(0.5), judged(0.6, seed=1), "brier")
    grouped = paired_difference(judged(0.5, groups=8), judged(0.6, seed=1, groups=8), "brier")

    assert grouped.difference == alone.difference
    assert grouped.groups == 8
    assert grouped.high - grouped.low != alone.high - alone.low


def test_few_groups_have_no_interval() -> None:
    found = paired_difference(judged(0.2, groups=4), judged(3.0, groups=4), "roc_auc")

    assert found.difference > 0
    assert np.isnan(found.low)
    assert not found.significant


def test_only_rows_of_both_with_the_same_truth_count() -> None:
    mended = TRUTH.copy()
    mended[:5] = 1 - mended[:5]

    found = paired_difference(judged(0.5)[:300], judged(0.6, truth=mended), "mae")

    assert (found.rows, found.relabelled) == (295, 5)


def test_the_order_of_rows_changes_nothing() -> None:
    a, b = judged(0.5), judged(0.7, seed=2)

    assert paired_difference(a, b.sample(fraction=1, shuffle=True, seed=5), "mae") == paired_difference(a, b, "mae")


def test_coverage_looks_at_rows_with_an_interval() -> None:
    bounds = {"low": pl.col("truth") - 1, "high": pl.when(pl.col("row").cast(int) < 100).then(pl.col("truth") + 1)}
    a = judged(0.5).with_columns(**bounds)
    b = judged(0.5).with_columns(low=pl.col("truth") + 0.5, high=pl.col("truth") + 1)

    found = paired_difference(a, b, "coverage")

    assert (found.value_a, found.value_b, found.rows) == (1, 0, 100)


def test_a_row_judged_twice_is_refused() -> None:
    with pytest.raises(ValidationFailedError, match="one fake 7 more than once"):
        paired_difference(pl.concat([judged(1), judged(1)[7:8]]), judged(1), "mae")


def test_an_unknown_metric_is_refused_with_those_there_are() -> None:
    with pytest.raises(ValidationFailedError, match="roc_auc, pr_auc"):
        paired_difference(judged(1), judged(1), "auc")
