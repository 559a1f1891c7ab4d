"""Figures of two versions side by side, as they were logged, with the interval of each difference."""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import polars as pl

from matchmaker.application.comparison.document import Figure, MetricDelta
from matchmaker.application.comparison.paired import DRAWS, difference, paired
from matchmaker.application.comparison.verdicts import verdict
from matchmaker.application.comparison.weighted import METRICS, OF_INTERVALS, SORTED
from matchmaker.bundles import Metric

Key = tuple[str, str, str]  # set, target, metric
SAME_FIGURE = 1e-6  # a figure recomputed from judged rows that differs by more was measured in another way
SEED = 20_200_417


@dataclass(frozen=True)
class Logged:
    """What a version's report says, and the rows it judged (JUDGED) where they were kept."""

    figures: Sequence[Metric]
    judged: pl.DataFrame | None

    def by_key(self) -> dict[Key, list[Metric]]:
        """Rows of one figure together: each compares it with another rival."""
        grouped: dict[Key, list[Metric]] = {}
        for row in self.figures:
            grouped.setdefault((row.set, row.target, row.metric), []).append(row)
        return grouped

    def rows_of(self, key: Key) -> pl.DataFrame | None:
        """The judged rows behind a figure, None unless the same metric of them is the figure that was logged."""
        name, target, metric = key
        if self.judged is None or metric not in METRICS:
            return None
        rows = self.judged.filter(set=name, target=target)
        logged = self.by_key()[key][0].value
        pairs = paired(rows, rows, needs_interval=metric in OF_INTERVALS)
        if not len(pairs) or logged is None:
            return None
        again = METRICS[metric](pairs.a)(np.ones(len(pairs), np.int64))
        return rows if abs(again - logged) <= SAME_FIGURE else None


def shown_draws(metric: str) -> int:
    """How many draws a page can wait for; with 300 the ends of an interval move by some 12 % of its width."""
    return 300 if metric in SORTED else DRAWS


def metric_deltas(a: Logged, b: Logged) -> Iterator[MetricDelta]:
    """Every figure of either version, in the order of b's report and then of a's."""
    ours, theirs = a.by_key(), b.by_key()
    for key in dict.fromkeys([*theirs, *ours]):
        if key in ours and key in theirs:
            yield _compared(key, a, b, ours[key][0], theirs[key])
        else:
            yield _alone(key, ours.get(key), theirs.get(key))


def _alone(key: Key, a: Sequence[Metric] | None, b: Sequence[Metric] | None) -> MetricDelta:
    return {
        "set": key[0],
        "target": key[1],
        "metric": key[2],
        "a": _figure(a[0]) if a else None,
        "b": _figure(b[0]) if b else None,
        "rivals": _rivals(b or a or ()),
        "difference": None,
        "low": None,
        "high": None,
        "basis": "none",
        "rows": 0,
        "verdict": "only in a" if a else "only in b",
    }


def _compared(key: Key, a: Logged, b: Logged, before: Metric, after: Sequence[Metric]) -> MetricDelta:
    found = _paired(key, a, b) or _unpaired(before, after[0])
    said_a, said_b = _or_nan(before.value), _or_nan(after[0].value)
    return {
        "set": key[0],
        "target": key[1],
        "metric": key[2],
        "a": _figure(before),
        "b": _figure(after[0]),
        "rivals": _rivals(after),
        "difference": _known(found.difference),
        "low": _known(found.low),
        "high": _known(found.high),
        "basis": "paired" if found.rows else "unpaired" if not math.isnan(found.low) else "none",
        "rows": found.rows,
        "verdict": verdict(key[2], said_a, said_b, found.low, found.high),
    }


@dataclass(frozen=True)
class _Difference:
    difference: float
    low: float
    high: float
    rows: int


def _paired(key: Key, a: Logged, b: Logged) -> _Difference | None:
    ours, theirs = a.rows_of(key), b.rows_of(key)
    if ours is None or theirs is None:
        return None
    pairs = paired(ours, theirs, needs_interval=key[2] in OF_INTERVALS)
    found = difference(pairs, key[2], SEED, shown_draws(key[2]))
    return None if math.isnan(found.low) else _Difference(found.difference, found.low, found.high, found.rows)


def _unpaired(before: Metric, after: Metric) -> _Difference:
    """Both intervals put together as those of independent estimates (Zou 2008, section 2: recovery of variances)."""
    numbers = [_or_nan(value) for row in (before, after) for value in (row.value, row.low, row.high)]
    a, a_low, a_high, b, b_low, b_high = numbers
    low = b - a - math.hypot(b - b_low, a_high - a)
    high = b - a + math.hypot(b_high - b, a - a_low)
    return _Difference(b - a, low, high, 0)


def _figure(row: Metric) -> Figure:
    return {"value": row.value, "low": row.low, "high": row.high, "rows": row.rows}


def _rivals(rows: Sequence[Metric]) -> dict[str, float | None]:
    return {row.rival: row.rival_value for row in rows if row.rival is not None}


def _or_nan(value: float | None) -> float:
    return float("nan") if value is None else value


def _known(value: float) -> float | None:
    return None if math.isnan(value) else value
