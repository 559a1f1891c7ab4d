"""French technology channels on YouTube, January and February 2026: daily subscribers and ordinary videos."""

from pathlib import Path

import polars as pl

from training.datasets.feeds import Feeds, instant, midnight
from training.datasets.source import Source

SOURCE = Source("authenticity/youtube-daily-growth-2026", "none stated")
NEWEST = 20  # videos of a channel that the crawl took as they came; all others are its most viewed of the last year
SHORTS_SECONDS = 180  # the platform's own limit of a Short since October 2024


def read(data: Path) -> Feeds:
    """Channels as of their last daily row, their daily subscribers, and videos as one crawl saw them.

    Subscribers are rounded to three digits by the platform, so their history moves in steps. A channel's videos are
    its newest NEWEST and its NEWEST most viewed of a year: the second half, in every channel among the top by views,
    is picked, and a past mean over both is three times what the next video earns.
    """
    daily = SOURCE.frame(data, "channel", "date_utc", "subscribers").with_columns(
        creator_id="channel", observed_at=midnight("date_utc"), followers_count="subscribers", posts_count="videos"
    )
    videos = SOURCE.frame(data, "channel", "video", "published_at", "view_count").with_columns(
        creator_id="channel",
        post_id="video",
        posted_at=instant("published_at"),
        observed_at=instant("snapshot_utc"),
        views_count="view_count",
        likes_count="like_count",
        comments_count="comment_count",
        duration_seconds=seconds("duration_iso8601"),
    )
    newest_first = pl.col("posted_at").rank("ordinal", descending=True).over("creator_id")
    videos = videos.with_columns(is_picked=newest_first > NEWEST)
    kind = pl.when(pl.col("duration_seconds") <= SHORTS_SECONDS).then(pl.lit("short_video")).otherwise(pl.lit("video"))
    creators = daily.sort("creator_id", "observed_at").unique("creator_id", keep="last", maintain_order=True)
    return Feeds.of(
        creators=creators.with_columns(platform=pl.lit("youtube")),
        posts=videos.with_columns(format=pl.when(pl.col("duration_seconds").is_not_null()).then(kind)),
        follower_counts=daily.unique(["creator_id", "observed_at"], keep="last", maintain_order=True),
    )


def seconds(name: str) -> pl.Expr:
    """An ISO 8601 duration (P1DT2H3M4S) in seconds; null when it is not one."""
    parts = [
        pl.col(name).str.extract(rf"(\d+){unit}(?:[\dHMS]*)$").cast(pl.Float64).fill_null(0) * size
        for unit, size in (("H", 3600), ("M", 60), ("S", 1))
    ]
    days = pl.col(name).str.extract(r"^P(\d+)D").cast(pl.Float64).fill_null(0) * 86_400
    return pl.when(pl.col(name).str.contains(r"^P")).then(sum(parts, days))
