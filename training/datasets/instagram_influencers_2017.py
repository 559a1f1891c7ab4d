"""Instagram influencers of 2017: real captions, bios and likes of 10 to 17 latest photo posts an author."""

from pathlib import Path

import polars as pl

from training.datasets.feeds import Feeds, midnight, words
from training.datasets.source import Source

SOURCE = Source("performance/instagram-influencers-2017", "none stated")

# One of the two crawls read "41.2k" as 412,000: of its 572 counts in this range none ends in four zeros, where one
# in ten should, and their likes per follower are a tenth of those of all other accounts, quantile by quantile.
_READ_TENFOLD = pl.col("followers").is_between(200_000, 999_999) & (pl.col("followers") % 1_000 == 0)


def read(data: Path) -> Feeds:
    """Creators and posts. Posts are known by day alone: each counts as published in the first moment of its day.

    The crawl was at `date + age_days`; an author without posts is taken as seen in the last crawl.
    Mentions are read from captions, where accounts too small to be public are `@user`. Follower counts that the
    source read tenfold are put right.
    """
    posts = SOURCE.frame(data, "post_id", "creator_id", "date", "age_days", "likes").with_columns(
        posted_at=midnight("date")
    )
    posts = posts.with_columns(
        observed_at=pl.col("posted_at") + pl.duration(days=pl.col("age_days")),
        hashtags=words("hashtags"),
        format=pl.when(pl.col("multiple_images") > 0).then(pl.lit("carousel")).otherwise(pl.lit("photo")),
        likes_count="likes",
        has_location=pl.col("has_location") > 0,
    )
    crawls = posts.group_by("creator_id").agg(pl.col("observed_at").max())
    creators = (
        SOURCE.frame(data, "creator_id", "followers", "following", "bio")
        .join(crawls, on="creator_id", how="left")
        .with_columns(
            pl.lit("instagram").alias("platform"),
            pl.col("observed_at").fill_null(posts["observed_at"].max()),
            followers_count=pl.when(_READ_TENFOLD).then(pl.col("followers") // 10).otherwise("followers"),
            following_count="following",
            posts_count="n_posts_total",
            has_link=pl.col("has_website") > 0,
        )
    )
    return Feeds.of(creators, posts)
