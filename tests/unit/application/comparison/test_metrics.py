"""Differences of logged figures: which are paired, what an unpaired interval is, and what is called better."""

import math

import numpy as np
import polars as pl
import pytest

from matchmaker.application.comparison.document import MetricDelta
from matchmaker.application.comparison.metrics import Logged, metric_deltas
from matchmaker.application.comparison.verdicts import verdict
from matchmaker.bundles import Metric
from matchmaker.bundles.judged import JUDGED


def figure(value: float | None, low: float | None = None, high: float | None = None, **known: str | float) -> Metric:
    row = {"set": "one", "target": "fake", "metric": "roc_auc", "rows": 90, **known}
    return Metric.model_validate(row | {"value": value, "low": low, "high": high})


def delta(a: Logged, b: Logged) -> MetricDelta:
    (found,) = metric_deltas(a, b)
    return found


def judged(predicted: np.ndarray) -> pl.DataFrame:
    """Rows 0, 1, 0, 1, … of one set and target, each a group of its own."""
    rows = len(predicted)
    known = {
        "set": ["one"] * rows,
        "target": ["fake"] * rows,
        "row": np.arange(rows).astype(str),
        "group": np.arange(rows).astype(str),
        "truth": (np.arange(rows) % 2).astype(float),
        "predicted": predicted,
    }
    nothing = [pl.lit(None, kind).alias(name) for name, kind in JUDGED.items() if name not in known]
    return pl.DataFrame(known).with_columns(nothing).select(JUDGED.names())


def test_unpaired_intervals_are_put_together_as_of_independent_rows() -> None:
    found = delta(Logged([figure(0.80, 0.77, 0.84)], None), Logged([figure(0.90, 0.86, 0.93)], None))

    assert found["basis"] == "unpaired"
    assert found["difference"] == pytest.approx(0.10)
    assert found["low"] == pytest.approx(0.10 - math.hypot(0.04, 0.04))
    assert found["high"] == pytest.approx(0.10 + math.hypot(0.03, 0.03))
    assert found["verdict"] == "better"


def test_rows_that_both_judged_are_compared_row_by_row() -> None:
    truth = np.arange(60) % 2
    before, after = judged(np.where(truth == 1, 0.6, 0.4)), judged(np.where(truth == 1, 0.9, 0.1))
    a = Logged([figure(0.16, 0.1, 0.2, metric="brier")], before)
    b = Logged([figure(0.01, 0.0, 0.02, metric="brier")], after)

    found = delta(a, b)

    assert (found["basis"], found["rows"], found["verdict"]) == ("paired", 60, "better")
    assert found["difference"] == pytest.approx(-0.15)


def test_judged_rows_that_do_not_give_the_logged_figure_again_are_not_used() -> None:
    rows = judged(np.full(60, 0.5))
    a, b = Logged([figure(0.3, 0.2, 0.4, metric="brier")], rows), Logged([figure(0.2, 0.1, 0.3, metric="brier")], rows)

    assert delta(a, b)["basis"] == "unpaired"


def test_a_figure_of_one_version_is_shown_alone() -> None:
    found = list(metric_deltas(Logged([figure(0.8)], None), Logged([figure(0.3, metric="ece")], None)))

    assert [row["verdict"] for row in found] == ["only in b", "only in a"]
    assert found[0]["a"] is None
    assert found[1]["b"] is None


def test_all_rivals_of_a_figure_stand_beside_it() -> None:
    rows = [figure(0.9, rival="stump", rival_value=0.7), figure(0.9, rival="rule", rival_value=0.6)]

    assert delta(Logged([figure(0.8)], None), Logged(rows, None))["rivals"] == {"stump": 0.7, "rule": 0.6}


def test_a_figure_without_an_interval_says_nothing_sure() -> None:
    found = delta(Logged([figure(0.8)], None), Logged([figure(0.9)], None))

    assert (found["basis"], found["low"], found["verdict"]) == ("none", None, "unknown")


@pytest.mark.parametrize(
    ("metric", "a", "b", "low", "high", "word"),
    [
        ("roc_auc", 0.8, 0.9, 0.05, 0.15, "better"),
        ("roc_auc", 0.9, 0.8, -0.15, -0.05, "worse"),
        ("roc_auc", 0.8, 0.9, -0.01, 0.2, "not significant"),
        ("share_mae", 0.1, 0.2, 0.05, 0.15, "worse"),
        ("false_flag_ratio", 0.1, 0.05, -0.06, -0.04, "better"),
        ("coverage", 0.70, 0.78, 0.06, 0.10, "better"),
        ("coverage", 0.82, 0.95, 0.11, 0.15, "worse"),
        ("called_ratio", 0.1, 0.2, 0.05, 0.15, "different"),
    ],
)
def test_a_difference_is_called_by_the_direction_of_its_metric(
    metric: str, a: float, b: float, low: float, high: float, word: str
) -> None:
    assert verdict(metric, a, b, low, high) == word
