"""A brief's brand, category and rivals against creators' posts: columns the ranking decides by, and parts it shows."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Self

import polars as pl

from matchmaker.domain.brief import Brief
from matchmaker.ranking.brand.conflicts import Window, cases, conflicts
from matchmaker.ranking.brand.document import BrandPart, CompetitorConflict, ConflictWindow
from matchmaker.ranking.brand.kept import Kept
from matchmaker.ranking.brand.naming import Asked, Naming, no_naming
from matchmaker.ranking.brand.policy import BrandPolicy
from matchmaker.ranking.brand.posts import BrandPosts, Seen

BRAND_COLUMNS = pl.Schema({"brand_mentions_count": pl.Int64(), "competitor_conflict": pl.String()})


@dataclass(frozen=True)
class BrandFindings:
    """What a question finds, by row of `posts.creator_ids`; rows without an entry have found nothing."""

    asked: Asked
    posts: BrandPosts
    window: Window
    naming: Naming
    conflicts: Mapping[int, list[CompetitorConflict]]
    seen: Mapping[int, Seen]

    @classmethod
    def of(cls, brief: Brief, posts: BrandPosts, as_of: datetime, policy: BrandPolicy, kept: Kept[Naming]) -> Self:
        """Look through the posts up to `as_of`; a rival counts for `brief.competitor_window_days` before it.

        `kept` remembers what earlier questions found in these posts.
        """
        asked, window = Asked.of(brief), Window.before(as_of, brief.competitor_window_days)
        seen = posts.seen_until(as_of)
        key = (asked, None if posts.ends_by(as_of) else as_of)  # a later moment sees the same posts
        naming = kept.get(key, lambda: Naming.of(asked, posts, as_of, seen))
        found = cases(naming.rival_rows, naming.own_rows, asked.rivals, posts, window)
        return cls(
            asked=asked,
            posts=posts,
            window=window,
            naming=naming,
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
        counted = [self.naming.own[row]["organic_posts_count"] if row in self.naming.own else none for row in rows]
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
        seen = self.seen.get(row)
        count = seen.count if seen else 0
        return {
            "own_mentions": self.naming.own.get(row, no_naming(count)) if self.asked.own else None,
            "category_mentions": self.naming.category.get(row, no_naming(count)) if self.asked.category else None,
            "competitor_conflicts": self.conflicts.get(row, []),
            "conflict_window": self._window(seen) if self.asked.rivals else None,
            "partnerships": self.posts.partnerships_of(creator_id),
        }

    def _rival(self, row: int) -> str | None:
        entries = self.conflicts.get(row, ())
        return next((entry["competitor"] for entry in entries if entry["asks_for_review"]), None)

    def _window(self, seen: Seen | None) -> ConflictWindow:
        return {
            "days": (self.window.until - self.window.since).days,
            "posts_seen_since": seen.oldest_told if seen else None,
            "is_covered": seen is not None and seen.oldest <= self.window.since,
        }
