"""What should the reader know before acting? Warnings about the brief, the goals and the prices."""

from collections.abc import Sequence

import polars as pl

from matchmaker.domain.brief import Brief
from matchmaker.ranking.document import GoalAnswer, Notice
from matchmaker.ranking.policy import Policy
from matchmaker.ranking.price import inconsistent_fees

_FEWEST_WORDS = 3  # a shorter brief names a field, not a product and an audience


def notices(brief: Brief, candidates: pl.DataFrame, goals: Sequence[GoalAnswer], policy: Policy) -> list[Notice]:
    """All warnings of a ranking, those of the brief first; `creator_ids` in the order of `candidates`."""
    found = [
        _short_brief(brief),
        _unpriced_currency(brief, policy),
        *(_unlikely_goal(goal, policy) for goal in goals),
        _contradicting_goals(brief, policy),
        _inconsistent_prices(candidates, brief.currency, policy),
        _other_currencies(candidates, brief.currency),
        _thin_histories(candidates, policy),
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
    wanted = f"{goal['target_count']:,.0f} {goal['metric']}"
    if goal["probability"] is None:
        text = f"No shortlisted creator gives a basis to judge {wanted}; add fees, posts or candidates"
        return {"code": "goal_unassessed", "text": text, "creator_ids": []}
    if goal["probability"] > policy.goals.unlikely_probability_max:
        return None
    expected = goal["expected"]
    likely = f"; {expected['p10']:,.0f} to {expected['p90']:,.0f} are expected" if expected else ""
    text = (
        f"{wanted} are met with probability {goal['probability']:.2f} "
        f"by one post of each of {goal['creators_count']} shortlisted creators{likely}"
    )
    return {"code": "goal_unlikely", "text": text, "creator_ids": []}


def _contradicting_goals(brief: Brief, policy: Policy) -> Notice | None:
    targets = {goal.metric: goal.target_count for goal in brief.goals}
    clicks, conversions = targets.get("clicks"), targets.get("conversions")
    highest = policy.funnel.conversions_per_click_ratio.p90
    if not clicks or conversions is None or conversions / clicks <= highest:
        return None
    text = (
        f"{conversions:,.0f} conversions of {clicks:,.0f} clicks are {conversions / clicks:.0%}; "
        f"nine of ten campaigns are assumed to stay below {highest:.0%}"
    )
    return {"code": "goal_unlikely", "text": text, "creator_ids": []}


def _inconsistent_prices(candidates: pl.DataFrame, currency: str, policy: Policy) -> Notice | None:
    found = inconsistent_fees(candidates, policy)
    if found.is_empty():
        return None
    worst = found.sort(
        pl.col("impressions_needed_count") / pl.col("followers_count"), "creator_id", descending=[True, False]
    ).row(0, named=True)
    text = (
        f"{worst['fee_amount']:,.0f} {currency} for one post of {worst['creator_id']} buys "
        f"{worst['impressions_needed_count']:,.0f} impressions at a cost per mille of "
        f"{policy.market[currency].cost_per_mille_amount:g}; the account has {worst['followers_count']:,} followers"
    )
    return {"code": "price_inconsistent", "text": text, "creator_ids": found["creator_id"].to_list()}


def _other_currencies(candidates: pl.DataFrame, currency: str) -> Notice | None:
    found = candidates.filter(pl.col("fee_other_currency").is_not_null())["creator_id"].to_list()
    if not found:
        return None
    text = (
        f"Fees not in {currency} were not used (creators: {len(found)}); offer them in {currency}, nothing is converted"
    )
    return {"code": "fee_in_other_currency", "text": text, "creator_ids": found}


def _thin_histories(candidates: pl.DataFrame, policy: Policy) -> Notice | None:
    fewest = policy.decision.history_posts_count_min
    found = candidates.filter(pl.col("history_count") < fewest)["creator_id"].to_list()
    if not found:
        return None
    text = f"Forecasts rest on fewer than {fewest} past posts (creators: {len(found)}); their intervals are wide"
    return {"code": "thin_history", "text": text, "creator_ids": found}
