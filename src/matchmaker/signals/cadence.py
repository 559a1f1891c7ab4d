"""Cadence: how often, how regularly and when the creator posts."""

import polars as pl

from matchmaker.signals.declaration import FEWEST_ROWS, Declare
from matchmaker.signals.rows.posts import SECONDS_PER_DAY

_posts = Declare("cadence", "posts")
_POSTED = pl.col("posted_at")
_INTERVALS = pl.col("days_to_newer_post")


def _days(span: pl.Expr) -> pl.Expr:
    return span.dt.total_seconds() / SECONDS_PER_DAY


# A burst within one day is at most "so many a day": a shorter window says nothing about the rate.
_WINDOW_DAYS = _days(_POSTED.max() - _POSTED.min()).clip(lower_bound=1.0)
_INTERVAL_VARIATION = _INTERVALS.std() / _INTERVALS.mean()
_HOUR_CONCENTRATION = (pl.col("hour_cosine").mean() ** 2 + pl.col("hour_sine").mean() ** 2).sqrt()

SIGNALS = (
    _posts.number(
        "posts_per_day",
        "count per day",
        "Posts per day between the oldest and the newest recent post",
        pl.when(pl.len() > 1).then((pl.len() - 1) / _WINDOW_DAYS),
    ),
    _posts.number("days_between_posts_median", "days", "Median time between consecutive posts", _INTERVALS.median()),
    _posts.number("days_between_posts_max", "days", "Longest pause between consecutive posts", _INTERVALS.max()),
    _posts.number(
        "days_since_last_post",
        "days",
        "Time from the newest post to the moment of the snapshot",
        _days(pl.col("creator_observed_at").first() - _POSTED.max()),
    ),
    _posts.share(
        "posting_regularity_ratio",
        "1 / (1 + variation of the pauses between posts): 1 is clockwork, from 3 posts up",
        pl.when(pl.len() >= FEWEST_ROWS).then(1 / (1 + _INTERVAL_VARIATION)),
    ),
    _posts.share(
        "hour_spread_ratio",
        "Spread of posts over the hours of the day: 0 is one hour, 1 the whole day; null when only dates are known",
        pl.when(~pl.col("is_midnight").all()).then((1 - _HOUR_CONCENTRATION).clip(0.0, 1.0)),
    ),
    _posts.share("weekend_posts_ratio", "Share of posts on Saturday or Sunday (UTC)", pl.col("is_weekend").mean()),
    _posts.share("video_posts_ratio", "Share of posts that are video", pl.col("is_video").mean()),
    _posts.share("location_posts_ratio", "Share of posts tagged with a place", pl.col("has_location").mean()),
    _posts.number(
        "duration_seconds_median", "seconds", "Median length of the videos", pl.col("duration_seconds").median()
    ),
)
