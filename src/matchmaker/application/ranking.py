"""A ranking question answered: candidates prepared, models asked, the answer kept with all it rests on."""

import time
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from pydantic_core import to_json

from matchmaker.application.candidates import prepared_candidates
from matchmaker.application.model_uses import model_uses
from matchmaker.application.older_posts import older_posts
from matchmaker.application.own_results import OwnResults
from matchmaker.application.packing import unpacked
from matchmaker.application.preparation import Prepared
from matchmaker.application.questions import RankingQuestion, moment_of
from matchmaker.application.topic_fit.assessing import assess_topics
from matchmaker.application.workplace import Workplace
from matchmaker.domain.assessment import Interval
from matchmaker.domain.brief import Brief, Offer
from matchmaker.errors import DataTooOldError, FieldError
from matchmaker.ranking.brand.findings import BrandFindings
from matchmaker.ranking.document import Excluded, IntervalPart, Ranking
from matchmaker.ranking.notices import language_notices
from matchmaker.ranking.outlook import Outlook
from matchmaker.ranking.policy import Policy
from matchmaker.ranking.score import SCORE_DEFINITION
from matchmaker.ranking.shortlist import Assessed, leaders, shortlist
from matchmaker.ranking.work import Prospects
from matchmaker.registry.model_set import ModelSet


@dataclass(frozen=True)
class Answered:
    """The answer, its JSON text as it is sent and stored, and what it rests on: question (JSON) and packed features."""

    ranking: Ranking
    text: str
    question: str
    features: str


def rank(question: RankingQuestion, workplace: Workplace, ranking_id: str, now: datetime) -> Answered:
    """Answer and store a question under `ranking_id`.

    The same question, data, models and policy give the same answer but for ranking_id, created_at and took_ms
    (and as_of, when the question leaves it open). Raises ValidationFailedError, CreatorUnknownError,
    DataTooOldError (when no candidate is fresh enough), ModelUnavailableError or StorageFailedError.
    """
    answered = answer(question, workplace, ranking_id, now)
    parts = {"answer": answered.text, "question": answered.question, "features": answered.features}
    workplace.rankings.save(ranking_id, parts)
    return answered


def stored_ranking(workplace: Workplace, ranking_id: str) -> str:
    """The JSON text of the answer as it was given; NotFoundError when there is none."""
    return workplace.rankings.get(ranking_id)["answer"]


def stored_inputs(workplace: Workplace, ranking_id: str) -> str:
    """The JSON text of what an answer rests on: question and feature values; NotFoundError when there is none."""
    kept = workplace.rankings.get(ranking_id)
    return f'{{"question":{kept["question"]},"features":{unpacked(kept["features"])}}}'


def answer(question: RankingQuestion, workplace: Workplace, ranking_id: str, now: datetime) -> Answered:
    """Answer a question without storing it."""
    started = time.perf_counter()
    understood, as_of = question.brief.understood(), moment_of(question, now)
    brief = understood.brief
    models = workplace.champions.current()
    prepared = prepared_candidates(question.candidates, workplace, models, now)
    offers = question.checked_offers()
    older = older_posts(
        brief,
        question.candidates.creator_ids,
        prepared,
        workplace.catalogue,
        models.authenticity.score_captions,
        as_of,
    )
    seen = BrandFindings.of(brief, prepared.brand, as_of, workplace.policy.brand, prepared.naming, older)
    assessed = _assessed(brief, offers, prepared, seen, models, workplace, as_of)
    found = shortlist(brief, offers, assessed, as_of, question.limit, workplace.policy)
    _refuse_old_data(found.excluded, prepared.snapshot.creators.height, question)
    ranking: Ranking = {
        "ranking_id": ranking_id,
        "created_at": _moment(now),
        "as_of": _moment(as_of),
        "score_definition": SCORE_DEFINITION,
        "policy_version": workplace.policy.version,
        "models": model_uses(models.versions),
        "interval": _interval(prepared.candidates.ordinary.interval),
        "brief_understood": understood.part,
        "currency": brief.currency,
        "candidates_count": prepared.snapshot.creators.height,
        "items": found.items,
        "excluded": found.excluded,
        "goals": found.goals,
        "fair_prices": found.fair_prices,
        "warnings": [*language_notices(prepared.readings.unread_language(brief.query)), *found.warnings],
        "took_ms": round(1000 * (time.perf_counter() - started), 3),
    }
    return Answered(ranking, to_json(ranking).decode(), question.model_dump_json(), prepared.features)


@dataclass(frozen=True)
class _Expected:
    """What the candidates bring, however their posts are read."""

    own: OwnResults
    prospects: Prospects
    outlook: Outlook
    brand: BrandFindings


def _assessed(
    brief: Brief,
    offers: Sequence[Offer],
    prepared: Prepared,
    seen: BrandFindings,
    models: ModelSet,
    workplace: Workplace,
    as_of: datetime,
) -> Assessed:
    """What the models say, the head of the list read precisely."""
    own = workplace.own_results.at(workplace.catalogue.engine, models.performance.funnel, as_of)
    prospects, outlook = prepared.candidates.outlook(brief, offers, own, models.performance, workplace.policy)
    policy = workplace.policy
    expected = _Expected(own, prospects, outlook, seen)
    first = _assess(brief, prepared, expected, models, policy)
    if not prepared.readings.has_fast:
        return replace(first, topics=prepared.readings.topics)
    head = leaders(brief, offers, first, as_of, policy.passes.precise_creators_count, policy)
    again = prepared.readings.fast_ones(head)
    if not again.any():
        return replace(first, topics=prepared.readings.topics)
    readings = prepared.readings.precise_for(again, models.topic_fit, workplace.vectors)
    found = _assess(brief, replace(prepared, readings=readings), expected, models, policy)
    return replace(found, topics=readings.topics)


def _assess(brief: Brief, prepared: Prepared, expected: _Expected, models: ModelSet, policy: Policy) -> Assessed:
    topics = assess_topics(brief, prepared.readings, prepared.pictures, models.topic_fit, policy)
    return Assessed(
        snapshot=prepared.snapshot,
        profiles=prepared.profiles,
        topic_fit=topics.fit,
        authenticity=prepared.authenticity,
        prospects=expected.prospects,
        outlook=expected.outlook,
        quotes=expected.own.quotes,
        brand=expected.brand,
        values=topics.values,
        avoided=topics.avoided,
    )


def _refuse_old_data(excluded: list[Excluded], candidates_count: int, question: RankingQuestion) -> None:
    if len(excluded) < candidates_count or any(entry["code"] != "data_too_old" for entry in excluded):
        return
    limit = question.brief.limits.data_age_days_max
    youngest = min(
        (float(entry["observed"]) for entry in excluded if isinstance(entry["observed"], float)), default=0.0
    )
    raise DataTooOldError(
        f"expected data of at most {limit:g} days, the freshest candidate's is {youngest:g} days old; import again",
        errors=[FieldError("/brief/limits/data_age_days_max", f"{youngest:g} or more", f"{limit:g}")],
    )


def _interval(interval: Interval) -> IntervalPart:
    return {
        "nominal": interval.nominal,
        "measured": interval.measured,
        "measured_on_count": interval.measured_on_count,
    }


def _moment(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
