"""A snapshot's posts as brands look at them, whatever the brief: made once for a set of candidates."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Self

import polars as pl

from matchmaker.domain.snapshot import Snapshot
from matchmaker.ranking.brand.document import PartnershipsPart
from matchmaker.ranking.brand.partners import partnerships
from matchmaker.ranking.brand.payment import Judge, paid_by
from matchmaker.ranking.brand.texts import PostTexts


@dataclass(frozen=True)
class BrandPosts:
    """Posts with what tells that they were paid, collaborations, and what both say of past partnerships.

    `posts` has one row a post of the snapshot, in its order: creator_id, owner (row of the creator), post_id, posted_at,
    mentions, paid_by. `agreed` are collaborations with a known start, the newest first: creator_id, owner, brand, post_id,
    started_at. `partnerships` is by creator_id.
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
            posts=known.select("creator_id", "owner", "post_id", "posted_at", "mentions", "paid_by"),
            texts=PostTexts(snapshot.posts.select("caption", "mentions")),
            agreed=agreed.sort("started_at", "collaboration_id", descending=[True, False]).select(
                "creator_id", "owner", "brand", "post_id", "started_at"
            ),
            partnerships=partnerships(known, snapshot.collaborations),
        )

    def seen_until(self, as_of: datetime) -> dict[int, tuple[int, datetime]]:
        """By row of the creator: how many posts there are up to this moment, and when the oldest was published."""
        upto = self.posts.filter(pl.col("posted_at") <= as_of)
        counted = upto.group_by("owner").agg(count=pl.len(), oldest=pl.col("posted_at").min())
        return {owner: (count, oldest) for owner, count, oldest in counted.iter_rows()}
