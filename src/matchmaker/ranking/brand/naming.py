"""Which posts name the brand, its category or its rivals, and how often a creator does."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from matchmaker.domain.brief import Brief
from matchmaker.ranking.brand.document import NamedPost, NamingPart, PaidBy
from matchmaker.ranking.brand.names import Form, Name, names_of, phrase_of
from matchmaker.ranking.brand.partners import MOMENT
from matchmaker.ranking.brand.posts import BrandPosts

_SHOWN = 3
_PARTS = re.compile(r"[,;/|&+]|\band\b")  # of a category, as "Health & wellness"


@dataclass(frozen=True)
class Asked:
    """The names of one question: the brand's own, the phrases of its category, and its rivals'."""

    own: tuple[Name, ...]
    category: tuple[Name, ...]
    rivals: tuple[Name, ...]

    @classmethod
    def of(cls, brief: Brief) -> "Asked":
        """From a brief: a handle is an account; a rival is a name, or an account where it looks like one."""
        handles = [handle if handle.startswith("@") else f"@{handle}" for handle in brief.brand_handles]
        phrases = [*_PARTS.split(brief.category or ""), *brief.keywords]
        found = (phrase_of(phrase) for phrase in dict.fromkeys(phrases))
        own = names_of([*([brief.brand] if brief.brand else []), *handles])
        return cls(own, tuple(phrase for phrase in found if phrase is not None), names_of(brief.competitors))

    @property
    def all(self) -> tuple[Name, ...]:
        """Own names, then phrases, then rivals."""
        return (*self.own, *self.category, *self.rivals)


@dataclass(frozen=True)
class NamedRow:
    """A post that names something: rows of post and creator, index of the name in its group, and how it is written.

    `tags_others`: the post tags an account that is not this name's.
    """

    post: int
    owner: int
    name: int
    form: Form
    written: str
    post_id: str
    at: datetime
    paid_by: PaidBy | None
    tags_others: bool


def named_rows(asked: Asked, posts: BrandPosts, as_of: datetime) -> tuple[list[NamedRow], ...]:
    """The posts up to `as_of` that name the brand, the category and rivals: three lists."""
    groups = (asked.own, asked.category, asked.rivals)
    group_of = [(group, place) for group, names in enumerate(groups) for place in range(len(names))]
    found: tuple[list[NamedRow], ...] = ([], [], [])
    hits = list(posts.texts.found(asked.all))
    picked = posts.posts.select("owner", "post_id", "posted_at", "paid_by", "mentions")[[hit.row for hit in hits]]
    for hit, (owner, post_id, at, paid_by, mentions) in zip(hits, picked.iter_rows(), strict=True):
        if at > as_of:
            continue
        group, place = group_of[hit.name]
        name = groups[group][place]
        others = any(not name.owns(account) for account in mentions or ())
        found[group].append(
            NamedRow(hit.row, owner, place, hit.spoken.form, hit.spoken.written, post_id, at, paid_by, others)
        )
    return found


def naming_parts(rows: Sequence[NamedRow], seen: Mapping[int, int]) -> dict[int, NamingPart]:
    """By row of the creator; a post counts once, however many names it has. `seen` is the number of posts at hand."""
    by_owner: dict[int, dict[int, NamedRow]] = {}
    for row in rows:
        by_owner.setdefault(row.owner, {}).setdefault(row.post, row)
    return {owner: _part(list(own.values()), seen[owner]) for owner, own in by_owner.items()}


def no_naming(seen: int) -> NamingPart:
    """The part of a creator with `seen` posts, none of which names it."""
    return _part([], seen)


def _part(rows: list[NamedRow], seen: int) -> NamingPart:
    rows.sort(key=lambda row: (-row.at.timestamp(), row.post_id))
    organic = sum(row.paid_by is None for row in rows)
    return {
        "organic_posts_count": organic,
        "paid_posts_count": len(rows) - organic,
        "organic_ratio": organic / seen if seen else None,
        "newest_at": rows[0].at.strftime(MOMENT) if rows else None,
        "evidence": [_shown(row) for row in rows[:_SHOWN]],
    }


def _shown(row: NamedRow) -> NamedPost:
    return {
        "post_id": row.post_id,
        "posted_at": row.at.strftime(MOMENT),
        "written": row.written,
        "is_paid": row.paid_by is not None,
    }
