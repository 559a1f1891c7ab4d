"""The shape of a topic-fit answer, JSON-ready; every key is always there, null is unknown."""

from typing_extensions import TypedDict

from matchmaker.ranking.brief_document import BriefUnderstood
from matchmaker.ranking.document import ModelUse, Reason
from matchmaker.ranking.themes import AvoidedTopicPart, ValuePart
from matchmaker.ranking.topic_document import TopicFitPart, closed


@closed
class CreatorFit(TypedDict):
    """One creator beside one brief, as an item of a ranking says it."""

    creator_id: str
    topic_fit: TopicFitPart
    values: list[ValuePart]
    avoided_topics: list[AvoidedTopicPart]
    reasons: list[Reason]


@closed
class BriefFits(TypedDict):
    """One brief, how it was understood, and every creator in the order of their ids."""

    brief_id: str
    brief_understood: BriefUnderstood
    creators: list[CreatorFit]


@closed
class TopicFitAnswer(TypedDict):
    """The briefs in their order; nothing is stored."""

    briefs: list[BriefFits]
    policy_version: str
    models: dict[str, ModelUse]
    took_ms: float
