"""Follower histories as they were behind what a platform shows, so that something can be put into them."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal, Self, TypeAlias

import numpy as np
import polars as pl
from numpy.typing import NDArray

from matchmaker.domain.tables import FOLLOWER_COUNTS, POSTS
from matchmaker.scorers.authenticity.growth_days import DayGrid
from training.datasets.feeds import Feeds

Numbers: TypeAlias = NDArray[np.float64]
Mask: TypeAlias = NDArray[np.bool_]
Sampling: TypeAlias = Literal["daily", "weekly", "irregular"]

SHOWN_DIGITS = 3  # what YouTube shows of a count
IRREGULAR_GAP_DAYS = (2.0, 8.0)  # mean days between counts of somebody who looks now and then
DAYS_PER_YEAR = 365.0


@dataclass(frozen=True)
class Histories:
    """One entry a creator: counts[i] has followers of each day from first_days[i] (since 1970) on, seen[i] says which
    of those days somebody recorded, rounds[i] whether the platform shows three digits. `posts` are canonical."""

    creator_ids: tuple[str, ...]
    first_days: NDArray[np.int64]
    counts: tuple[Numbers, ...]
    seen: tuple[Mask, ...]
    rounds: Mask
    posts: pl.DataFrame

    @classmethod
    def of(cls, feeds: Feeds) -> Self:
        """Histories of a platform that shows three digits; between two shown steps growth is taken to have been even."""
        grid = DayGrid.of(feeds.follower_counts)
        owner, day = _recorded(feeds.follower_counts, grid)
        edges = list(zip(grid.start[:-1], grid.start[1:], strict=True))
        return cls(
            creator_ids=tuple(grid.creators),
            first_days=grid.first_day,
            counts=tuple(grid.counts[low:high] for low, high in edges),
            seen=tuple(
                np.isin(np.arange(high - low), day[owner == number] - grid.first_day[number])
                for number, (low, high) in enumerate(edges)
            ),
            rounds=np.ones(len(edges), bool),
            posts=POSTS.conform(feeds.posts),
        )

    def __len__(self) -> int:
        return len(self.creator_ids)

    @property
    def years(self) -> Numbers:
        """Years each history covers."""
        return np.array([(len(counts) - 1) / DAYS_PER_YEAR for counts in self.counts])

    def where(self, kept: Mask) -> Self:
        """Some of the creators."""
        rows = np.flatnonzero(kept)
        return replace(
            self,
            creator_ids=tuple(self.creator_ids[row] for row in rows),
            first_days=self.first_days[rows],
            counts=tuple(self.counts[row] for row in rows),
            seen=tuple(self.seen[row] for row in rows),
            rounds=self.rounds[rows],
        )

    def plus(self, *others: "Histories") -> "Histories":
        """These histories and others, with the posts of all."""
        parts = (self, *others)
        return Histories(
            creator_ids=tuple(name for part in parts for name in part.creator_ids),
            first_days=np.concatenate([part.first_days for part in parts]),
            counts=tuple(counts for part in parts for counts in part.counts),
            seen=tuple(seen for part in parts for seen in part.seen),
            rounds=np.concatenate([part.rounds for part in parts]),
            posts=pl.concat([part.posts for part in parts]).unique(["creator_id", "post_id"], maintain_order=True),
        )

    def with_counts(self, counts: Sequence[Numbers]) -> Self:
        """The same histories with other counts."""
        return replace(self, counts=tuple(counts))

    def sampled(self, sampling: Sequence[Sampling], random: np.random.Generator) -> Self:
        """The same histories as somebody who looks that often sees them; first and last day are always seen."""
        return replace(
            self,
            seen=tuple(
                seen & _looked_at(len(seen), how, random) for seen, how in zip(self.seen, sampling, strict=True)
            ),
        )

    def follower_counts(self) -> pl.DataFrame:
        """What the platform showed on the recorded days: canonical follower counts."""
        lengths = [int(seen.sum()) for seen in self.seen]
        days = [first + np.flatnonzero(seen) for first, seen in zip(self.first_days, self.seen, strict=True)]
        shown = [
            _shown(counts, rounds)[seen]
            for counts, seen, rounds in zip(self.counts, self.seen, self.rounds, strict=True)
        ]
        observed = np.concatenate(days).astype("datetime64[D]").astype("datetime64[us]")
        return FOLLOWER_COUNTS.conform(
            pl.DataFrame(
                {
                    "creator_id": np.repeat(np.array(self.creator_ids, dtype=np.object_), lengths),
                    "observed_at": pl.Series(observed).dt.replace_time_zone("UTC"),
                    "followers_count": np.concatenate(shown),
                },
                schema_overrides={"creator_id": pl.String},
            )
        )


def _recorded(counts: pl.DataFrame, grid: DayGrid) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    numbers = pl.DataFrame({"creator_id": grid.creators}).with_row_index("owner")
    rows = counts.join(numbers, on="creator_id")
    day = rows["observed_at"].dt.date().to_physical().cast(pl.Int64)
    return rows["owner"].cast(pl.Int64).to_numpy(), day.to_numpy()


def _looked_at(days: int, how: Sampling, random: np.random.Generator) -> Mask:
    looked: Mask = np.ones(days, bool)
    if how == "weekly":
        looked = np.arange(days) % 7 == int(random.integers(7))
    elif how == "irregular":
        at = np.cumsum(1 + random.exponential(random.uniform(*IRREGULAR_GAP_DAYS), days)).astype(np.int64)
        looked = np.isin(np.arange(days), at)
    looked[[0, -1]] = True
    return looked


def _shown(counts: Numbers, rounds: np.bool_) -> Numbers:
    whole = np.floor(np.maximum(counts, 0.0))  # a step is shown once it is reached
    if not rounds:
        return whole
    step = 10.0 ** np.maximum(np.floor(np.log10(np.maximum(whole, 1))) + 1 - SHOWN_DIGITS, 0)
    floored: Numbers = np.floor(whole / step) * step
    return floored
