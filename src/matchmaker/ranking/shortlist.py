"""Candidates in, shortlist out: the order in which the parts of a ranking are asked."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import cast

import numpy as np
import polars as pl

from matchmaker.domain.assessment import AuthenticityAssessment, Numbers, TopicFitAssessment
from matchmaker.domain.brief import Brief, Offer
from matchmaker.domain.snapshot import Snapshot
from matchmaker.ranking.brand.findings import BrandFindings
from matchmaker.ranking.candidates import candidate_table, facts, rows
from matchmaker.ranking.decision import Decision, decisions
from matchmaker.ranking.document import (
    Contributions,
    CreatorGoal,
    Excluded,
    FairPricePart,
    GoalAnswer,
    Item,
    Notice,
    PerformancePart,
    PricePart,
)
from matchmaker.ranking.eligibility import exclusions
from matchmaker.ranking.evidence import evidence_posts
from matchmaker.ranking.fair_price import FairPrices
from matchmaker.ranking.fees import asked_prices, newest_quotes
from matchmaker.ranking.futures import expected_costs, futures_of, paid_intervals_of
from matchmaker.ranking.goals import Plan, creator_goals, goal_answers, plan
from matchmaker.ranking.items import item
from matchmaker.ranking.notices import notices
from matchmaker.ranking.outlook import Outlook
from matchmaker.ranking.peers import peers_of
from matchmaker.ranking.performance import Terms, performance_parts
from matchmaker.ranking.policy import Policy
from matchmaker.ranking.price import with_price
from matchmaker.ranking.quoted import cells_of, fair_price_parts, price_parts
from matchmaker.ranking.reasons import COMPARED
from matchmaker.ranking.score import CONTRIBUTIONS, contributions
from matchmaker.ranking.standing import Standing
from matchmaker.ranking.themes import ThemeSeen, cited, highest, mean
from matchmaker.ranking.topic_mix import NOTHING_READ, FeedTopics
from matchmaker.ranking.work import Prospects

_P90 = 0.9


@dataclass(frozen=True)
class Assessed:
    """What the models say of a snapshot's creators, every part in the order of `snapshot.creators`.

    `prospects` is what their deliverables are drawn from and `outlook` what was drawn; `quotes` (QUOTES) is what the
    customer was quoted so far, by anybody. `values` and `avoided` are the themes of the brief in the snapshot's feeds, `topics` what
    each creator posts about; who is not in it shows nothing.
    """

    snapshot: Snapshot
    profiles: pl.DataFrame
    topic_fit: TopicFitAssessment
    authenticity: AuthenticityAssessment
    prospects: Prospects
    outlook: Outlook
    quotes: pl.DataFrame
    brand: BrandFindings
    values: Sequence[ThemeSeen] = ()
    avoided: Sequence[ThemeSeen] = ()
    topics: Mapping[str, FeedTopics] = field(default_factory=dict)


@dataclass(frozen=True)
class _Eligible:
    """The candidate table, prospects and outlook of those within the limits, row by row the same creators."""

    table: pl.DataFrame
    prospects: Prospects
    outlook: Outlook


@dataclass(frozen=True)
class _Ranked:
    """Who is eligible, their points (`scored`, row by row), the rows best first, and who is not."""

    eligible: _Eligible
    scored: pl.DataFrame
    order: list[int]
    excluded: list[Excluded]


@dataclass(frozen=True)
class Shortlist:
    """The ranked items and all that goes with them."""

    items: list[Item]
    excluded: list[Excluded]
    goals: list[GoalAnswer]
    fair_prices: list[FairPricePart]
    warnings: list[Notice]


@dataclass(frozen=True)
class _Parts:
    """What an item shows of each eligible candidate, in the order of the candidate table."""

    decided: Sequence[Decision]
    performance: Sequence[PerformancePart]
    prices: Sequence[PricePart]
    goals: Mapping[int, list[CreatorGoal]]


def shortlist(
    brief: Brief, offers: Sequence[Offer], assessed: Assessed, as_of: datetime, limit: int, policy: Policy
) -> Shortlist:
    """Rank every eligible creator and show the first `limit`; goals, warnings and peers look at all eligible ones."""
    ranked = _rank(brief, offers, assessed, as_of, policy)
    table, prospects, outlook = ranked.eligible.table, ranked.eligible.prospects, ranked.eligible.outlook
    terms, shown = Terms.of(brief), ranked.order[:limit]
    decided = decisions(table, policy)
    paid = paid_intervals_of(table, prospects, outlook, terms, policy)
    performance = performance_parts(table, outlook, prospects.work, paid)
    fair = FairPrices(brief.currency, assessed.quotes, policy).of(cells_of(table, prospects.work))
    planned = plan(expected_costs(table, outlook, terms), decided, ranked.order, brief)
    answers, alone = _goals(brief, ranked.eligible, planned, shown, policy)
    parts = _Parts(decided, performance, price_parts(table, prospects.work, fair), alone)
    fair_prices = fair_price_parts(fair, brief.currency)
    return Shortlist(
        items=_items(table, ranked.scored, shown, parts, assessed, paid["cost_per_engagement"][:, 1], policy),
        excluded=ranked.excluded,
        goals=answers,
        fair_prices=fair_prices,
        warnings=notices(brief, table, performance, answers, fair_prices, prospects.buying.highest(_P90), policy),
    )


def leaders(
    brief: Brief, offers: Sequence[Offer], assessed: Assessed, as_of: datetime, count: int, policy: Policy
) -> list[str]:
    """The creator_ids of the first `count` items that `shortlist` would show."""
    ranked = _rank(brief, offers, assessed, as_of, policy)
    names = ranked.eligible.table["creator_id"]
    return [names[row] for row in ranked.order[:count]]


def _rank(brief: Brief, offers: Sequence[Offer], assessed: Assessed, as_of: datetime, policy: Policy) -> _Ranked:
    work, terms = assessed.prospects.work, Terms.of(brief)
    asked = asked_prices(assessed.profiles, work, offers, newest_quotes(assessed.quotes), brief.currency)
    known = facts(assessed.profiles, asked, as_of).hstack(assessed.brand.columns)
    excluded = exclusions(known, brief.limits, brief.deliverables)
    out = {entry["creator_id"] for entry in excluded}
    kept = np.flatnonzero([creator_id not in out for creator_id in known["creator_id"]])
    everyone = len(kept) == known.height
    eligible = _Eligible(
        known if everyone else known[kept],
        assessed.prospects if everyone else assessed.prospects.only(kept),
        assessed.outlook if everyone else assessed.outlook.only(kept),
    )
    count = assessed.snapshot.creators.height
    avoided, shown = highest(assessed.avoided, count), mean(assessed.values, count)
    fitted = candidate_table(eligible.table, assessed.topic_fit, avoided[kept], shown[kept])
    conversions = eligible.outlook.undiscounted_conversions
    table = with_price(fitted, conversions, terms.order_value, brief.currency, policy)
    scored = contributions(table, eligible.outlook.expected[brief.objective], brief.objective, policy)
    order = scored.with_row_index("row").sort("score", "creator_id", descending=[True, False])["row"].to_list()
    return _Ranked(replace(eligible, table=table), scored, order, excluded)


def _goals(
    brief: Brief, eligible: _Eligible, planned: Plan, shown: Sequence[int], policy: Policy
) -> tuple[list[GoalAnswer], Mapping[int, list[CreatorGoal]]]:
    """Answers for the plan, and for each shown row; nobody is drawn again for a brief without goals."""
    if not brief.goals:
        return [], {}
    futures = futures_of(sorted({*shown, *planned.rows}), eligible.table, eligible.prospects, policy)
    return goal_answers(brief.goals, planned, futures, policy), creator_goals(brief.goals, futures, policy)


def _items(
    table: pl.DataFrame,
    scored: pl.DataFrame,
    order: Sequence[int],
    parts: _Parts,
    assessed: Assessed,
    cost_per_engagement: Numbers,
    policy: Policy,
) -> list[Item]:
    evidence = evidence_posts(assessed.topic_fit, assessed.snapshot)
    compared = table.with_columns(cost_per_engagement=pl.Series(cost_per_engagement).fill_nan(None))
    peers = peers_of(compared, COMPARED, policy)
    candidates, points = rows(table), scored.select(CONTRIBUTIONS).to_dicts()
    scores = scored["score"].to_list()
    values, avoided = (cited(each, assessed.snapshot) for each in (assessed.values, assessed.avoided))
    standings = (
        Standing(
            candidate=candidates[row],
            score=scores[row],
            contributions=cast("Contributions", points[row]),
            decision=parts.decided[row],
            performance=parts.performance[row],
            price=parts.prices[row],
            goals=parts.goals.get(row, []),
            evidence=evidence.get(candidates[row]["creator_id"], []),
            flags=assessed.authenticity.flags.get(candidates[row]["creator_id"], ()),
            brand=assessed.brand.part(candidates[row]["creator_id"]),
            values=[value.value(candidates[row]["creator_id"]) for value in values],
            avoided_topics=[topic.avoided(candidates[row]["creator_id"]) for topic in avoided],
            topics=assessed.topics.get(candidates[row]["creator_id"], NOTHING_READ),
        )
        for row in order
    )
    return [item(rank, standing, peers, policy) for rank, standing in enumerate(standings, start=1)]
