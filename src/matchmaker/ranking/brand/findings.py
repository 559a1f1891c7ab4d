"""A brief's brand, category and rivals against creators' posts: columns the ranking decides by, and parts it shows."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Self

import polars as pl

from matchmaker.domain.brief import Brief
from matchmaker.ranking.brand.conflicts import Window, agreed_cases, cases, conflicts
from matchmaker.ranking.brand.document import BrandPart, CompetitorConflict, ConflictWindow
from matchmaker.ranking.brand.kept import Kept
from matchmaker.ranking.brand.naming import Asked, Naming, named_rows, no_naming
from matchmaker.ranking.brand.partners import MOMENT
from matchmaker.ranking.brand.policy import BrandPolicy
from matchmaker.ranking.brand.posts import BrandPosts, OlderPosts, Seen

BRAND_COLUMNS = pl.Schema({"brand_mentions_count": pl.Int64(), "competitor_conflict": pl.String()})


@dataclass(frozen=True)
class BrandFindings:
    """What a question finds, by row of `posts.creator_ids`; rows without an entry have found nothing.

    `oldest` is when the oldest post of a creator was published, where more posts than those at hand were looked through.
    """

    asked: Asked
    posts: BrandPosts
    window: Window
    naming: Naming
    conflicts: Mapping[int, list[CompetitorConflict]]
    seen: Mapping[int, Seen]
    oldest: Mapping[str, datetime]

    @classmethod
    def of(
        cls,
        brief: Brief,
        posts: BrandPosts,
        as_of: datetime,
        policy: BrandPolicy,
        kept: Kept[Naming],
        older: OlderPosts | None = None,
    ) -> Self:
        """Look through the posts up to `as_of`; a rival counts for `brief.competitor_window_days` before it.

        `kept` remembers what earlier questions found in these posts; `older` holds posts beyond them, for rivals alone.
        """
        asked, window = Asked.of(brief), Window.before(as_of, brief.competitor_window_days)
        seen = posts.seen_until(as_of)
        key = (asked, None if posts.ends_by(as_of) else as_of)  # a later moment sees the same posts
        naming = kept.get(key, lambda: Naming.of(asked, posts, as_of, seen))
        found = agreed_cases(asked.rivals, posts, window) + cases(naming.rival_rows, naming.own_rows, window)
        if older is not None:
            ours, theirs = (list(named_rows(names, older.posts, as_of)) for names in (asked.own, asked.rivals))
            found += cases(theirs, ours, window)
        return cls(
            asked=asked,
            posts=posts,
            window=window,
            naming=naming,
            conflicts=conflicts(found, asked.rivals, as_of, policy),
            seen=seen,
            oldest=older.oldest if older else {},
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

    def part(self, creator_id: str) -> BrandPart:
        """What the answer says of a creator."""
        row = self.posts.rows[creator_id]
        seen = self.seen.get(row)
        count = seen.count if seen else 0
        return {
            "own_mentions": self.naming.own.get(row, no_naming(count)) if self.asked.own else None,
            "category_mentions": self.naming.category.get(row, no_naming(count)) if self.asked.category else None,
            "competitor_conflicts": self.conflicts.get(row, []),
            "conflict_window": self._window(creator_id, seen) if self.asked.rivals else None,
            "partnerships": self.posts.partnerships_of(creator_id),
        }

    def _rival(self, row: int) -> str | None:
        entries = self.conflicts.get(row, ())
        return next((entry["competitor"] for entry in entries if entry["asks_for_review"]), None)

    def _window(self, creator_id: str, seen: Seen | None) -> ConflictWindow:
        oldest, told = (seen.oldest, seen.oldest_told) if seen else (None, None)
        older = self.oldest.get(creator_id)
        if older is not None:
            oldest, told = older, older.strftime(MOMENT)
        return {
            "days": (self.window.until - self.window.since).days,
            "posts_seen_since": told,
            "is_covered": oldest is not None and oldest <= self.window.since,
        }
