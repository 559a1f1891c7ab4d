"""Creators with their posts and follower history: what a reader of a public set of feeds returns."""

from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Self

import polars as pl

from matchmaker.domain.columns import count, flag
from matchmaker.domain.tables import CREATORS, FOLLOWER_COUNTS, POSTS

FEED_POSTS = replace(
    POSTS,
    columns=(
        *POSTS.columns,
        count("hashtags_count", "Hashtags, where the source counted them and kept no text"),
        count("mentions_count", "Mentions, likewise"),
        count("caption_length", "Characters of the caption, likewise"),
        flag("is_picked", "Collected because it did well: no sample of what its creator earns"),
    ),
)

PAID = pl.Schema(
    {
        "creator_id": pl.String(),
        "platform": pl.String(),
        "post_id": pl.String(),
        "objective": pl.String(),
        "category": pl.String(),
        "impressions_count": pl.Float64(),
        "clicks_count": pl.Float64(),
        "conversions_count": pl.Float64(),
    }
)


@dataclass(frozen=True)
class Feeds:
    """Canonical frames of one public set; counts are those of the crawl in `observed_at`.

    A set crawled once tells what a post had earned by the crawl, not by the next post: histories made
    from it are as mature as their targets, whatever moment they are taken at. `recounts` holds posts that
    were counted once more, with their last counts and when those were read; no row for all others. `posts`
    has the columns of FEED_POSTS.
    """

    creators: pl.DataFrame = field(default_factory=CREATORS.empty)
    posts: pl.DataFrame = field(default_factory=FEED_POSTS.empty)
    follower_counts: pl.DataFrame = field(default_factory=FOLLOWER_COUNTS.empty)
    recounts: pl.DataFrame = field(default_factory=POSTS.empty)
    paid: pl.DataFrame = field(default_factory=PAID.to_frame)

    @classmethod
    def of(
        cls,
        creators: pl.DataFrame,
        posts: pl.DataFrame,
        follower_counts: pl.DataFrame | None = None,
        recounts: pl.DataFrame | None = None,
    ) -> Self:
        """Feeds from frames that lack some canonical columns, which become null."""
        counts = FOLLOWER_COUNTS.empty() if follower_counts is None else FOLLOWER_COUNTS.conform(follower_counts)
        again = POSTS.empty() if recounts is None else POSTS.conform(recounts)
        return cls(CREATORS.conform(creators), FEED_POSTS.conform(posts), counts, again)


def instant(name: str) -> pl.Expr:
    """A text column in ISO 8601, with or without an offset, as moments in UTC; without one it is UTC already."""
    return pl.col(name).str.replace(" ", "T").str.strip_suffix("Z").str.to_datetime(time_unit="us", time_zone="UTC")


def midnight(name: str) -> pl.Expr:
    """A text column of dates as their first moment in UTC."""
    return pl.col(name).str.to_date().cast(pl.Datetime("us")).dt.replace_time_zone("UTC")


def words(name: str) -> pl.Expr:
    """A text column of words parted by spaces as lists; an absent text is no word."""
    return pl.col(name).fill_null("").str.split(" ").list.eval(pl.element().filter(pl.element() != ""))


def last_moment(rows: pl.DataFrame, moment: str) -> datetime:
    """The newest moment of a column of instants that is not empty."""
    newest: datetime = rows.select(pl.col(moment).max()).item()
    return newest
