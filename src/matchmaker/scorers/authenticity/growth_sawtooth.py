"""Follow and unfollow: accounts that follow many, wait to be followed back and leave again, over and over.

Told from `following_count` alone: many accounts followed and as many left within the same weeks, in turns.
"""

import numpy as np
import polars as pl

from matchmaker.scorers.authenticity.numbers import Parameters, Positive

MONTH_DAYS = 30.0


class SawtoothLimits(Parameters):
    """Turns of at least `least_turn_count` accounts and `least_turn_ratio` of those followed count as turns.

    At `fewest_turns` of them (up, down, up) the probability is one half for `midpoint_count` accounts followed and
    left again a month; `slope` is the change of the log odds with the logarithm of that number. No public set has
    histories of accounts followed: these are assumptions, checked on simulated histories alone.
    """

    least_turn_count: Positive
    least_turn_ratio: Positive
    fewest_turns: int
    midpoint_count: Positive
    slope: Positive


def sawtooth_events(follower_counts: pl.DataFrame, limits: SawtoothLimits) -> pl.DataFrame:
    """One row a creator who follows and unfollows in turns: GROWTH_EVENTS without a cause.

    change_count is the number of accounts followed and left again, change_ratio that / accounts followed at the
    median. The stretch runs from the first turn to the last.
    """
    owner, following = pl.col("creator_id"), pl.col("following_count")
    moves = (
        follower_counts.lazy()
        .filter(following.is_not_null())
        .sort("creator_id", "observed_at", "following_count")
        .with_columns(change=following - following.shift(1), before_at=pl.col("observed_at").shift(1))
        .with_columns(usual=following.median().over("creator_id"))
        .filter((owner == owner.shift(1)) & (pl.col("change") != 0))
    )
    turns = (
        moves.with_columns(run=pl.struct(owner, pl.col("change") > 0).rle_id())
        .group_by("run", maintain_order=True)
        .agg(
            pl.col("creator_id", "usual", "before_at").first(),
            pl.col("observed_at").last(),
            pl.col("change").sum().cast(pl.Float64),
        )
        .filter(
            pl.col("change").abs()
            >= pl.max_horizontal(limits.least_turn_count, limits.least_turn_ratio * pl.col("usual"))
        )
        .with_columns(turn=pl.struct(owner, pl.col("change") > 0).rle_id())
    )
    change = pl.col("change")
    swapped = pl.min_horizontal(change.clip(lower_bound=0).sum(), -change.clip(upper_bound=0).sum())
    days = (pl.col("observed_at").last() - pl.col("before_at").first()).dt.total_seconds() / 86_400
    a_month = pl.col("change_count") / pl.max_horizontal(pl.col("days") / MONTH_DAYS, 1.0)
    return (
        turns.group_by("creator_id", maintain_order=True)
        .agg(
            pl.col("before_at").first().alias("started_at"),
            pl.col("observed_at").last().alias("ended_at"),
            swapped.alias("change_count"),
            pl.col("usual").first(),
            pl.col("turn").n_unique().alias("turns"),
            days.alias("days"),
        )
        .filter(pl.col("turns") >= limits.fewest_turns)
        .select(
            "creator_id",
            "started_at",
            "ended_at",
            pl.lit("sawtooth").alias("kind"),
            "change_count",
            change_ratio=pl.col("change_count") / pl.col("usual").clip(lower_bound=1),
            cause=pl.lit(None, pl.String),
            probability=1 / (1 + (-limits.slope * (a_month.log() - float(np.log(limits.midpoint_count)))).exp()),
        )
        .collect()
    )
