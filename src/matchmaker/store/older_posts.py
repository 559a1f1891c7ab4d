"""Posts older than those a snapshot holds, where their text has a word: the database looks, few rows are read."""

from collections.abc import Sequence
from datetime import UTC, datetime

import polars as pl
import sqlalchemy as sa

from matchmaker.domain.tables import POSTS
from matchmaker.store.schema import STORED
from matchmaker.store.storage_frames import from_stored

_MICROSECONDS = 1_000_000


def posts_with_words(
    connection: sa.Connection, creator_ids: Sequence[str], since: datetime, words: Sequence[str]
) -> pl.DataFrame:
    """Posts of these creators from `since` on, none newer than the creator, whose caption or mentions hold a word.

    Letters beyond ASCII are compared as they are written.
    """
    posts, creators = STORED["posts"], STORED["creators"]
    text = sa.func.lower(sa.func.coalesce(posts.c.caption, "") + " " + sa.func.coalesce(posts.c.mentions, ""))
    query = (
        sa.select(*(posts.c[name] for name in POSTS.names))
        .join(creators, creators.c.creator_id == posts.c.creator_id)
        .where(
            posts.c.creator_id.in_(list(creator_ids)),
            posts.c.posted_at.between(int(since.timestamp() * _MICROSECONDS), creators.c.observed_at),
            sa.or_(*(text.contains(word, autoescape=True) for word in words)),
        )
        .order_by(posts.c.creator_id, posts.c.posted_at.desc(), posts.c.post_id)
    )
    return from_stored(POSTS, [tuple(row) for row in connection.execute(query)])


def oldest_posts(connection: sa.Connection, creator_ids: Sequence[str]) -> dict[str, datetime]:
    """When the oldest stored post of each creator was published; creators without one are left out."""
    posts = STORED["posts"]
    query = (
        sa.select(posts.c.creator_id, sa.func.min(posts.c.posted_at))
        .where(posts.c.creator_id.in_(list(creator_ids)))
        .group_by(posts.c.creator_id)
    )
    return {
        creator_id: datetime.fromtimestamp(moment / _MICROSECONDS, UTC)
        for creator_id, moment in connection.execute(query)
    }
