"""Instagram timelines of 2020: long series of likes and comments of public figures, numbers only."""

from datetime import timedelta
from pathlib import Path

import polars as pl

from matchmaker.domain.definitions import OUTCOME_MATURITY_DAYS
from training.datasets.feeds import Feeds, instant, last_moment
from training.datasets.source import Source

SOURCE = Source("performance/instagram-timelines-2020", "GPL-3.0")


def read(data: Path) -> Feeds:
    """Creators without follower counts and their posts without text, of which lengths and tags were counted.

    The moment of the crawl is not stated: all counts are taken as mature one window after the last post.
    """
    posts = SOURCE.frame(data, "creator_id", "post_id", "posted", "likes", "comments").with_columns(
        posted_at=instant("posted"),
        likes_count="likes",
        comments_count="comments",
        hashtags_count="n_hashtags",
        mentions_count="n_mentions",
        caption_length="caption_chars",
    )
    seen = last_moment(posts, "posted_at") + timedelta(days=OUTCOME_MATURITY_DAYS)
    posts = posts.with_columns(observed_at=pl.lit(seen))
    creators = posts.select("creator_id", "observed_at", platform=pl.lit("instagram")).unique(maintain_order=True)
    return Feeds.of(creators, posts)
