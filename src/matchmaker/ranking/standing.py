"""Where a creator stands before words are found for it: everything an item and its reasons are written from."""

from collections.abc import Sequence
from dataclasses import dataclass

from matchmaker.domain.assessment import Flag
from matchmaker.ranking.brand.document import BrandPart
from matchmaker.ranking.candidates import Candidate
from matchmaker.ranking.decision import Decision
from matchmaker.ranking.document import Contributions, CreatorGoal, PerformancePart, PricePart
from matchmaker.ranking.themes import AvoidedTopicPart, ValuePart
from matchmaker.ranking.topic_document import Evidence
from matchmaker.ranking.topic_mix import NOTHING_READ, FeedTopics


@dataclass(frozen=True)
class Standing:
    """One creator's row of the candidate table, its points, decision, forecast, price, goals, posts, flags, brand's side and themes."""

    candidate: Candidate
    score: float
    contributions: Contributions
    decision: Decision
    performance: PerformancePart
    price: PricePart
    goals: Sequence[CreatorGoal]
    evidence: Sequence[Evidence]
    flags: Sequence[Flag]
    brand: BrandPart
    values: Sequence[ValuePart] = ()
    avoided_topics: Sequence[AvoidedTopicPart] = ()
    topics: FeedTopics = NOTHING_READ
