"""Is one version better than another on the same rows? The difference of a metric with a paired bootstrap interval.

Both versions are judged on the same draw of groups, so what is easy or hard for both cancels out and the interval
is that of the difference (Efron 1993, section 16; Koehn 2004 for comparing systems).
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

import numpy as np
import polars as pl

from matchmaker.application.comparison.weighted import METRICS, OF_INTERVALS, Drawn, Numbers, Said, Sums, Weights
from matchmaker.bundles.judged import JUDGED
from matchmaker.errors import ValidationFailedError

KEY = ("set", "target", "row")
CONFIDENCE = 0.95
DRAWS = 1_000  # the interval's ends move by about 7 % of its width between seeds
FEWEST_GROUPS = 5  # fewer have under 126 different draws: no interval, and nothing is called significant
DRAWS_AT_ONCE = 50  # x 100,000 groups x 8 bytes: 40 MB
SAME_TRUTH = 1e-9  # rows whose truth moved by more are not the same question any more


@dataclass(frozen=True)
class PairedDifference:
    """`difference` is value_b - value_a on `rows` rows in `groups` groups, all judged by both versions.

    `low` and `high` bound its 95 % interval, NaN where there is none; `significant` says that 0 lies outside.
    `relabelled` rows were left out because their truth is no longer the same.
    """

    metric: str
    value_a: float
    value_b: float
    difference: float
    low: float
    high: float
    rows: int
    groups: int
    relabelled: int
    significant: bool


@dataclass(frozen=True)
class Estimate:
    """A metric of one version with its 95 % interval (NaN: none) on `rows` rows in `groups` groups."""

    value: float
    low: float
    high: float
    rows: int
    groups: int


@dataclass(frozen=True)
class Pairs:
    """Rows judged by both versions; `group` holds the number of each row's group, shape (rows,)."""

    a: Said
    b: Said
    group: Weights
    relabelled: int

    def __len__(self) -> int:
        return len(self.a.truth)


def paired_difference(
    a: pl.DataFrame, b: pl.DataFrame, metric: str, seed: int = 0, draws: int = DRAWS
) -> PairedDifference:
    """How much better or worse `b` is than `a` on the rows that both judged (frames of JUDGED, one set and target).

    Groups are drawn whole. pinball, coverage and width look only at rows where both gave an interval; pinball is
    that of p10, p50 and p90. Raises ValidationFailedError for a metric that is not in METRICS and for a row that
    one version judged twice.
    """
    if metric not in METRICS:
        raise ValidationFailedError(f"expected a metric of {', '.join(METRICS)}, got {metric!r}")
    return difference(paired(a, b, needs_interval=metric in OF_INTERVALS), metric, seed, draws)


def paired(a: pl.DataFrame, b: pl.DataFrame, *, needs_interval: bool = False) -> Pairs:
    """The rows both versions judged, with a prediction (and with `needs_interval` an interval) of each."""
    for rows in (a, b):
        _refuse_repeated(rows)
    values = ["predicted", "low", "high"] if needs_interval else ["predicted"]
    both = a.select(JUDGED.names()).join(b.select(JUDGED.names()), on=KEY, suffix="_b", maintain_order="left")
    answered = both.drop_nulls(["truth", "truth_b", *values, *(f"{name}_b" for name in values)])
    same = answered.filter((pl.col("truth") - pl.col("truth_b")).abs() <= SAME_TRUTH)
    return Pairs(
        a=_said(same, ""),
        b=_said(same, "_b"),
        group=same.select(pl.col("group").rank("dense").cast(pl.Int64) - 1).to_series().to_numpy(),
        relabelled=answered.height - same.height,
    )


def difference(pairs: Pairs, metric: str, seed: int = 0, draws: int = DRAWS) -> PairedDifference:
    """The difference of one metric on rows paired before, so that many metrics need one join."""
    if not len(pairs):
        nothing = float("nan")
        return PairedDifference(metric, nothing, nothing, nothing, nothing, nothing, 0, 0, pairs.relabelled, False)
    before, after = METRICS[metric](pairs.a), METRICS[metric](pairs.b)
    once = np.ones(len(pairs), np.int64)
    value_a, value_b = before(once), after(once)
    groups = int(pairs.group.max()) + 1
    low, high = _NO_INTERVAL
    if groups >= FEWEST_GROUPS:
        low, high = _interval(partial(_differences, before, after, pairs.group), groups, seed, draws)
    return PairedDifference(
        metric=metric,
        value_a=value_a,
        value_b=value_b,
        difference=value_b - value_a,
        low=low,
        high=high,
        rows=len(pairs),
        groups=groups,
        relabelled=pairs.relabelled,
        significant=bool(low > 0 or high < 0),
    )


def estimate(rows: pl.DataFrame, metric: str, seed: int = 0, draws: int = DRAWS) -> Estimate:
    """A metric of judged rows (JUDGED, one set and target) with its bootstrap interval, whole groups drawn.

    Raises as `paired_difference` does.
    """
    pairs = paired(rows, rows, needs_interval=metric in OF_INTERVALS)
    if not len(pairs):
        return Estimate(float("nan"), *_NO_INTERVAL, 0, 0)
    asked = METRICS[metric](pairs.a)
    groups = int(pairs.group.max()) + 1
    interval = _NO_INTERVAL
    if groups >= FEWEST_GROUPS:
        interval = _interval(partial(_figures, asked, pairs.group), groups, seed, draws)
    return Estimate(asked(np.ones(len(pairs), np.int64)), *interval, len(pairs), groups)


_NO_INTERVAL = (float("nan"), float("nan"))


def _interval(drawn_by: Callable[[Weights], Numbers], groups: int, seed: int, draws: int) -> tuple[float, float]:
    """The percentile interval of what `drawn_by` makes of counts of groups, shape (draws, groups)."""
    random = np.random.default_rng(seed)
    blocks = [min(DRAWS_AT_ONCE, draws - done) for done in range(0, draws, DRAWS_AT_ONCE)]
    drawn = np.concatenate([drawn_by(_counts(random, groups, size)) for size in blocks])
    defined = drawn[~np.isnan(drawn)]
    if not len(defined):
        return _NO_INTERVAL
    low, high = np.quantile(defined, [(1 - CONFIDENCE) / 2, (1 + CONFIDENCE) / 2])
    return float(low), float(high)


def _counts(random: np.random.Generator, groups: int, draws: int) -> Weights:
    """How often each group is in each draw, shape (draws, groups)."""
    return np.stack([np.bincount(random.integers(0, groups, groups), minlength=groups) for _ in range(draws)])


def _differences(before: Drawn, after: Drawn, group: Weights, counts: Weights) -> Numbers:
    difference: Numbers = _figures(after, group, counts) - _figures(before, group, counts)
    return difference


def _figures(metric: Drawn, group: Weights, counts: Weights) -> Numbers:
    """The metric of each draw, shape (draws,)."""
    if isinstance(metric, Sums):
        return metric.figures(counts @ metric.by_group(group, counts.shape[1]))
    return np.array([metric(drawn[group]) for drawn in counts])


def _said(rows: pl.DataFrame, suffix: str) -> Said:
    return Said(_floats(rows, "truth"), *(_floats(rows, name + suffix) for name in ("predicted", "low", "high")))


def _floats(rows: pl.DataFrame, name: str) -> Numbers:
    values: Numbers = rows[name].fill_null(float("nan")).to_numpy()
    return values


def _refuse_repeated(rows: pl.DataFrame) -> None:
    repeated = rows.filter(rows.select(KEY).is_duplicated())
    if repeated.height:
        name = " ".join(str(repeated[column][0]) for column in KEY)
        raise ValidationFailedError(f"expected each row judged once, got {name} more than once; give rows stable ids")
