"""Slices and reliability curves of judged rows, with numbers checked by hand."""

import numpy as np
import polars as pl
import pytest

from matchmaker.application.comparison.slices import calibration_curves, slice_deltas, wilson
from matchmaker.bundles.judged import JUDGED


def judged(predicted: np.ndarray, truth: np.ndarray, **known: list[str] | np.ndarray) -> pl.DataFrame:
    rows = len(truth)
    columns = {
        "set": ["one"] * rows,
        "target": ["fake"] * rows,
        "row": np.arange(rows).astype(str),
        "group": np.arange(rows).astype(str),
        "truth": truth,
        "predicted": predicted,
        **known,
    }
    nothing = [pl.lit(None, kind).alias(name) for name, kind in JUDGED.items() if name not in columns]
    return pl.DataFrame(columns).with_columns(nothing).select(JUDGED.names())


def test_a_slice_holds_the_rows_of_its_value_alone() -> None:
    truth = (np.arange(200) % 2).astype(float)
    platform = ["tiktok"] * 80 + ["instagram"] * 120
    a = judged(np.full(200, 0.5), truth, platform=platform)
    b = judged(np.where(np.arange(200) < 80, 0.5, np.abs(truth - 0.1)), truth, platform=platform)

    found = {(row["value"], row["metric"]): row for row in slice_deltas(a, b)}

    assert (found["tiktok", "brier"]["difference"], found["tiktok", "brier"]["rows"]) == (0, 80)
    assert found["instagram", "brier"]["difference"] == pytest.approx(0.01 - 0.25)
    assert found["instagram", "brier"]["verdict"] == "better"


def test_counts_are_compared_by_error_and_coverage() -> None:
    truth = np.linspace(2, 8, 100)
    bounds: dict[str, np.ndarray | list[str]] = {"low": truth - 1, "high": truth + 1, "tier": ["micro"] * 100}
    a, b = judged(truth + 0.5, truth, **bounds), judged(truth + 0.25, truth, **bounds)

    found = {row["metric"]: (row["a"], row["b"]) for row in slice_deltas(a, b)}

    assert found == {"mae": pytest.approx((0.5, 0.25)), "coverage": (1, 1)}


def test_a_curve_has_ten_bins_of_equal_count() -> None:
    truth = (np.arange(200) % 2).astype(float)

    (curve,) = calibration_curves(judged(np.linspace(0, 1, 200), truth), "a")

    assert [point["rows"] for point in curve["points"]] == [20] * 10
    assert [point["observed"] for point in curve["points"]] == [0.5] * 10
    assert curve["points"][0]["predicted"] == pytest.approx(np.linspace(0, 1, 200)[:20].mean())


def test_the_interval_of_a_share_is_wilsons() -> None:
    assert wilson(0.5, 100) == pytest.approx((0.4038, 0.5962), abs=1e-4)
    assert wilson(0.0, 10) == pytest.approx((0.0, 0.2775), abs=1e-4)
