"""The topic-fit question answered: every brief beside every creator, with the numbers a ranking would show."""

import time
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from matchmaker.application.brief_reading import Understood
from matchmaker.application.candidates import prepared_candidates
from matchmaker.application.model_uses import model_uses
from matchmaker.application.preparation import Prepared
from matchmaker.application.topic_fit.assessing import AssessedTopics, assess_best_precisely
from matchmaker.application.topic_fit.document import BriefFits, CreatorFit, TopicFitAnswer
from matchmaker.application.topic_fit.question import TopicFitQuestion
from matchmaker.application.workplace import Workplace
from matchmaker.ranking.candidates import Candidate, candidate_table, rows
from matchmaker.ranking.evidence import evidence_posts
from matchmaker.ranking.items import topic_fit_part
from matchmaker.ranking.peers import Peers, peers_of
from matchmaker.ranking.policy import Policy
from matchmaker.ranking.reasons import topic_reasons
from matchmaker.ranking.reasons_brief import adjacent_reason, theme_reasons
from matchmaker.ranking.reasons_mix import moved_reason
from matchmaker.ranking.themes import ThemeCited, cited, highest, mean
from matchmaker.ranking.topic_document import Evidence
from matchmaker.ranking.topic_mix import NOTHING_READ, FeedTopics
from matchmaker.registry.model_set import ModelSet

_COMPARED = ("topic_fit_probability", "specialism_ratio")


def answer_topic_fit(question: TopicFitQuestion, workplace: Workplace, now: datetime) -> TopicFitAnswer:
    """Answer without storing anything.

    Raises ValidationFailedError, CreatorUnknownError, ModelUnavailableError or StorageFailedError.
    """
    started = time.perf_counter()
    understood = [brief.understood(f"/briefs/{place}") for place, brief in enumerate(question.briefs)]
    models = workplace.champions.current()
    prepared = prepared_candidates(question.candidates, workplace, models, now)
    fits = [
        _fits(brief_id, each, prepared, models, workplace)
        for brief_id, each in zip(question.brief_ids, understood, strict=True)
    ]
    return {
        "briefs": fits,
        "policy_version": workplace.policy.version,
        "models": model_uses({"topic_fit": models.versions["topic_fit"]}),
        "took_ms": round(1000 * (time.perf_counter() - started), 3),
    }


def _fits(
    brief_id: str, understood: Understood, prepared: Prepared, models: ModelSet, workplace: Workplace
) -> BriefFits:
    topics, readings = assess_best_precisely(
        understood.brief, prepared.readings, prepared.pictures, models.topic_fit, workplace.vectors, workplace.policy
    )
    return {
        "brief_id": brief_id,
        "brief_understood": understood.part,
        "creators": _creators(topics, prepared, readings.topics, workplace.policy),
    }


def _creators(
    topics: AssessedTopics, prepared: Prepared, about: Mapping[str, FeedTopics], policy: Policy
) -> list[CreatorFit]:
    snapshot = prepared.snapshot
    count = snapshot.creators.height
    avoided, shown = highest(topics.avoided, count), mean(topics.values, count)
    table = candidate_table(prepared.profiles, topics.fit, avoided, shown)
    said = _Said(
        evidence_posts(topics.fit, snapshot),
        about,
        cited(topics.values, snapshot),
        cited(topics.avoided, snapshot),
    )
    peers = peers_of(table, _COMPARED, policy)
    return [_creator(candidate, said, peers, policy) for candidate in rows(table)]


@dataclass(frozen=True)
class _Said:
    """What the posts of everybody say, by creator_id."""

    evidence: Mapping[str, list[Evidence]]
    about: Mapping[str, FeedTopics]
    values: list[ThemeCited]
    avoided: list[ThemeCited]


def _creator(candidate: Candidate, said: _Said, peers: Peers, policy: Policy) -> CreatorFit:
    name = candidate["creator_id"]
    posts = said.evidence.get(name, [])
    values, avoided = [theme.value(name) for theme in said.values], [theme.avoided(name) for theme in said.avoided]
    about = said.about.get(name, NOTHING_READ)
    beside = (moved_reason(about), adjacent_reason(candidate))
    return {
        "creator_id": name,
        "topic_fit": topic_fit_part(candidate, posts, about),
        "values": values,
        "avoided_topics": avoided,
        "reasons": [
            *topic_reasons(candidate, posts, peers, policy),
            *(reason for reason in beside if reason is not None),
            *theme_reasons(values, avoided, policy),
        ],
    }
