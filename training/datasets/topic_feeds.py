"""Feeds composed of tweets with human topic labels, briefs written by hand, and graded relevance."""

from pathlib import Path

import polars as pl

from matchmaker.domain.snapshot import Snapshot
from training.datasets.feeds import midnight
from training.datasets.matching import Matching
from training.datasets.source import Source

SOURCE = Source("matching/topic-feeds", "other (as stated on the hub)")
RELEVANT_GRADE = 2  # the set's own protocol
SPECIALIST_SHARE = 0.6  # of posts on one topic, against feeds built as general


def read(data: Path) -> Matching:
    """Briefs are their text alone: the topic's name is the label. Posts are known by day.

    Grade 3: at least 60 % of the posts carry the brief's topic, 2: 35 %, 1: 18 %.
    """
    briefs = SOURCE.frame(data, "brief_id", "brief", "topic").select("brief_id", query="brief")
    feeds = SOURCE.frame(data, "creator_id", "built_as", "top_share")
    texts = SOURCE.frame(data, "post_id", "date", "text").with_columns(posted_at=midnight("date"))
    posts = (
        SOURCE.frame(data, "creator_id", "post_id", "position")
        .join(texts, on="post_id")
        .select("creator_id", "post_id", "posted_at", observed_at="posted_at", caption="text")
    )
    creators = feeds.select(
        "creator_id", platform=pl.lit("twitter"), observed_at=pl.lit(posts["posted_at"].max()) + pl.duration(days=1)
    )
    relevance = SOURCE.frame(data, "brief_id", "creator_id", "grade").select("brief_id", "creator_id", "grade")
    return Matching(
        SOURCE.name,
        briefs,
        Snapshot.of(creators=creators, posts=posts),
        relevance,
        RELEVANT_GRADE,
        specialists=_specialists(feeds),
    )


def _specialists(feeds: pl.DataFrame) -> pl.DataFrame:
    specialist = pl.col("top_share") >= SPECIALIST_SHARE
    return feeds.filter(specialist | (pl.col("built_as") == "generalist")).select(
        "creator_id", is_specialist=specialist
    )
