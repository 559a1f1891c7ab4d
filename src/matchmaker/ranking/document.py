"""The ranking as people and programs read it: the shape of every answer, JSON-ready."""

import math
from collections.abc import Sequence
from typing import Annotated, Literal, TypeAlias

from pydantic import Field
from typing_extensions import TypedDict

from matchmaker.domain.assessment import Readiness, State
from matchmaker.ranking.brand.document import BrandPart
from matchmaker.ranking.brief_document import BriefUnderstood
from matchmaker.ranking.themes import AvoidedTopicPart, ValuePart
from matchmaker.ranking.topic_document import TopicFitPart, closed

Observed: TypeAlias = float | str | None
Bound: TypeAlias = float | str | list[str]
Effect: TypeAlias = Literal["raises", "lowers", "neutral"]


@closed
class Quantiles(TypedDict):
    """An uncertain quantity: its 10th, 50th and 90th percentile."""

    p10: float
    p50: float
    p90: float


@closed
class Excluded(TypedDict):
    """A candidate outside a hard limit; `observed` is null when the value is unknown."""

    creator_id: str
    code: str
    observed: Observed
    limit: Bound


@closed
class Contributions(TypedDict):
    """Points of the score; they sum to it within 1e-6."""

    topic_fit: float
    specialism: float
    authenticity: float
    value: float
    values: Annotated[
        float, Field(description="Points taken off where values of the brief are not shown; 0 without values")
    ]
    avoided_topics: Annotated[float, Field(description="Points taken off for posts on topics the brief avoids")]
    risk_gate: float


@closed
class FlagPart(TypedDict):
    """One observation worth a look: a fact, a number and a comparison, never an accusation."""

    code: str
    text: str
    observed: float | None
    peer_median: float | None
    probability: Annotated[float | None, Field(description="Confidence of the head; null where it gives none")]
    evidence: Annotated[list[str], Field(description="Ids of posts or comments, or dates, it rests on")]
    state: Annotated[State, Field(description="What this flag alone makes of the creator; clear decides nothing")]
    disputed: Annotated[bool, Field(description="An open dispute contests it")]


@closed
class AuthenticityPart(TypedDict):
    """Is the audience real? A risk, never a verdict."""

    state: State | None
    readiness: Readiness | None
    audience_quality_score: Annotated[
        Quantiles | None, Field(description="0 to 100, shown and no part of the score; null with too little data")
    ]
    fake_follower_ratio: Quantiles | None
    follower_sample_count: int
    engagement_anomaly_probability: float | None
    growth_anomaly_probability: float | None
    coordination_probability: float | None
    flags: list[FlagPart]


@closed
class DeliverablePart(TypedDict):
    """So many pieces of one format."""

    format: str
    count: int


@closed
class PerformancePart(TypedDict):
    """What all deliverables together bring and cost; null where there is no basis. `assumed` names policy priors."""

    deliverables: list[DeliverablePart]
    reach_count: Annotated[Quantiles | None, Field(description="Accounts reached, those of fake followers taken off")]
    impressions_count: Annotated[
        Quantiles | None, Field(description="Views, or accounts reached where no past views are known; without fakes")
    ]
    engagements_count: Quantiles | None
    views_count: Annotated[Quantiles | None, Field(description="As the platform counts them")]
    clicks_count: Quantiles | None
    conversions_count: Quantiles | None
    compensation: Annotated[
        Literal["cash", "product", "commission", "hybrid"] | None, Field(description="null where no price is known")
    ]
    cost: Annotated[
        Quantiles | None,
        Field(description="Cash, products and commission of all deliverables in the brief's currency"),
    ]
    cost_per_mille: Annotated[Quantiles | None, Field(description="Per 1,000 impressions")]
    cost_per_engagement: Quantiles | None
    cost_per_click: Quantiles | None
    cost_per_acquisition: Quantiles | None
    roas_ratio: Quantiles | None
    roi_ratio: Quantiles | None
    contribution_roi_ratio: Annotated[Quantiles | None, Field(description="null without the brief's margin_ratio")]
    history_count: Annotated[int, Field(description="Past posts the forecast rests on")]
    assumed: list[str]


@closed
class PricePart(TypedDict):
    """Quoted vs fair, in the ranking's currency; `fair_prices` of the answer says what fair rests on."""

    quoted: Annotated[float | None, Field(description="Fixed pay for all deliverables; null where unknown")]
    source: Annotated[
        Literal["offer", "quote", "catalogue"] | None, Field(description="Where the quoted price comes from")
    ]
    fair: Annotated[Quantiles | None, Field(description="For all deliverables, over creators like this one")]
    quoted_per_fair_ratio: Annotated[Quantiles | None, Field(description="Quoted / fair: above 1 is dear")]
    position: Annotated[
        Literal["below", "within", "above"] | None, Field(description="Of the quoted price beside p10 to p90 of fair")
    ]


@closed
class FairPricePart(TypedDict):
    """A fair price of one deliverable of a platform, format and tier, and what it rests on."""

    platform: str
    format: str
    tier: str
    currency: str
    amount: Quantiles
    sources: Annotated[list[str], Field(description="Published figures it starts from; they are no measurements")]
    contradiction_ratio: Annotated[
        float, Field(description="Highest low over lowest high of the sources; above 1 they contradict each other")
    ]
    quotes_count: Annotated[int, Field(description="Own quotes for the platform that it was updated by")]
    assumed: Annotated[bool, Field(description="A factor for the tier or format that nobody published was used")]


@closed
class CreatorGoal(TypedDict):
    """How likely this creator alone meets a goal of the brief; null without a basis."""

    metric: Literal["engagements", "reach", "clicks", "conversions"]
    target_count: float
    window_days: float | None
    probability: float | None


@closed
class Reason(TypedDict):
    """Why the score is what it is: a fact, a number, a comparison, and the posts behind it."""

    code: str
    effect: Effect
    text: str
    evidence: Annotated[list[str], Field(description="post_ids")]
    observed: float | None
    peer_median: float | None


@closed
class DataQuality(TypedDict):
    """How much there was to go by; `missing` names what would make the answer surer."""

    state: Literal["complete", "partial", "stale", "insufficient"]
    oldest_field_age_days: float | None
    missing: list[str]


@closed
class Item(TypedDict):
    """One ranked creator."""

    rank: int
    creator_id: str
    platform: str
    tier: str | None
    followers_count: int | None
    decision: Literal["shortlist", "review", "avoid"]
    score: float
    contributions: Contributions
    topic_fit: TopicFitPart
    values: Annotated[list[ValuePart], Field(description="What the brief wants a creator to stand for")]
    avoided_topics: Annotated[list[AvoidedTopicPart], Field(description="What the brief wants to stay away from")]
    authenticity: AuthenticityPart
    brand: Annotated[BrandPart, Field(description="Seen from the brand: rivals, mentions, past partnerships")]
    performance: PerformancePart
    price: PricePart
    goals: list[CreatorGoal]
    reasons: list[Reason]
    data_quality: DataQuality


@closed
class GoalAnswer(TypedDict):
    """How likely the shortlist meets a goal within the budget; null without a shortlisted creator to judge by."""

    metric: Literal["engagements", "reach", "clicks", "conversions"]
    target_count: float
    window_days: Annotated[float | None, Field(description="Days after publication; null: once counts are mature")]
    probability: float | None
    expected: Quantiles | None
    creators_count: int
    spend: Annotated[float | None, Field(description="Expected cost of the shortlist in the ranking's currency")]


@closed
class Notice(TypedDict):
    """Something the reader should know before acting; `creator_ids` are those concerned, empty for the whole brief."""

    code: str
    text: str
    creator_ids: list[str]


@closed
class ModelUse(TypedDict):
    """Which version of a model answered, and where it came from."""

    version: str
    alias: str | None
    source: Literal["registry", "cache", "shipped"]
    digest: str


@closed
class IntervalPart(TypedDict):
    """What the intervals promise and what they kept on held-out posts."""

    nominal: float
    measured: float | None
    measured_on_count: int


@closed
class Ranking(TypedDict):
    """The whole answer: the same question, data and versions give it again but for id, time and duration."""

    ranking_id: str
    created_at: str
    as_of: str
    score_definition: str
    policy_version: str
    models: dict[str, ModelUse]
    interval: IntervalPart
    brief_understood: BriefUnderstood
    currency: str
    candidates_count: int
    items: list[Item]
    excluded: list[Excluded]
    goals: list[GoalAnswer]
    fair_prices: list[FairPricePart]
    warnings: list[Notice]
    took_ms: float


QUANTILE_DECIMALS = 4  # a ratio of one in ten thousand still shows


def quantiles(values: Sequence[float], decimals: int = QUANTILE_DECIMALS) -> Quantiles | None:
    """The 10th, 50th and 90th percentile as an answer carries them; null when they are NaN."""
    p10, p50, p90 = values
    if math.isnan(p50):
        return None
    return {"p10": round(p10, decimals), "p50": round(p50, decimals), "p90": round(p90, decimals)}
