"""Where is a version better or worse? Each slice of the rows that both judged, and how well both are calibrated."""

import math
from collections.abc import Iterator
from typing import Literal

import numpy as np
import polars as pl

from matchmaker.application.comparison.document import CalibrationCurve, CurvePoint, SliceDelta
from matchmaker.application.comparison.metrics import SEED, shown_draws
from matchmaker.application.comparison.paired import difference, paired
from matchmaker.application.comparison.verdicts import verdict
from matchmaker.application.comparison.weighted import OF_INTERVALS

SLICED_BY = ("platform", "tier", "language", "source")
FEWEST_SLICE_ROWS = 50  # fewer are not worth a line
FEWEST_CURVE_ROWS = 100  # ten bins of ten
CURVE_BINS = 10
_Z = 1.959964  # of 95 % of a normal distribution


def slice_deltas(a: pl.DataFrame, b: pl.DataFrame) -> Iterator[SliceDelta]:
    """A line a target, slice and metric: brier and roc_auc of probabilities, mae and coverage of counts."""
    for (target,), rows in sorted(b.partition_by("target", as_dict=True).items(), key=str):
        theirs = a.filter(target=str(target))
        for dimension in SLICED_BY:
            for value in rows[dimension].drop_nulls().unique().sort():
                part = rows.filter(pl.col(dimension) == value)
                if part.height >= FEWEST_SLICE_ROWS:
                    yield from _slice(str(target), dimension, str(value), theirs, part)


def calibration_curves(judged: pl.DataFrame, side: Literal["a", "b"]) -> Iterator[CalibrationCurve]:
    """A reliability curve a set and target whose truth is yes or no: bins of equal count (Guo 2017, section 2)."""
    for (name, target), rows in sorted(judged.partition_by("set", "target", as_dict=True).items(), key=str):
        if rows.height >= FEWEST_CURVE_ROWS and is_yes_or_no(rows):
            yield {"set": str(name), "target": str(target), "side": side, "points": _points(rows)}


def _slice(target: str, dimension: str, value: str, a: pl.DataFrame, b: pl.DataFrame) -> Iterator[SliceDelta]:
    for metric in ("brier", "roc_auc") if is_yes_or_no(b) else ("mae", "coverage"):
        pairs = paired(a, b, needs_interval=metric in OF_INTERVALS)
        if len(pairs) < FEWEST_SLICE_ROWS:
            continue
        found = difference(pairs, metric, SEED, shown_draws(metric))
        if math.isnan(found.difference):
            continue
        yield {
            "target": target,
            "dimension": dimension,
            "value": value,
            "metric": metric,
            "a": found.value_a,
            "b": found.value_b,
            "difference": found.difference,
            "low": None if math.isnan(found.low) else found.low,
            "high": None if math.isnan(found.high) else found.high,
            "rows": found.rows,
            "groups": found.groups,
            "verdict": verdict(metric, found.value_a, found.value_b, found.low, found.high),
        }


def is_yes_or_no(rows: pl.DataFrame) -> bool:
    """Whether judged rows are of a head that says probabilities; otherwise truth and prediction are log counts."""
    return bool(rows["truth"].is_in([0.0, 1.0]).all()) and bool(rows["predicted"].is_between(0, 1).all())


def _points(rows: pl.DataFrame) -> list[CurvePoint]:
    ordered = rows.sort("predicted", "row")
    predicted, truth = ordered["predicted"].to_numpy(), ordered["truth"].to_numpy()
    parts = np.array_split(np.arange(ordered.height), CURVE_BINS)
    return [_point(float(predicted[part].mean()), float(truth[part].mean()), len(part)) for part in parts]


def _point(predicted: float, observed: float, rows: int) -> CurvePoint:
    low, high = wilson(observed, rows)
    return {"predicted": predicted, "observed": observed, "low": low, "high": high, "rows": rows}


def wilson(share: float, rows: int) -> tuple[float, float]:
    """The 95 % interval of a share (Wilson 1927)."""
    centre = (share + _Z**2 / (2 * rows)) / (1 + _Z**2 / rows)
    half = _Z / (1 + _Z**2 / rows) * math.sqrt(share * (1 - share) / rows + _Z**2 / (4 * rows**2))
    return max(0.0, centre - half), min(1.0, centre + half)
