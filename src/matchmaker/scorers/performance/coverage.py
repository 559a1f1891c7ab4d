"""What did intervals keep on held-out rows like these? Coverage by platform, tier and history length, as measured."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import product
from typing import Self

import numpy as np
import polars as pl

from matchmaker.bundles import Metric
from matchmaker.domain.assessment import Interval, Numbers
from matchmaker.domain.choices import PLATFORMS
from matchmaker.domain.tiers import TIERS
from matchmaker.scorers.performance.columns import METRICS
from matchmaker.scorers.performance.model import codes, floats
from matchmaker.scorers.performance.parameters import HISTORY_FROM, Codes, history_class, tier_class

NOMINAL = 0.8  # p10 to p90
COVERAGE_SET = "all held-out sets"  # the set of the figure over everything that was held out
GROUP_SET = "groups"  # the set of the figures of parts of it
SIZE_UNKNOWN = "size unknown"
_TIERS = (*(tier.name for tier in TIERS), SIZE_UNKNOWN)


def group_name(platform: str, tier: str | None = None, history_from: int | None = None, metric: str = "") -> str:
    """The target of a group's figure, e.g. "instagram, micro, 4+ posts, likes"; what is left out means any."""
    posts = None if history_from is None else f"{history_from}+ posts"
    return ", ".join(part for part in (platform, tier, posts, metric.removesuffix("_count")) if part)


@dataclass(frozen=True)
class MeasuredCoverage:
    """Coverage (0-1) of the nominal interval on held-out rows and their number, cell by cell.

    Both have shape (metrics, platforms + 1, histories, tiers + 1). A cell holds the finest group that was large
    enough to be measured: metric in platform, tier and history, else all metrics there, else the platform, else
    everything; NaN and 0 where nothing was measured at all.
    """

    overall: Interval
    ratios: Numbers
    counts: Codes

    @classmethod
    def of(cls, figures: Iterable[Metric]) -> Self:
        """From the figures of a bundle's manifest."""
        covered = [row for row in figures if row.metric == "coverage" and row.value is not None]
        groups = {row.target: row for row in covered if row.set == GROUP_SET}
        whole = next((row for row in covered if row.set == COVERAGE_SET), None)
        overall = Interval(NOMINAL, None, 0) if whole is None else Interval(NOMINAL, whole.value, whole.rows)
        shape = (len(METRICS), len(PLATFORMS) + 1, len(HISTORY_FROM), len(_TIERS))
        ratios = np.full(shape, np.nan if overall.measured is None else overall.measured)
        counts = np.full(shape, overall.measured_on_count, np.int64)
        for place, names in _cells():
            if (group := _finest(groups, names)) is not None:
                ratios[place], counts[place] = group.value, group.rows
        return cls(overall, ratios, counts)

    def of_rows(self, rows: pl.DataFrame) -> tuple[Numbers, Codes]:
        """Coverage and number of rows it was measured on, each of shape (rows,), for forecast rows."""
        place = (
            codes(rows, "metric_code"),
            codes(rows, "platform_code"),
            history_class(floats(rows, "past_count")),
            tier_class(floats(rows, "followers_log")),
        )
        return self.ratios[place], self.counts[place]


def _cells() -> Iterator[tuple[tuple[int, ...], tuple[str, ...]]]:
    """Places in the table and the names of the groups that hold for them, the finest first."""
    axes = enumerate(METRICS), enumerate(PLATFORMS), enumerate(HISTORY_FROM), enumerate(_TIERS)
    for (row, metric), (column, platform), (depth, history), (size, tier) in product(*axes):
        cell = platform, tier, history
        yield (row, column, depth, size), (group_name(*cell, metric), group_name(*cell), group_name(platform))


def _finest(groups: Mapping[str, Metric], names: Iterable[str]) -> Metric | None:
    return next((groups[name] for name in names if name in groups), None)
