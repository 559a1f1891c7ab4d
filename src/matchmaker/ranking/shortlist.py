"""Candidates in, shortlist out: the order in which the parts of a ranking are asked."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import cast

import numpy as np
import polars as pl

from matchmaker.domain.assessment import AuthenticityAssessment, Forecast, Numbers, TopicFitAssessment
from matchmaker.domain.brief import Brief, Offer
from matchmaker.domain.snapshot import Snapshot
from matchmaker.ranking.candidates import candidate_table, facts, rows
from matchmaker.ranking.decision import Decision, decisions
from matchmaker.ranking.document import Contributions, Excluded, GoalAnswer, Item, Notice, PerformancePart
from matchmaker.ranking.eligibility import exclusions
from matchmaker.ranking.evidence import evidence_posts
from matchmaker.ranking.goals import goal_answers, plan
from matchmaker.ranking.items import item
from matchmaker.ranking.notices import notices
from matchmaker.ranking.outlook import Outlook
from matchmaker.ranking.peers import peers_of
from matchmaker.ranking.performance import order_value_in, performance_parts
from matchmaker.ranking.policy import Policy
from matchmaker.ranking.price import with_price
from matchmaker.ranking.reasons import COMPARED
from matchmaker.ranking.score import CONTRIBUTIONS, contributions
from matchmaker.ranking.standing import Standing


@dataclass(frozen=True)
class Assessed:
    """What the models say of a snapshot's creators, every part in the order of `snapshot.creators`.

    `avoid_topic_probability` (creators,) is the highest fit to a topic the brief avoids, NaN without one.
    """

    snapshot: Snapshot
    profiles: pl.DataFrame
    topic_fit: TopicFitAssessment
    authenticity: AuthenticityAssessment
    forecast: Forecast
    outlook: Outlook
    avoid_topic_probability: Numbers


@dataclass(frozen=True)
class _Eligible:
    """The candidate table, forecast and outlook of those within the limits, row by row the same creators."""

    table: pl.DataFrame
    forecast: Forecast
    outlook: Outlook


@dataclass(frozen=True)
class Shortlist:
    """The ranked items and all that goes with them."""

    items: list[Item]
    excluded: list[Excluded]
    goals: list[GoalAnswer]
    warnings: list[Notice]


def shortlist(
    brief: Brief, offers: Sequence[Offer], assessed: Assessed, as_of: datetime, limit: int, policy: Policy
) -> Shortlist:
    """Rank every eligible creator and show the first `limit`; goals, warnings and peers look at all eligible ones."""
    known = facts(assessed.profiles, offers, brief.currency, as_of)
    excluded = exclusions(known, brief.limits)
    out = {entry["creator_id"] for entry in excluded}
    eligible = np.array([creator_id not in out for creator_id in known["creator_id"]], dtype=bool)
    forecast = assessed.forecast.only(eligible)
    table = candidate_table(known.filter(eligible), assessed.topic_fit, assessed.avoid_topic_probability[eligible])
    basis = _Eligible(with_price(table, brief.currency, policy), forecast, assessed.outlook.only(eligible))
    return _rank(brief, basis, assessed, excluded, limit, policy)


def _rank(
    brief: Brief,
    eligible: _Eligible,
    assessed: Assessed,
    excluded: list[Excluded],
    limit: int,
    policy: Policy,
) -> Shortlist:
    table, outlook = eligible.table, eligible.outlook
    scored = contributions(table, outlook.expected[brief.objective], brief.objective, policy)
    order = scored.with_row_index("row").sort("score", "creator_id", descending=[True, False])["row"].to_list()
    decided = decisions(table, policy)
    performance = performance_parts(table, outlook, order_value_in(brief.currency, brief.order_value))
    goals = goal_answers(brief, plan(table, decided, order, brief), table, eligible.forecast, policy)
    return Shortlist(
        items=_items(table, scored, order[:limit], decided, performance, assessed, policy),
        excluded=excluded,
        goals=goals,
        warnings=notices(brief, table, goals, policy),
    )


def _items(
    table: pl.DataFrame,
    scored: pl.DataFrame,
    order: Sequence[int],
    decided: Sequence[Decision],
    performance: Sequence[PerformancePart],
    assessed: Assessed,
    policy: Policy,
) -> list[Item]:
    evidence = evidence_posts(assessed.topic_fit, assessed.snapshot)
    costs = [part["cost_per_engagement"] for part in performance]
    compared = table.with_columns(
        cost_per_engagement=pl.Series([cost["p50"] if cost else None for cost in costs], dtype=pl.Float64)
    )
    peers = peers_of(compared, COMPARED, policy)
    candidates, parts = rows(table), scored.select(CONTRIBUTIONS).to_dicts()
    scores = scored["score"].to_list()
    standings = (
        Standing(
            candidate=candidates[row],
            score=scores[row],
            contributions=cast("Contributions", parts[row]),
            decision=decided[row],
            performance=performance[row],
            evidence=evidence.get(candidates[row]["creator_id"], []),
            flags=assessed.authenticity.flags.get(candidates[row]["creator_id"], ()),
        )
        for row in order
    )
    return [item(rank, standing, peers, policy) for rank, standing in enumerate(standings, start=1)]
