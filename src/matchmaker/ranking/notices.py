"""What should the reader know before acting? Warnings about the brief, the goals and the prices."""

from collections.abc import Sequence

import polars as pl

from matchmaker.domain.brief import Brief
from matchmaker.ranking.document import FairPricePart, GoalAnswer, Notice, PerformancePart
from matchmaker.ranking.notices_price import price_notices
from matchmaker.ranking.policy import Policy

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
        _unpriced_currency(brief, policy),
        *(_unlikely_goal(goal, policy) for goal in goals),
        _contradicting_goals(brief, conversions_per_click_p90),
        *price_notices(candidates, performance, fair_prices, brief.currency, policy),
        _thin_histories(candidates, policy),
        _out_of_range(candidates, policy),
    ]
    return [notice for notice in found if notice is not None]


def _short_brief(brief: Brief) -> Notice | None:
    words = len(brief.query.split())
    if words >= _FEWEST_WORDS:
        return None
    text = f"The brief has {words} words and matches broadly; say what is sold and to whom"
    return {"code": "brief_short", "text": text, "creator_ids": []}


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
    found = candidates.filter(pl.col("history_count") < fewest)["creator_id"].to_list()
    if not found:
        return None
    least = int(candidates.filter(pl.col("history_count") < fewest)["history_count"].min())  # type: ignore[arg-type]
    text = (
        f"Forecasts rest on {least} to {fewest - 1} past posts, fewer than {fewest} (creators: {len(found)}); "
        "their intervals are wide"
    )
    return {"code": "thin_history", "text": text, "creator_ids": found}


def _out_of_range(candidates: pl.DataFrame, policy: Policy) -> Notice | None:
    """Creators of a size or platform that the forecasts were not learned from."""
    known = policy.range
    followers = pl.col("followers_count")
    sizes = (followers < known.followers_count_min) | (followers > known.followers_count_max)
    elsewhere = ~pl.col("platform").is_in(known.platforms)
    found = candidates.filter(sizes.fill_null(False) | elsewhere)
    if found.is_empty():
        return None
    outside, strange = found.filter(sizes.fill_null(False)), found.filter(elsewhere)
    parts = []
    if outside.height:
        parts.append(
            f"{outside.height} have fewer than {known.followers_count_min:,} or more than "
            f"{known.followers_count_max:,} followers ({_span(outside['followers_count'])})"
        )
    if strange.height:
        platforms = ", ".join(sorted(strange["platform"].unique().to_list()))
        parts.append(f"{strange.height} post on {platforms}, of which no posts were learned from")
    text = f"Forecasts reach beyond what they were learned from: {'; '.join(parts)}"
    return {"code": "out_of_range", "text": text, "creator_ids": found["creator_id"].to_list()}


def _span(counts: pl.Series) -> str:
    least, most = counts.sort().gather([0, -1]).to_list()
    return f"{least:,}" if least == most else f"{least:,} to {most:,}"
