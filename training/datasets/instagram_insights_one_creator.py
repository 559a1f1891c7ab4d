"""Instagram Insights of one small creator, 2021 and 2022: impressions, likes, comments, shares and saves a post."""

from datetime import timedelta
from pathlib import Path

import polars as pl

from matchmaker.domain.definitions import OUTCOME_MATURITY_DAYS
from training.datasets.feeds import Feeds, last_moment, midnight
from training.datasets.source import Source

SOURCE = Source("performance/instagram-insights-one-creator", "none stated")
CREATOR = "insights-creator"


def read(data: Path) -> Feeds:
    """The creator and the posts. Impressions are views, as the platform has called them since 2024.

    Dates look assigned one a day afterwards: a set to see that forecasts are sane, not one to choose by.
    """
    posts = SOURCE.frame(data, "Date", "Impressions", "From Home", "Likes", "Hashtags").with_columns(
        posted_at=midnight("Date"),
        creator_id=pl.lit(CREATOR),
        hashtags=pl.col("Hashtags").str.to_lowercase().str.extract_all(r"[a-z0-9_]+"),
        hashtags_count="n_hashtags",
        caption_length="caption_chars",
        views_count="Impressions",
        likes_count="Likes",
        comments_count="Comments",
        shares_count="Shares",
        saves_count="Saves",
    )
    seen = last_moment(posts, "posted_at") + timedelta(days=OUTCOME_MATURITY_DAYS)
    number = pl.int_range(pl.len()).over("Date")
    posts = posts.with_columns(observed_at=pl.lit(seen), post_id=pl.format("{}-{}", "Date", number))
    creator = posts.select("creator_id", "observed_at", platform=pl.lit("instagram")).head(1)
    return Feeds.of(creator, posts)
