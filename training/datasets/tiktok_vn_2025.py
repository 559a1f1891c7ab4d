"""TikTok videos of Vietnam, 2025: views, likes, comments, shares and saves, one video of most authors."""

from pathlib import Path

import polars as pl

from training.datasets.feeds import Feeds, instant, words
from training.datasets.source import Source

SOURCE = Source("performance/tiktok-vn-2025", "none stated")


def read(data: Path) -> Feeds:
    """Each video as its first crawl saw it, its last counts where it was crawled again, and followers at every crawl.

    Videos were collected from trending pages: all of them are popular already. Times are taken as UTC.
    """
    crawled = SOURCE.frame(data, "video_id", "creator_id", "followers", "scraped", "views").with_columns(
        post_id="video_id",
        platform=pl.lit("tiktok"),
        posted_at=instant("posted"),
        observed_at=instant("scraped"),
        hashtags=words("hashtags"),
        format=pl.lit("short_video"),
        followers_count=pl.col("followers").cast(pl.Float64).round().cast(pl.Int64),
        duration_seconds="duration_sec",
    )
    counts = (
        pl.col("views", "likes", "comments", "shares", "saves")
        .cast(pl.Float64)
        .round()
        .cast(pl.Int64)
        .name.suffix("_count")
    )
    seen = crawled.with_columns(counts).sort("observed_at", "post_id")
    video = ["creator_id", "post_id"]
    first = pl.col("observed_at").min().over(video)
    return Feeds.of(
        creators=seen.unique("creator_id", keep="last", maintain_order=True),
        posts=seen.unique(video, keep="first", maintain_order=True),
        follower_counts=seen.unique(["creator_id", "observed_at"], keep="first", maintain_order=True),
        recounts=seen.filter(pl.col("observed_at") > first).unique(video, keep="last", maintain_order=True),
    )
