"""Which posts name the brand, its category or its rivals, and how often a creator does."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Self

import polars as pl

from matchmaker.domain.brief import Brief
from matchmaker.ranking.brand.document import NamedPost, NamingPart, PaidBy
from matchmaker.ranking.brand.names import Form, Name, names_of
from matchmaker.ranking.brand.phrases import Phrases, phrases_of
from matchmaker.ranking.brand.posts import BrandPosts, Seen

_SHOWN = 3
_PARTS = re.compile(r"[,;/|&+]|\band\b")  # of a category, as "Health & wellness"


@dataclass(frozen=True)
class Asked:
    """The names of one question: the brand's own and its rivals', and its category as phrases."""

    own: tuple[Name, ...]
    rivals: tuple[Name, ...]
    category: Phrases | None

    @classmethod
    def of(cls, brief: Brief) -> Self:
        """From a brief: a handle is an account; a rival is a name, or an account where it looks like one."""
        handles = [handle if handle.startswith("@") else f"@{handle}" for handle in brief.brand_handles]
        own = names_of([*([brief.brand] if brief.brand else []), *handles])
        category = phrases_of((*_PARTS.split(brief.category or ""), *brief.keywords))
        return cls(own, names_of(brief.competitors), category)


@dataclass(frozen=True)
class NamedRow:
    """A post that names somebody: rows of post and creator, index of the name in its group, and how it is written.

    `tags_others`: the post is paid and tags an account that is not this name's.
    """

    post: int
    owner: int
    name: int
    form: Form
    written: str
    post_id: str
    at: datetime
    told_at: str
    paid_by: PaidBy | None
    tags_others: bool


@dataclass(frozen=True)
class Naming:
    """What posts up to a moment name: rows of own names, rows of rivals' names, and parts by row of the creator."""

    own_rows: Sequence[NamedRow]
    rival_rows: Sequence[NamedRow]
    own: Mapping[int, NamingPart]
    category: Mapping[int, NamingPart]

    @classmethod
    def of(cls, asked: Asked, posts: BrandPosts, as_of: datetime, seen: Mapping[int, Seen]) -> Self:
        """Look through the posts up to `as_of`."""
        rows = list(named_rows((*asked.own, *asked.rivals), posts, as_of))
        own_rows = [row for row in rows if row.name < len(asked.own)]
        rivals = [replace(row, name=row.name - len(asked.own)) for row in rows if row.name >= len(asked.own)]
        return cls(own_rows, rivals, own_parts(own_rows, seen), category_parts(asked.category, posts, as_of, seen))


def named_rows(names: Sequence[Name], posts: BrandPosts, as_of: datetime) -> Iterator[NamedRow]:
    """The posts up to `as_of` that have one of the names, a row a name and post."""
    hits = list(posts.texts.found(names))
    picked = posts.posts[[hit.post for hit in hits]]
    columns = ("owner", "post_id", "posted_at", "told_at", "paid_by", "mentions")
    for hit, (owner, post_id, at, told_at, paid_by, mentions) in zip(hits, picked.select(columns).rows(), strict=True):
        if at > as_of:
            continue
        name, spoken = names[hit.name], hit.spoken
        others = paid_by is not None and any(not name.owns(account) for account in mentions or ())
        yield NamedRow(hit.post, owner, hit.name, spoken.form, spoken.written, post_id, at, told_at, paid_by, others)


def own_parts(rows: Sequence[NamedRow], seen: Mapping[int, Seen]) -> dict[int, NamingPart]:
    """How often posts name the brand, by row of the creator; a post counts once, however many names it has."""
    by_owner: dict[int, dict[int, NamedPost]] = {}
    for row in rows:
        shown = _shown(row.post_id, row.told_at, row.written, row.paid_by is not None)
        by_owner.setdefault(row.owner, {}).setdefault(row.post, shown)
    found: dict[int, NamingPart] = {}
    for owner, posts in by_owner.items():
        newest = sorted(posts.values(), key=lambda post: (post["posted_at"], post["post_id"]), reverse=True)
        paid = sum(post["is_paid"] for post in newest)
        found[owner] = _part(newest[:_SHOWN], len(newest), paid, seen[owner].count)
    return found


def category_parts(
    phrases: Phrases | None, posts: BrandPosts, as_of: datetime, seen: Mapping[int, Seen]
) -> dict[int, NamingPart]:
    """How often posts up to `as_of` have a phrase of the category, by row of the creator."""
    if phrases is None:
        return {}
    shown = [pl.col(name).head(_SHOWN) for name in ("post_id", "told_at", "written", "is_paid")]
    rows = posts.texts.lower.str.contains(phrases.letters).arg_true()
    text = pl.col("text")
    grouped = (
        posts.posts[rows]
        .lazy()
        .with_columns(text=posts.texts.lower.gather(rows))
        .filter(phrases.in_text(text) & (pl.col("posted_at") <= as_of))
        .select(
            *("owner", "post_id", "told_at"),
            written=phrases.written(text),
            is_paid=pl.col("paid_by").is_not_null(),
        )
        .sort("owner", "told_at", "post_id", descending=[False, True, True])
        .group_by("owner", maintain_order=True)
        .agg(*shown, count=pl.len(), paid=pl.col("is_paid").sum())
        .collect()
    )
    return {
        owner: _part(
            [_shown(*post) for post in zip(ids, moments, written, is_paid, strict=True)], count, paid, seen[owner].count
        )
        for owner, ids, moments, written, is_paid, count, paid in grouped.iter_rows()
    }


def no_naming(seen: int) -> NamingPart:
    """The part of a creator with `seen` posts, none of which names it."""
    return _part([], 0, 0, seen)


def _part(newest: list[NamedPost], count: int, paid: int, seen: int) -> NamingPart:
    return {
        "organic_posts_count": count - paid,
        "paid_posts_count": paid,
        "organic_ratio": round((count - paid) / seen, 4) if seen else None,
        "newest_at": newest[0]["posted_at"] if newest else None,
        "evidence": newest,
    }


def _shown(post_id: str, posted_at: str, written: str, is_paid: bool) -> NamedPost:
    return {"post_id": post_id, "posted_at": posted_at, "written": written, "is_paid": is_paid}
