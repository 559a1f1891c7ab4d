"""Will a creator, and the campaign, meet each goal within its window? Drawn a thousand times, under the budget."""

import zlib
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy.special import gammainc

from matchmaker.domain.assessment import Numbers
from matchmaker.domain.brief import Brief, Goal
from matchmaker.domain.definitions import OUTCOME_MATURITY_DAYS
from matchmaker.ranking.chance import chance
from matchmaker.ranking.decision import Decision
from matchmaker.ranking.document import CreatorGoal, GoalAnswer, quantiles
from matchmaker.ranking.futures import Futures
from matchmaker.ranking.policy import Policy
from matchmaker.ranking.value import intervals
from matchmaker.ranking.work import Prospects, Rows

_COUNTED = ("clicks", "conversions")  # rates of rare events: their counts scatter around what is expected


@dataclass(frozen=True)
class Plan:
    """The creators a budget buys: row numbers in the candidate table and what they cost (null: a fee is unknown)."""

    rows: tuple[int, ...]
    spend: float | None


def plan(
    expected_costs: Sequence[float | None], decided: Sequence[Decision], order: Sequence[int], brief: Brief
) -> Plan:
    """Shortlisted creators in the order of rank, with all their deliverables, as long as their cost fits in.

    Without a budget all of them; with one, a creator whose cost is unknown cannot be planned.
    """
    shortlisted = [row for row in order if decided[row] == "shortlist"]
    if brief.budget is None:
        known = [cost for cost in (expected_costs[row] for row in shortlisted) if cost is not None]
        return Plan(tuple(shortlisted), float(sum(known)) if len(known) == len(shortlisted) else None)
    left, spend, chosen = brief.budget.in_currency(brief.currency), 0.0, []
    for row in shortlisted:
        cost = expected_costs[row]
        if cost is not None and cost <= left:
            chosen.append(row)
            left -= cost
            spend += cost
    return Plan(tuple(chosen), spend)


def creator_goals(goals: Sequence[Goal], futures: Futures, policy: Policy) -> dict[int, list[CreatorGoal]]:
    """For each drawn candidate (by row) how likely it alone meets each goal."""
    columns = [_alone(goal, futures, policy).tolist() for goal in goals]
    return {
        row: [
            {
                "metric": goal.metric,
                "target_count": goal.target_count,
                "window_days": goal.window_days,
                "probability": None if np.isnan(column[place]) else round(column[place], 4),
            }
            for goal, column in zip(goals, columns, strict=True)
        ]
        for place, row in enumerate(futures.rows.tolist())
    }


def goal_answers(goals: Sequence[Goal], planned: Plan, futures: Futures, policy: Policy) -> list[GoalAnswer]:
    """One answer a goal for the planned creators together; those without a basis add nothing.

    Their posts succeed independently of each other. Doubt about click and conversion rates is shared in part
    (`shared_rate_doubt_ratio`): a market that clicks less does so for all of them.
    """
    places = futures.places(planned.rows)
    return [_together(goal, planned, places, futures, policy) for goal in goals]


def seen_share(goal: Goal, prospects: Prospects, policy: Policy) -> float:
    """The share of the final counts that is there when the goal's window closes, 0 to 1."""
    days = goal.window_days
    if days is None or days >= OUTCOME_MATURITY_DAYS:
        return 1.0
    if goal.metric == "conversions":
        return float(prospects.delay.regrown_share(np.array(days)))
    mean_days = {
        "engagements": policy.maturity.engagements_mean_days,
        "reach": policy.maturity.reach_mean_days,
        "clicks": prospects.delay.click_days,
    }[goal.metric]
    return float(np.expm1(-days / mean_days) / np.expm1(-OUTCOME_MATURITY_DAYS / mean_days))


def _alone(goal: Goal, futures: Futures, policy: Policy) -> Numbers:
    drawn = futures.draws.of(goal.metric).astype(np.float64) * seen_share(goal, futures.prospects, policy)
    found: Numbers = _chance_of(goal, drawn).mean(axis=1)
    return np.where(np.isnan(drawn[:, 0]), np.nan, found)


def _chance_of(goal: Goal, drawn: Numbers) -> Numbers:
    """Probability that the goal is met in each drawn future; of clicks and conversions the Poisson one of the count."""
    if goal.metric in _COUNTED:
        met: Numbers = gammainc(np.ceil(goal.target_count), drawn)
        return met
    return (drawn >= goal.target_count).astype(np.float64)


def _together(goal: Goal, planned: Plan, places: Rows, futures: Futures, policy: Policy) -> GoalAnswer:
    drawn = futures.draws.of(goal.metric)
    known = [place for place in places.tolist() if not np.isnan(drawn[place, 0])]
    total = np.zeros(drawn.shape[1])
    for place in known:
        total += _own_future(goal, place, futures, policy)
    total *= seen_share(goal, futures.prospects, policy)
    return {
        "metric": goal.metric,
        "target_count": goal.target_count,
        "window_days": goal.window_days,
        "probability": round(float(_chance_of(goal, total).mean()), 4) if known else None,
        "expected": quantiles(intervals(total[None, :])[0].tolist()) if known else None,
        "creators_count": len(planned.rows),
        "spend": planned.spend,
    }


def _own_future(goal: Goal, place: int, futures: Futures, policy: Policy) -> Numbers:
    """Draws of one creator with luck of its own, shape (draws,), rates following the market in part."""
    dice = chance(policy.simulation.draws_count, policy.simulation.seed)
    own = _own_luck(futures.creator_ids[place], policy.simulation.seed)
    order = own.permutation(policy.simulation.draws_count)
    if goal.metric not in _COUNTED:
        luck: Numbers = futures.draws.of(goal.metric)[place][order].astype(np.float64)
        return luck
    shared = policy.audience.shared_rate_doubt_ratio
    found: Numbers = futures.draws.impressions[place][order].astype(np.float64)
    steps = [(futures.prospects.clicking, dice.clicking), (futures.prospects.buying, dice.buying)]
    for rates, scores in steps[: 1 + (goal.metric == "conversions")]:
        mixed = np.sqrt(shared) * scores + np.sqrt(1 - shared) * own.permutation(scores)
        found = found * rates.draws_of(place, mixed)
    return found


def _own_luck(creator_id: str, seed: int) -> np.random.Generator:
    """A generator that belongs to the creator, so that the order of candidates changes nothing."""
    return np.random.default_rng([seed, zlib.crc32(creator_id.encode())])
