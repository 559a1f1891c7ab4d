"""Follower-count rows: one step a row, from one day's count to the next known day's."""

import numpy as np
import polars as pl
from numpy.typing import NDArray

from matchmaker.domain.snapshot import Snapshot
from matchmaker.signals.rows.posts import engagements

TAIL_DAYS = 7  # an organic peak keeps bringing followers for about a week, a delivered order does not
CAUSE_DAYS = 2  # a post brings most of its followers within two days
VIRAL_FACTOR = 3.0  # engagement over the creator's median from which a post can explain a jump

_KEYS_PER_CREATOR = 10_000_000  # more than the days of the calendar (years 1 to 9999): keys of two creators never meet
_BEFORE = pl.col("followers_before")
_GAIN = pl.col("followers_count") - _BEFORE


def follower_count_rows(snapshot: Snapshot, needed: frozenset[str]) -> pl.DataFrame:
    """Steps between consecutive days with a count (the last one of a day), oldest first.

    step_days; daily_change; daily_rate = change / days / followers before, null when there were none before;
    tail_ratio = change over the TAIL_DAYS after the step (or the part of them known) / followers before;
    is_explained = a post of VIRAL_FACTOR times the creator's median engagement lies inside the step or at most
    CAUSE_DAYS before its end.
    """
    steps = _steps(snapshot)
    if "is_explained" in needed:
        steps = steps.with_columns(is_explained=_explained(steps, _viral_keys(snapshot)))
    return steps


def _keyed(frame: pl.LazyFrame, snapshot: Snapshot, moment: str) -> pl.LazyFrame:
    """The rows of the snapshot's creators with `creator` (number) and `key` (one a creator and day, in order)."""
    numbers = snapshot.creators.lazy().select("creator_id").unique(maintain_order=True).with_row_index("creator")
    day = pl.col(moment).dt.date().to_physical().cast(pl.Int64)
    return frame.join(numbers, on="creator_id").with_columns(
        key=pl.col("creator").cast(pl.Int64) * _KEYS_PER_CREATOR + day
    )


def _steps(snapshot: Snapshot) -> pl.DataFrame:
    counts = snapshot.follower_counts.lazy().select("creator_id", "followers_count", "observed_at")
    key = pl.col("key")
    return (
        _keyed(counts, snapshot, "observed_at")
        .sort("key", "observed_at", "followers_count")
        .filter(key.ne_missing(key.shift(-1)))
        .with_columns(
            followers_before=pl.col("followers_count").shift(1),
            step_days=key - key.shift(1),
            followers_later=pl.col("followers_count").gather(key.search_sorted(key + TAIL_DAYS, side="right") - 1),
            is_first=pl.col("creator").ne_missing(pl.col("creator").shift(1)),
        )
        .filter(~pl.col("is_first"))
        .with_columns(daily_change=_GAIN / pl.col("step_days"))
        .with_columns(
            daily_rate=pl.when(_BEFORE > 0).then(pl.col("daily_change") / _BEFORE),
            tail_ratio=(pl.col("followers_later") - pl.col("followers_count")) / _BEFORE,
        )
        .collect()
    )


def _viral_keys(snapshot: Snapshot) -> NDArray[np.int64]:
    """Sorted keys of the days of posts with VIRAL_FACTOR times their creator's median engagement."""
    typical = pl.col("engagements_count").median().over("creator_id")
    posts = snapshot.posts.lazy().select("creator_id", "posted_at", engagements_count=engagements())
    viral = posts.filter((pl.col("engagements_count") > 0) & (pl.col("engagements_count") >= VIRAL_FACTOR * typical))
    return _keyed(viral, snapshot, "posted_at").select("key").sort("key").collect()["key"].to_numpy()


def _explained(steps: pl.DataFrame, viral: NDArray[np.int64]) -> pl.Series:
    """Whether the last viral post up to a step's end lies inside the step or CAUSE_DAYS before its end."""
    ends = steps["key"].to_numpy()
    earliest = ends - np.maximum(steps["step_days"].to_numpy(), CAUSE_DAYS)
    last_viral = np.append(viral, np.iinfo(np.int64).min)[np.searchsorted(viral, ends, side="right") - 1]
    return pl.Series(last_viral >= earliest, dtype=pl.Boolean)
