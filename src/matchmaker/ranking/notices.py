"""What should the reader know before acting? Warnings about the brief, the goals and the prices."""

from collections.abc import Collection, Sequence

import polars as pl

from matchmaker.domain.brief import Brief
from matchmaker.ranking.document import FairPricePart, GoalAnswer, Notice, PerformancePart
from matchmaker.ranking.notices_price import price_notices
from matchmaker.ranking.policy import Policy
from matchmaker.text.language import language_name

_FEWEST_WORDS = 3  # a shorter brief names a field, not a product and an audience


def notices(
    brief: Brief,
    candidates: pl.DataFrame,
    performance: Sequence[PerformancePart],
    goals: Sequence[GoalAnswer],
    fair_prices: Sequence[FairPricePart],
    conversions_per_click_p90: float,
    policy: Policy,
) -> list[Notice]:
    """All warnings of a ranking, those of the brief first; `creator_ids` in the order of `candidates`.

    `conversions_per_click_p90` is the highest rate that nine of ten of these creators' campaigns stay below.
    """
    found = [
        _short_brief(brief),
        _no_pictures(brief, candidates),
        _unpriced_currency(brief, policy),
        *(_unlikely_goal(goal, policy) for goal in goals),
        _contradicting_goals(brief, conversions_per_click_p90),
        *price_notices(candidates, performance, fair_prices, brief.currency, policy),
    ]
    return [*(notice for notice in found if notice is not None), *forecast_notices(candidates, policy)]


def language_notices(unread: str | None) -> list[Notice]:
    """Where the brief is in a language (ISO 639) that no model was shown to read; None where it is read."""
    if unread is None:
        return []
    text = (
        f"The brief is in {language_name(unread)}, which the model was not shown to read: topic fit is unknown for "
        "everybody; write it in English"
    )
    return [{"code": "brief_language_unread", "text": text, "creator_ids": []}]


def forecast_notices(creators: pl.DataFrame, policy: Policy) -> list[Notice]:
    """What limits forecasts: `creators` has creator_id, platform, followers_count and history_count."""
    found = (_thin_histories(creators, policy), _out_of_range(creators, policy))
    return [notice for notice in found if notice is not None]


def _short_brief(brief: Brief) -> Notice | None:
    words = len(brief.query.split())
    if words >= _FEWEST_WORDS:
        return None
    text = f"The brief has {words} words and matches broadly; say what is sold and to whom"
    return {"code": "brief_short", "text": text, "creator_ids": []}


def _no_pictures(brief: Brief, candidates: pl.DataFrame) -> Notice | None:
    if brief.images is None or candidates["visual_similarity"].is_not_null().any():
        return None
    space, length = brief.images.space, len(brief.images.vectors[0])
    text = f"No candidate has pictures of {length} numbers in the space {space}: the brand's were compared with nothing"
    return {"code": "no_pictures_to_compare", "text": text, "creator_ids": []}


def _unpriced_currency(brief: Brief, policy: Policy) -> Notice | None:
    if brief.currency in policy.market:
        return None
    known = ", ".join(sorted(policy.market))
    text = f"The policy has no market prices in {brief.currency} (it has {known}): fees do not enter the score"
    return {"code": "currency_without_market", "text": text, "creator_ids": []}


def _unlikely_goal(goal: GoalAnswer, policy: Policy) -> Notice | None:
    days = goal["window_days"]
    wanted = f"{goal['target_count']:,.0f} {goal['metric']}{'' if days is None else f' within {days:g} days'}"
    if goal["probability"] is None:
        text = f"No shortlisted creator gives a basis to judge {wanted}; add fees, posts or candidates"
        return {"code": "goal_unassessed", "text": text, "creator_ids": []}
    if goal["probability"] > policy.goals.unlikely_probability_max:
        return None
    expected = goal["expected"]
    likely = f"; {expected['p10']:,.0f} to {expected['p90']:,.0f} are expected" if expected else ""
    text = (
        f"{wanted} are met with probability {goal['probability']:.2f} "
        f"by the deliverables of {goal['creators_count']} shortlisted creators{likely}"
    )
    return {"code": "goal_unlikely", "text": text, "creator_ids": []}


def _contradicting_goals(brief: Brief, highest: float) -> Notice | None:
    targets = {goal.metric: goal.target_count for goal in brief.goals}
    clicks, conversions = targets.get("clicks"), targets.get("conversions")
    if not clicks or conversions is None or not conversions / clicks > highest:
        return None
    text = (
        f"{conversions:,.0f} conversions of {clicks:,.0f} clicks are {conversions / clicks:.0%}; "
        f"nine of ten campaigns of these creators are expected to stay below {highest:.1%}"
    )
    return {"code": "goal_unlikely", "text": text, "creator_ids": []}


def _thin_histories(candidates: pl.DataFrame, policy: Policy) -> Notice | None:
    fewest = policy.decision.history_posts_count_min
    counts = zip(candidates["creator_id"].to_list(), candidates["history_count"].to_list(), strict=True)
    thin = {creator_id: count for creator_id, count in counts if count < fewest}
    if not thin:
        return None
    found, least = list(thin), min(thin.values())
    text = (
        f"Forecasts rest on {least} to {fewest - 1} past posts, fewer than {fewest} (creators: {len(found)}); "
        "their intervals are wide"
    )
    return {"code": "thin_history", "text": text, "creator_ids": found}


def _out_of_range(candidates: pl.DataFrame, policy: Policy) -> Notice | None:
    """Creators of a size or platform that the forecasts were not learned from."""
    known = policy.range
    columns = (candidates[name].to_list() for name in ("creator_id", "platform", "followers_count"))
    outside: dict[str, int] = {}
    elsewhere: dict[str, str] = {}
    for creator_id, platform, followers in zip(*columns, strict=True):
        if followers is not None and not known.followers_count_min <= followers <= known.followers_count_max:
            outside[creator_id] = followers
        if platform not in known.platforms:
            elsewhere[creator_id] = platform
    if not outside and not elsewhere:
        return None
    parts = []
    if outside:
        parts.append(
            f"{len(outside)} have fewer than {known.followers_count_min:,} or more than "
            f"{known.followers_count_max:,} followers ({_span(outside.values())})"
        )
    if elsewhere:
        platforms = ", ".join(sorted(set(elsewhere.values())))
        parts.append(f"{len(elsewhere)} post on {platforms}, of which no posts were learned from")
    concerned = [name for name in candidates["creator_id"].to_list() if name in outside or name in elsewhere]
    text = f"Forecasts reach beyond what they were learned from: {'; '.join(parts)}"
    return {"code": "out_of_range", "text": text, "creator_ids": concerned}


def _span(counts: Collection[int]) -> str:
    least, most = min(counts), max(counts)
    return f"{least:,}" if least == most else f"{least:,} to {most:,}"
