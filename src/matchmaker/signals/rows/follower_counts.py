"""Follower-count rows: one step a row, from one day's count to the next known day's."""

import polars as pl

from matchmaker.domain.snapshot import Snapshot
from matchmaker.signals.rows.posts import engagements

TAIL_DAYS = 7  # an organic peak keeps bringing followers for about a week, a delivered order does not
CAUSE_DAYS = 2  # a post brings most of its followers within two days
VIRAL_FACTOR = 3.0  # engagement over the creator's median from which a post can explain a jump

_BEFORE = pl.col("followers_before")
_GAIN = pl.col("followers_count") - _BEFORE


def follower_count_rows(snapshot: Snapshot, needed: frozenset[str]) -> pl.LazyFrame:
    """Steps between consecutive days with a count (the last one of a day), oldest first.

    step_days, daily_rate (change / days / followers before; null when there were none before),
    tail_ratio (change over the TAIL_DAYS after the step / followers before it), is_explained
    (a post of VIRAL_FACTOR times the median engagement inside the step or up to CAUSE_DAYS before its end).
    """
    steps = _steps(snapshot.follower_counts.lazy())
    if "tail_ratio" in needed:
        steps = _with_tail(steps)
    if "is_explained" in needed:
        steps = _with_cause(steps, viral_days(snapshot))
    return steps


def _steps(counts: pl.LazyFrame) -> pl.LazyFrame:
    daily = (
        counts.select("creator_id", "followers_count", "observed_at", day=pl.col("observed_at").dt.date())
        .sort("creator_id", "observed_at", "followers_count")
        .unique(["creator_id", "day"], keep="last", maintain_order=True)
    )
    before = daily.with_columns(
        followers_before=pl.col("followers_count").shift(1).over("creator_id"),
        day_before=pl.col("day").shift(1).over("creator_id"),
    ).filter(pl.col("day_before").is_not_null())
    return before.with_columns(step_days=(pl.col("day") - pl.col("day_before")).dt.total_days()).with_columns(
        daily_change=_GAIN / pl.col("step_days"),
        daily_rate=pl.when(_BEFORE > 0).then(_GAIN / pl.col("step_days") / _BEFORE),
    )


def _with_tail(steps: pl.LazyFrame) -> pl.LazyFrame:
    later = steps.select("creator_id", tail_day="day", followers_later="followers_count").sort("tail_day")
    reach = steps.with_columns(tail_day=pl.col("day") + pl.duration(days=TAIL_DAYS)).sort("tail_day")
    return (
        reach.join_asof(later, on="tail_day", by="creator_id", strategy="backward")
        .with_columns(tail_ratio=(pl.col("followers_later") - pl.col("followers_count")) / _BEFORE)
        .sort("creator_id", "day")
    )


def _with_cause(steps: pl.LazyFrame, viral: pl.LazyFrame) -> pl.LazyFrame:
    earliest = pl.min_horizontal("day_before", pl.col("day") - pl.duration(days=CAUSE_DAYS))
    return (
        steps.sort("day")
        .join_asof(viral, left_on="day", right_on="viral_day", by="creator_id", strategy="backward")
        .with_columns(is_explained=(pl.col("viral_day") >= earliest).fill_null(False))
        .sort("creator_id", "day")
    )


def viral_days(snapshot: Snapshot) -> pl.LazyFrame:
    """creator_id and viral_day of every post with VIRAL_FACTOR times its creator's median engagement, by day."""
    typical = pl.col("engagements_count").median().over("creator_id")
    return (
        snapshot.posts.lazy()
        .with_columns(engagements_count=engagements())
        .filter((pl.col("engagements_count") >= VIRAL_FACTOR * typical) & (pl.col("engagements_count") > 0))
        .select("creator_id", viral_day=pl.col("posted_at").dt.date())
        .sort("viral_day")
    )
