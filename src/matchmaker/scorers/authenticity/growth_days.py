"""Follower histories on a grid of days, one creator after the other in flat arrays, so that nothing loops over rows."""

from dataclasses import dataclass
from typing import Self, TypeAlias

import numpy as np
import polars as pl
from numpy.typing import NDArray

Numbers: TypeAlias = NDArray[np.float64]
Indices: TypeAlias = NDArray[np.int64]

SHOWN_DIGITS = 3  # of a count, where a platform rounds
A_LEAP = 1.5  # a change of more than this many rounding steps happened after the last count before it
EXACT = 1024  # counts are kept as multiples of 1 / EXACT, of which float64 sums have no rounding error


@dataclass(frozen=True)
class DayGrid:
    """Cells are days; the cells of creator i are start[i] .. start[i + 1] - 1, the first of them on first_day[i].

    `first_day` counts days since 1970. counts: followers on each day, between two counts as if growth had been even;
    step: what the platform rounds them to; seen_before and seen_after: the nearest cells with a count that carries
    news, themselves included; seen: how many such cells there are up to each. `creators` and `first_day` have shape
    (creators,), `start` (creators + 1,), the rest (cells,).
    """

    creators: pl.Series
    start: Indices
    first_day: Indices
    counts: Numbers
    step: Numbers
    seen: Indices
    seen_before: Indices
    seen_after: Indices

    @property
    def lengths(self) -> Indices:
        """Days of each creator's history, both ends counted."""
        return np.diff(self.start)

    @property
    def owner(self) -> Indices:
        """The creator of each cell."""
        return np.repeat(np.arange(len(self.first_day)), self.lengths)

    @property
    def last(self) -> Indices:
        """The last cell of each creator."""
        return self.start[1:] - 1

    def day(self, cell: Indices, owner: Indices) -> Indices:
        """Days since 1970 of cells of these creators."""
        days: Indices = cell - self.start[owner] + self.first_day[owner]
        return days

    @classmethod
    def of(cls, follower_counts: pl.DataFrame) -> Self:
        """The histories of the creators in order of first appearance; the last count of a day counts.

        A count that stands still says only that the next shown step was not reached: it is news on its first day,
        and again on its last before a change of more than one step.
        """
        names, owner, day, shown = _last_of_days(follower_counts)
        first = np.flatnonzero(np.diff(owner, prepend=-1))
        last = np.append(first[1:], len(owner))[: len(first)] - 1
        start = np.append(0, np.cumsum(day[last] - day[first] + 1)).astype(np.int64)
        step = _rounding(shown, owner, first)
        cell = start[owner] + day - day[first][owner]
        news = _is_news(shown, owner, step)
        cells = np.arange(start[-1])
        is_news = np.zeros(start[-1], bool)
        is_news[cell[news]] = True
        return cls(
            creators=names,
            start=start,
            first_day=day[first],
            counts=exact(np.interp(cells, cell[news], shown[news])) if len(cells) else np.empty(0),
            step=np.repeat(step, np.diff(cell, append=start[-1])),
            seen=np.cumsum(is_news),
            seen_before=np.maximum.accumulate(np.where(is_news, cells, 0)),
            seen_after=np.minimum.accumulate(np.where(is_news, cells, start[-1])[::-1])[::-1],
        )


def exact(counts: Numbers) -> Numbers:
    """Counts as multiples of 1 / EXACT: a creator's sums do not depend on who stands before it in the array."""
    rounded: Numbers = np.round(counts * EXACT) / EXACT
    return rounded


def _last_of_days(follower_counts: pl.DataFrame) -> tuple[pl.Series, Indices, Indices, Numbers]:
    names = follower_counts["creator_id"].unique(maintain_order=True)
    numbers = names.to_frame().with_row_index("owner")
    rows = (
        follower_counts.lazy()
        .select("creator_id", "observed_at", "followers_count")
        .join(numbers.lazy(), on="creator_id")
        .select(
            pl.col("owner").cast(pl.Int64),
            pl.col("observed_at").dt.date().to_physical().cast(pl.Int64).alias("day"),
            "observed_at",
            pl.col("followers_count").cast(pl.Float64),
        )
        .sort("owner", "observed_at", "followers_count")
        .filter((pl.struct("owner", "day") != pl.struct("owner", "day").shift(-1)).fill_null(True))
        .collect()
    )
    return names, rows["owner"].to_numpy(), rows["day"].to_numpy(), rows["followers_count"].to_numpy()


def _rounding(shown: Numbers, owner: Indices, first: Indices) -> Numbers:
    """What each count is rounded to: to SHOWN_DIGITS where none of its creator's counts ever uses more of them."""
    step = 10.0 ** np.maximum(np.floor(np.log10(np.maximum(shown, 1))) + 1 - SHOWN_DIGITS, 0)
    is_exact = shown % step != 0
    ever_exact = np.maximum.reduceat(is_exact, first)[owner] if len(first) else is_exact
    return np.where(ever_exact, 1.0, step)


def _is_news(shown: Numbers, owner: Indices, step: Numbers) -> NDArray[np.bool_]:
    begins = np.diff(owner, prepend=-1) != 0
    ends = np.append(begins[1:], True)
    moves = np.diff(shown, prepend=np.nan) != 0
    leaps = ~ends & (np.abs(np.diff(shown, append=np.nan)) > A_LEAP * step)
    news: NDArray[np.bool_] = begins | ends | moves | leaps
    return news
