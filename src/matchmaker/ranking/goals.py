"""Will the campaign meet its goals? The shortlist under the budget, drawn a thousand times."""

import zlib
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import polars as pl

from matchmaker.domain.assessment import Forecast, Numbers
from matchmaker.domain.brief import Brief, Goal
from matchmaker.ranking.decision import Decision
from matchmaker.ranking.document import GoalAnswer, quantiles
from matchmaker.ranking.policy import Policy
from matchmaker.ranking.value import intervals, simulate


@dataclass(frozen=True)
class Plan:
    """The creators a budget buys: row numbers in the candidate table and what they cost (null: a fee is unknown)."""

    rows: tuple[int, ...]
    spend: float | None


def plan(candidates: pl.DataFrame, decided: Sequence[Decision], order: Sequence[int], brief: Brief) -> Plan:
    """Shortlisted creators in the order of rank, one post each, as long as their fee fits into what is left.

    Without a budget all of them; with one, a creator whose fee is unknown cannot be planned.
    """
    shortlisted = [row for row in order if decided[row] == "shortlist"]
    fees = candidates["fee_amount"].to_list()
    if brief.budget is None:
        known = [fees[row] for row in shortlisted]
        return Plan(tuple(shortlisted), None if None in known else float(sum(known)))
    left, chosen = brief.budget.in_currency(brief.currency), []
    for row in shortlisted:
        if fees[row] is not None and fees[row] <= left:
            chosen.append(row)
            left -= fees[row]
    return Plan(tuple(chosen), float(sum(fees[row] for row in chosen)))


def goal_answers(
    brief: Brief, planned: Plan, candidates: pl.DataFrame, forecast: Forecast, policy: Policy
) -> list[GoalAnswer]:
    """One answer a goal. Creators' posts succeed independently of each other; those without a basis add nothing.

    `candidates` and `forecast` have the same rows; only those of the plan are drawn.
    """
    if not brief.goals:
        return []
    rows = np.array(planned.rows, np.int64)
    creator_ids = candidates["creator_id"].gather(rows).to_list()
    draws = simulate(candidates[rows], forecast.only(rows), policy)
    return [_answer(goal, planned, creator_ids, draws.of(goal.metric), policy) for goal in brief.goals]


def _answer(goal: Goal, planned: Plan, creator_ids: Sequence[str], drawn: Numbers, policy: Policy) -> GoalAnswer:
    known = np.flatnonzero(~np.isnan(drawn[:, 0])).tolist()
    total = np.zeros(drawn.shape[1])
    for row in known:
        total += _own_luck(creator_ids[row], policy.simulation.seed).permutation(drawn[row])
    return {
        "metric": goal.metric,
        "target_count": goal.target_count,
        "probability": round(float((total >= goal.target_count).mean()), 4) if known else None,
        "expected": quantiles(intervals(total[None, :])[0].tolist()) if known else None,
        "creators_count": len(planned.rows),
        "spend": planned.spend,
    }


def _own_luck(creator_id: str, seed: int) -> np.random.Generator:
    """A generator that belongs to the creator, so that the order of candidates changes nothing."""
    return np.random.default_rng([seed, zlib.crc32(creator_id.encode())])
