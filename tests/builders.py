"""Small builders of domain values: name what the test is about, the rest is ordinary."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import TypeAlias

import polars as pl

from matchmaker.domain.snapshot import Snapshot
from matchmaker.domain.tables import TABLES_BY_NAME

Row: TypeAlias = Mapping[str, object]

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)  # a Sunday


def a_creator(creator_id: str = "ana", **known: object) -> Row:
    """A row of creators, seen NOW on Instagram."""
    return {"creator_id": creator_id, "platform": "instagram", "observed_at": NOW, **known}


def a_post(creator_id: str = "ana", post_id: str = "p1", posted_at: datetime = NOW, **known: object) -> Row:
    """A row of posts, seen NOW."""
    return {"creator_id": creator_id, "post_id": post_id, "posted_at": posted_at, "observed_at": NOW, **known}


def a_comment(creator_id: str = "ana", comment_id: str = "c1", post_id: str = "p1", **known: object) -> Row:
    """A row of comments, seen NOW."""
    return {"creator_id": creator_id, "post_id": post_id, "comment_id": comment_id, "observed_at": NOW, **known}


def a_follower_count(observed_at: datetime, followers_count: int, creator_id: str = "ana") -> Row:
    """A row of follower_counts."""
    return {"creator_id": creator_id, "observed_at": observed_at, "followers_count": followers_count}


def a_follower(account_id: str = "f1", creator_id: str = "ana", **known: object) -> Row:
    """A row of follower_profiles, seen NOW."""
    return {"creator_id": creator_id, "account_id": account_id, "observed_at": NOW, **known}


def an_outcome(outcome_id: str = "o1", creator_id: str = "ana", age_days: float = 30.0, **known: object) -> Row:
    """A row of outcomes, read NOW; its post was published `age_days` before."""
    return {
        "outcome_id": outcome_id,
        "creator_id": creator_id,
        "posted_at": NOW - timedelta(days=age_days),
        "observed_at": NOW,
        "attribution_source": "promo_code",
        **known,
    }


def table(name: str, rows: Iterable[Row]) -> pl.DataFrame:
    """A frame of the canonical table `name`; columns that no row names are null."""
    canonical = TABLES_BY_NAME[name]
    listed = [{column: row.get(column) for column in canonical.names} for row in rows]
    return pl.DataFrame(listed, schema=canonical.polars_schema)


def a_snapshot(creators: Sequence[Row] | None = None, **rows: Iterable[Row]) -> Snapshot:
    """A snapshot of rows, one creator "ana" when none are given: a_snapshot(posts=[a_post(likes_count=3)])."""
    frames = {"creators": table("creators", creators or [a_creator()])}
    return Snapshot.of(**frames, **{name: table(name, listed) for name, listed in rows.items()})
