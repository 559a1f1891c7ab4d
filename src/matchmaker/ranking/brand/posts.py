"""A snapshot's posts as brands look at them, whatever the brief: made once for a set of candidates."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Self

import polars as pl

from matchmaker.domain.snapshot import Snapshot
from matchmaker.ranking.brand.document import PartnershipsPart
from matchmaker.ranking.brand.partners import MOMENT, partnerships, without_posts
from matchmaker.ranking.brand.payment import Judge, paid_by
from matchmaker.ranking.brand.texts import PostTexts


@dataclass(frozen=True)
class Seen:
    """How many posts of a creator are at hand, when the oldest was published, and that moment as answers carry it."""

    count: int
    oldest: datetime
    oldest_told: str


@dataclass(frozen=True)
class BrandPosts:
    """Posts with what tells that they were paid, collaborations, and what both say of past partnerships.

    `posts` has one row a post of the snapshot, in its order: creator_id, owner (row of the creator), post_id, posted_at,
    mentions, paid_by, told_at (the moment in words). `agreed` are collaborations with a known start, the newest first:
    owner, brand, post_id, started_at, told_at. `partnerships` is by creator_id.
    """

    creator_ids: tuple[str, ...]
    posts: pl.DataFrame
    texts: PostTexts
    agreed: pl.DataFrame
    partnerships: Mapping[str, PartnershipsPart]

    @classmethod
    def of(cls, snapshot: Snapshot, judge: Judge) -> Self:
        """From a snapshot; `judge` says how likely captions disclose, as Authenticity.score_captions does."""
        owners = snapshot.creators.select("creator_id", "username").with_row_index("owner")
        known = snapshot.posts.with_columns(paid_by=paid_by(snapshot, judge)).join(
            owners, on="creator_id", how="left", maintain_order="left"
        )
        agreed = snapshot.collaborations.filter(pl.col("started_at").is_not_null()).join(owners, on="creator_id")
        return cls(
            creator_ids=tuple(snapshot.creators["creator_id"].to_list()),
            posts=known.select(
                "creator_id",
                pl.col("owner").cast(pl.Int64),
                "post_id",
                "posted_at",
                "mentions",
                "paid_by",
                told_at=pl.col("posted_at").dt.to_string(MOMENT),
            ),
            texts=PostTexts(snapshot.posts.select("caption", "mentions")),
            agreed=agreed.sort("started_at", "collaboration_id", descending=[True, False]).select(
                "owner", "brand", "post_id", "started_at", told_at=pl.col("started_at").dt.to_string(MOMENT)
            ),
            partnerships=partnerships(known, snapshot.collaborations),
        )

    @cached_property
    def rows(self) -> Mapping[str, int]:
        """Row of the creator by creator_id."""
        return {creator_id: row for row, creator_id in enumerate(self.creator_ids)}

    def seen_of(self, creator_id: str) -> Seen | None:
        """All posts at hand of a creator, None without one."""
        return self._seen.get(self.rows[creator_id])

    def partnerships_of(self, creator_id: str) -> PartnershipsPart:
        """Whom a creator worked for; all counts are 0 where nothing is known."""
        return self.partnerships.get(creator_id) or without_posts()

    def ends_by(self, moment: datetime) -> bool:
        """Whether no post is newer than the moment."""
        return self._newest is None or self._newest <= moment

    @cached_property
    def _newest(self) -> datetime | None:
        newest: datetime | None = self.posts.select(pl.col("posted_at").max()).item()
        return newest

    def seen_until(self, as_of: datetime) -> Mapping[int, Seen]:
        """The posts up to a moment, by row of the creator; creators without one are left out."""
        if self.ends_by(as_of):
            return self._seen
        return _seen(self.posts.filter(pl.col("posted_at") <= as_of))

    @cached_property
    def _seen(self) -> Mapping[int, Seen]:
        return _seen(self.posts)


@dataclass(frozen=True)
class OlderPosts:
    """Posts of the same creators beyond those at hand that may name somebody, and when each creator's oldest was published."""

    posts: BrandPosts
    oldest: Mapping[str, datetime]


def _seen(posts: pl.DataFrame) -> dict[int, Seen]:
    counted = posts.group_by("owner").agg(count=pl.len(), oldest=pl.col("posted_at").min())
    told = counted.with_columns(told=pl.col("oldest").dt.to_string(MOMENT))
    return {owner: Seen(count, oldest, words) for owner, count, oldest, words in told.iter_rows()}
