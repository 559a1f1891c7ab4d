"""Facebook pages of nine Thai fashion sellers, 2012 to 2017: reactions, comments and shares."""

from datetime import timedelta
from pathlib import Path

import polars as pl

from matchmaker.domain.definitions import OUTCOME_MATURITY_DAYS
from training.datasets.feeds import Feeds, instant, last_moment
from training.datasets.source import Source

SOURCE = Source("performance/facebook-live-sellers", "none stated in the repository")
FORMATS = {"photo": "photo", "video": "video", "link": "link", "status": "text"}


def read(data: Path) -> Feeds:
    """Pages without follower counts; `likes_count` holds all reactions, of which the like is the oldest.

    The moment of the crawl is not stated: all counts are taken as mature one window after the last post.
    """
    posts = SOURCE.frame(data, "post_id", "page_id", "posted", "num_reactions", "num_comments").with_columns(
        creator_id="page_id",
        posted_at=instant("posted"),
        format=pl.col("status_type").replace_strict(FORMATS, default=None),
        likes_count="num_reactions",
        comments_count="num_comments",
        shares_count="num_shares",
    )
    seen = last_moment(posts, "posted_at") + timedelta(days=OUTCOME_MATURITY_DAYS)
    posts = posts.with_columns(observed_at=pl.lit(seen))
    creators = posts.select("creator_id", "observed_at", platform=pl.lit("facebook")).unique(maintain_order=True)
    return Feeds.of(creators, posts)
