"""Who may be ranked at all? Hard limits: a creator outside one, or unknown to it, is excluded with the reason."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Literal, TypeAlias

import polars as pl

from matchmaker.domain.brief import Deliverable, Limits
from matchmaker.ranking.document import Excluded

ExclusionCode: TypeAlias = Literal[
    "platform_not_allowed",
    "country_not_allowed",
    "language_not_allowed",
    "followers_too_few",
    "followers_too_many",
    "fee_too_high",
    "posts_too_few",
    "data_too_old",
    "platform_without_deliverable",
    "competitor_conflict",
    "brand_mentions_too_few",
]


@dataclass(frozen=True)
class _Rule:
    """One limit: the column it reads, the bound as given, and whether a value is within it."""

    code: ExclusionCode
    column: str
    bound: str | float | int | tuple[str, ...]
    within: Callable[[pl.Expr], pl.Expr]


_NO_CONFLICT = _Rule("competitor_conflict", "competitor_conflict", "none", lambda rival: rival.is_null())


def exclusions(known: pl.DataFrame, limits: Limits, deliverables: Sequence[Deliverable] = ()) -> list[Excluded]:
    """Every creator that breaks a limit, once, with the first limit broken, in the order of `known`.

    What is unknown does not satisfy a limit: `observed` is null then. A creator on whose platform none of the
    `deliverables` can be delivered is excluded, too.
    """
    found: dict[str, Excluded] = {}
    for rule in (*_rules(limits), _deliverable(deliverables)):
        outside = known.filter(~rule.within(pl.col(rule.column)).fill_null(False))
        bound = list(rule.bound) if isinstance(rule.bound, tuple) else rule.bound
        for creator_id, observed in outside.select("creator_id", rule.column).iter_rows():
            found.setdefault(
                creator_id, {"creator_id": creator_id, "code": rule.code, "observed": observed, "limit": bound}
            )
    return [found[creator_id] for creator_id in known["creator_id"] if creator_id in found]


def _rules(limits: Limits) -> list[_Rule]:
    listed: tuple[tuple[ExclusionCode, str, tuple[str, ...]], ...] = (
        ("platform_not_allowed", "platform", limits.platforms),
        ("country_not_allowed", "country", limits.countries),
        ("language_not_allowed", "language", limits.languages),
    )
    fee_max = limits.fee_max.amount if limits.fee_max else None
    lowest: tuple[tuple[ExclusionCode, str, float | None], ...] = (
        ("followers_too_few", "followers_count", limits.followers_count_min),
        ("posts_too_few", "posts_count", limits.posts_count_min or None),
        ("brand_mentions_too_few", "brand_mentions_count", limits.brand_mentions_count_min or None),
    )
    highest: tuple[tuple[ExclusionCode, str, float | None], ...] = (
        ("followers_too_many", "followers_count", limits.followers_count_max),
        ("fee_too_high", "fee_amount", fee_max),
        ("data_too_old", "oldest_field_age_days", limits.data_age_days_max),
    )
    return [
        *(_one_of(code, column, words) for code, column, words in listed if words),
        *(_at_least(code, column, bound) for code, column, bound in lowest if bound is not None),
        *(_at_most(code, column, bound) for code, column, bound in highest if bound is not None),
        *([] if limits.competitor_conflicts_allowed else [_NO_CONFLICT]),
    ]


def _deliverable(deliverables: Sequence[Deliverable]) -> _Rule:
    platforms = tuple(sorted({each.platform for each in deliverables if each.platform}))
    return _Rule("platform_without_deliverable", "platform", platforms, lambda _: pl.col("posts_planned_count") > 0)


def _one_of(code: ExclusionCode, column: str, words: tuple[str, ...]) -> _Rule:
    allowed = [word.lower() for word in words]
    return _Rule(code, column, words, lambda value: value.str.to_lowercase().is_in(allowed))


def _at_least(code: ExclusionCode, column: str, bound: float) -> _Rule:
    return _Rule(code, column, bound, lambda value: value >= bound)


def _at_most(code: ExclusionCode, column: str, bound: float) -> _Rule:
    return _Rule(code, column, bound, lambda value: value <= bound)
