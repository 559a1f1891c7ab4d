"""A brief's brand, category and rivals against creators' posts: columns the ranking decides by, and parts it shows."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Self

import polars as pl

from matchmaker.domain.brief import Brief
from matchmaker.ranking.brand.conflicts import Window, cases, conflicts
from matchmaker.ranking.brand.document import BrandPart, CompetitorConflict, ConflictWindow, NamingPart
from matchmaker.ranking.brand.naming import Asked, named_rows, naming_parts, no_naming
from matchmaker.ranking.brand.partners import MOMENT, without_posts
from matchmaker.ranking.brand.policy import BrandPolicy
from matchmaker.ranking.brand.posts import BrandPosts

BRAND_COLUMNS = pl.Schema({"brand_mentions_count": pl.Int64(), "competitor_conflict": pl.String()})


@dataclass(frozen=True)
class BrandFindings:
    """What a question finds, by row of `posts.creator_ids`; rows without an entry have found nothing."""

    asked: Asked
    posts: BrandPosts
    window: Window
    own: Mapping[int, NamingPart]
    category: Mapping[int, NamingPart]
    conflicts: Mapping[int, list[CompetitorConflict]]
    seen: Mapping[int, tuple[int, datetime]]

    @classmethod
    def of(cls, brief: Brief, posts: BrandPosts, as_of: datetime, policy: BrandPolicy) -> Self:
        """Look through the posts up to `as_of`; a rival counts for `brief.competitor_window_days` before it."""
        asked, window = Asked.of(brief), Window.before(as_of, brief.competitor_window_days)
        own, category, rivals = named_rows(asked, posts, as_of)
        seen = posts.seen_until(as_of)
        counts = {owner: count for owner, (count, _) in seen.items()}
        found = cases(rivals, own, asked.rivals, posts, window)
        return cls(
            asked=asked,
            posts=posts,
            window=window,
            own=naming_parts(own, counts),
            category=naming_parts(category, counts),
            conflicts=conflicts(found, asked.rivals, as_of, policy),
            seen=seen,
        )

    @property
    def columns(self) -> pl.DataFrame:
        """BRAND_COLUMNS, one row a creator: organic posts that name the brand, and the rival that asks for review.

        The count is null where the brief names no brand, the rival where there is none.
        """
        rows = range(len(self.posts.creator_ids))
        none = 0 if self.asked.own else None
        counted = [self.own[row]["organic_posts_count"] if row in self.own else none for row in rows]
        return pl.DataFrame(
            {"brand_mentions_count": counted, "competitor_conflict": [self._rival(row) for row in rows]},
            schema=BRAND_COLUMNS,
        )

    @cached_property
    def rows(self) -> Mapping[str, int]:
        """Row by creator_id."""
        return {creator_id: row for row, creator_id in enumerate(self.posts.creator_ids)}

    def part(self, creator_id: str) -> BrandPart:
        """What the answer says of a creator."""
        row = self.rows[creator_id]
        count, oldest = self.seen.get(row, (0, None))
        return {
            "own_mentions": self.own.get(row, no_naming(count)) if self.asked.own else None,
            "category_mentions": self.category.get(row, no_naming(count)) if self.asked.category else None,
            "competitor_conflicts": self.conflicts.get(row, []),
            "conflict_window": self._window(oldest) if self.asked.rivals else None,
            "partnerships": self.posts.partnerships.get(creator_id) or without_posts(),
        }

    def _rival(self, row: int) -> str | None:
        entries = self.conflicts.get(row, ())
        return next((entry["competitor"] for entry in entries if entry["asks_for_review"]), None)

    def _window(self, oldest: datetime | None) -> ConflictWindow:
        return {
            "days": (self.window.until - self.window.since).days,
            "posts_seen_since": oldest.strftime(MOMENT) if oldest else None,
            "is_covered": oldest is not None and oldest <= self.window.since,
        }
