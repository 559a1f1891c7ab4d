"""Did a creator work for a rival lately? Agreed deliverables, paid posts, and posts that tag or name one."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Self, get_args

from matchmaker.ranking.brand.document import CompetitorConflict, ConflictKind, PaidBy
from matchmaker.ranking.brand.names import Name, plain
from matchmaker.ranking.brand.naming import NamedRow
from matchmaker.ranking.brand.policy import BrandPolicy
from matchmaker.ranking.brand.posts import BrandPosts

_SHOWN = 3
_ORDER: tuple[ConflictKind, ...] = get_args(ConflictKind)


@dataclass(frozen=True)
class Window:
    """From when to when a rival counts; both ends are inside."""

    since: datetime
    until: datetime

    @classmethod
    def before(cls, as_of: datetime, days: int) -> Self:
        """The days before a moment."""
        return cls(as_of - timedelta(days=days), as_of)

    def __contains__(self, moment: datetime) -> bool:
        return self.since <= moment <= self.until


@dataclass(frozen=True)
class Case:
    """One post or deliverable for a rival: rows of creator and rival, kind, moment, and what tells that it was paid."""

    owner: int
    rival: int
    kind: ConflictKind
    at: datetime
    told_at: str
    paid_by: PaidBy | None
    post_id: str | None
    written: str | None


def cases(named: Sequence[NamedRow], ours: Sequence[NamedRow], window: Window) -> list[Case]:
    """The posts inside the window that name a rival.

    `ours` are those of the same posts that name the brief's brand: a paid post that tags our own account is taken as
    ours, whomever else it names.
    """
    paid_for_us = {row.post for row in ours if row.paid_by is not None and row.form == "account"}
    return [
        Case(row.owner, row.name, _kind(row, paid_for_us), row.at, row.told_at, row.paid_by, row.post_id, row.written)
        for row in named
        if row.at in window
    ]


def _kind(row: NamedRow, paid_for_us: set[int]) -> ConflictKind:
    """A paid post is the rival's where it tags the rival's account, or tags nobody who else could have paid.

    A post that the records alone know to be paid is the brand's that they name, and that is a collaboration's case.
    """
    if (
        row.paid_by not in (None, "collaboration")
        and row.post not in paid_for_us
        and (row.form == "account" or not row.tags_others)
    ):
        return "paid"
    return "named" if row.form == "words" else "tagged"


def agreed_cases(rivals: Sequence[Name], posts: BrandPosts, window: Window) -> list[Case]:
    """The known deliverables for a rival that went live inside the window."""
    if not rivals:
        return []
    meant = {brand: _meant(brand, rivals) for brand in posts.agreed["brand"].drop_nulls().unique()}
    return [
        Case(owner, rival, "collaboration", at, told_at, "collaboration", post_id, brand)
        for owner, brand, post_id, at, told_at in posts.agreed.iter_rows()
        if at in window
        for rival in meant.get(brand, ())
    ]


def _meant(brand: str, rivals: Sequence[Name]) -> list[int]:
    """Indices of the rivals that a brand's name in the records means."""
    text = plain(brand)
    return [
        rival for rival, name in enumerate(rivals) if name.owns(brand) or next(name.spoken_in(text), None) is not None
    ]


def conflicts(
    found: Sequence[Case], rivals: Sequence[Name], as_of: datetime, policy: BrandPolicy
) -> dict[int, list[CompetitorConflict]]:
    """By row of the creator: one entry a rival and kind, those that ask for review and the newest first."""
    grouped: dict[tuple[int, int, ConflictKind], list[Case]] = {}
    for case in sorted(found, key=lambda case: (case.told_at, case.post_id or ""), reverse=True):
        grouped.setdefault((case.owner, case.rival, case.kind), []).append(case)
    answers: dict[int, list[CompetitorConflict]] = {}
    for (owner, rival, kind), group in grouped.items():
        newest = group[0]
        answers.setdefault(owner, []).append(
            {
                "competitor": rivals[rival].given,
                "kind": kind,
                "asks_for_review": kind in policy.review_conflicts,
                "happened_at": newest.told_at,
                "age_days": max(0, (as_of - newest.at) // timedelta(days=1)),
                "cases_count": len(group),
                "paid_by": newest.paid_by if kind in ("collaboration", "paid") else None,
                "post_ids": [case.post_id for case in group if case.post_id][:_SHOWN],
                "written": newest.written,
            }
        )
    for entries in answers.values():
        entries.sort(key=lambda entry: (not entry["asks_for_review"], entry["age_days"], _ORDER.index(entry["kind"])))
    return answers
