"""What the brand's side gives as reasons: rivals lower, what was only observed is neutral and no part of the score."""

from collections.abc import Mapping

from matchmaker.ranking.brand.document import (
    BrandPart,
    CompetitorConflict,
    ConflictKind,
    NamingPart,
    PaidBy,
    PaidResponse,
)
from matchmaker.ranking.document import Effect, Reason

_WHAT: Mapping[ConflictKind, str] = {
    "collaboration": "An agreed deliverable for {rival}",
    "paid": "A post for {rival} ({written}), {paid},",
    "tagged": "A post that tags {rival} ({written}), without a sign of payment,",
    "named": "A post that names {rival} in words",
}

_PAID: Mapping[PaidBy, str] = {
    "platform_mark": "marked as paid by the platform",
    "disclosure": "disclosed as paid",
    "affiliate": "with an affiliate link",
    "code": "with a discount code",
    "collaboration": "agreed as the records say",
}


def brand_reasons(part: BrandPart) -> list[Reason]:
    """Rivals first, then posts that name the brand, and how paid posts were taken."""
    window, own, response = part["conflict_window"], part["own_mentions"], part["partnerships"]["response"]
    days = window["days"] if window else 0
    return [
        *(_conflict(conflict, days) for conflict in part["competitor_conflicts"]),
        *(_named(own, part["partnerships"]["posts_seen_count"]) if own else ()),
        *([_response(response)] if response else ()),
    ]


def _conflict(conflict: CompetitorConflict, days: int) -> Reason:
    what = _WHAT[conflict["kind"]].format(
        rival=conflict["competitor"], written=conflict["written"], paid=_PAID[conflict["paid_by"] or "disclosure"]
    )
    more = f" and {conflict['cases_count'] - 1} more" if conflict["cases_count"] > 1 else ""
    return _reason(
        "competitor_conflict" if conflict["asks_for_review"] else "competitor_named",
        "lowers" if conflict["asks_for_review"] else "neutral",
        f"{what} {_ago(conflict['age_days'])}{more}; the brief looks back {days} days",
        float(conflict["age_days"]),
        conflict["post_ids"],
    )


def _named(own: NamingPart, seen: int) -> list[Reason]:
    organic, paid = own["organic_posts_count"], own["paid_posts_count"]
    found = []
    if organic:
        text = (
            f"Names the brand in {organic} of {seen} posts without a sign of payment, last on {_day(own['newest_at'])}"
        )
        posts = [post["post_id"] for post in own["evidence"] if not post["is_paid"]]
        found.append(_reason("brand_mentioned", "neutral", text, float(organic), posts))
    if paid:
        text = f"{paid} of {seen} posts name the brand and are marked or disclosed as paid"
        posts = [post["post_id"] for post in own["evidence"] if post["is_paid"]]
        found.append(_reason("brand_paid_before", "neutral", text, float(paid), posts))
    return found


def _response(response: PaidResponse) -> Reason:
    ratio = response["paid_per_organic_ratio"]
    text = (
        f"Paid posts earn {ratio['p50']:.2f} times ({ratio['p10']:.2f} to {ratio['p90']:.2f}) the engagements of organic "
        f"posts of the same weeks, from {response['paid_posts_count']} paid ones; 1 is no difference"
    )
    return _reason("paid_response", "neutral", text, ratio["p50"], [])


def _ago(days: int) -> str:
    return "today" if days == 0 else f"{days} day{'s' if days > 1 else ''} ago"


def _day(moment: str | None) -> str:
    return "an unknown day" if moment is None else moment[:10]


def _reason(code: str, effect: Effect, text: str, observed: float, evidence: list[str]) -> Reason:
    return {
        "code": code,
        "effect": effect,
        "text": text,
        "evidence": evidence,
        "observed": observed,
        "peer_median": None,
    }
