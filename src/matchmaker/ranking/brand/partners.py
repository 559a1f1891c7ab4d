"""Whom a creator worked for: the brands of known collaborations and the accounts tagged in paid posts."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

import polars as pl

from matchmaker.ranking.brand.document import PaidResponse, Partner, PartnershipsPart
from matchmaker.ranking.brand.names import Name, name_of
from matchmaker.ranking.brand.response import paid_responses

_SHOWN = 10
MOMENT = "%Y-%m-%dT%H:%M:%SZ"


def partnerships(posts: pl.DataFrame, collaborations: pl.DataFrame) -> Mapping[str, PartnershipsPart]:
    """By creator_id, for creators with a post or a collaboration; see `without_posts` for the others.

    `posts` are canonical rows with `username` of their creator and `paid_by`; `collaborations` canonical rows.
    """
    judged = posts.with_columns(is_paid=pl.col("paid_by").is_not_null())
    responses = paid_responses(judged)
    counts = judged.group_by("creator_id").agg(seen=pl.len(), paid=pl.col("is_paid").sum())
    found = _partners(judged.filter("is_paid"), collaborations)
    seen = {creator_id: (posts_count, paid) for creator_id, posts_count, paid in counts.iter_rows()}
    return {
        creator_id: _part(*seen.get(creator_id, (0, 0)), found.get(creator_id, []), responses.get(creator_id))
        for creator_id in {*seen, *found}
    }


def without_posts() -> PartnershipsPart:
    """What is said of a creator nothing is known of."""
    return _part(0, 0, [], None)


def _part(seen: int, paid: int, partners: list[Partner], response: PaidResponse | None) -> PartnershipsPart:
    return {
        "posts_seen_count": seen,
        "paid_posts_count": paid,
        "partners": partners[:_SHOWN],
        "response": response,
    }


@dataclass
class _Worked:
    name: str
    spelling: Name | None
    source: Literal["collaboration", "tagged"]
    posts: set[str]
    newest: datetime | None = None

    def add(self, post_id: str, at: datetime | None) -> None:
        self.posts.add(post_id)
        if at is not None and (self.newest is None or at > self.newest):
            self.newest = at


def _partners(paid: pl.DataFrame, collaborations: pl.DataFrame) -> dict[str, list[Partner]]:
    worked: dict[str, dict[str, _Worked]] = {}
    agreed = collaborations.filter(pl.col("brand").str.strip_chars() != "").sort("collaboration_id")
    for creator_id, number, post_id, brand, at in agreed.select(
        "creator_id", "collaboration_id", "post_id", "brand", "started_at"
    ).iter_rows():
        own = worked.setdefault(creator_id, {})
        key = brand.strip().casefold()
        own.setdefault(key, _Worked(brand.strip(), name_of(brand), "collaboration", set())).add(post_id or number, at)
    for creator_id, post_id, at, account in _tagged(paid):
        own = worked.setdefault(creator_id, {})
        known = next((one for one in own.values() if one.spelling and one.spelling.owns(account)), None)
        if known is None:
            known = own.setdefault(f"@{account}", _Worked(f"@{account}", None, "tagged", set()))
        known.add(post_id, at)
    return {creator_id: [_partner(one) for one in _newest_first(own.values())] for creator_id, own in worked.items()}


def _tagged(paid: pl.DataFrame) -> Iterator[tuple[str, str, datetime, str]]:
    tagged = (
        paid.select("creator_id", "post_id", "posted_at", "username", account="mentions")
        .explode("account")
        .with_columns(pl.col("account").str.to_lowercase())
        .filter(pl.col("account").is_not_null() & pl.col("account").ne_missing(pl.col("username").str.to_lowercase()))
        .unique(["creator_id", "post_id", "account"], maintain_order=True)
    )
    yield from tagged.select("creator_id", "post_id", "posted_at", "account").iter_rows()


def _newest_first(worked: Iterable[_Worked]) -> list[_Worked]:
    return sorted(worked, key=lambda one: (-(one.newest.timestamp() if one.newest else 0.0), one.name))


def _partner(worked: _Worked) -> Partner:
    return {
        "name": worked.name,
        "posts_count": len(worked.posts),
        "newest_at": worked.newest.strftime(MOMENT) if worked.newest else None,
        "source": worked.source,
    }
