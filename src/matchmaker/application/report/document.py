"""The shapes of a creator's assessment and report, JSON-ready; every key is always there, null is unknown."""

from typing import Annotated, Literal, TypeAlias

from pydantic import ConfigDict, Field, with_config
from typing_extensions import TypedDict

from matchmaker.domain.assessment import EncoderUsed, Readiness, State
from matchmaker.ranking.brand.document import PartnershipsPart
from matchmaker.ranking.document import DataQuality, FlagPart, ModelUse, Quantiles
from matchmaker.ranking.topic_document import TopicDrift, TopicShare

_closed = with_config(ConfigDict(extra="forbid"))

HeadName: TypeAlias = Literal["fake_followers", "engagement", "growth", "coordination", "comments", "disclosures"]


@_closed
class GrowthEvent(TypedDict):
    """A dated stretch of unusual growth; `change_ratio` is the change / followers before."""

    started_at: str
    ended_at: str
    kind: str
    change_count: float
    change_ratio: float | None
    cause: Annotated[str | None, Field(description="viral_post, giveaway or press where a post explains it")]
    probability: float | None


@_closed
class FollowerSample(TypedDict):
    """How many followers the share rests on, and what more of them would bring."""

    sample_count: int
    advice: str


@_closed
class HeadAnswer(TypedDict):
    """Whether a head of the model could say anything of this creator, and why it could not."""

    head: HeadName
    answered: bool
    why: str | None


@_closed
class VendorEstimate(TypedDict):
    """What another tool says, under its name; it is shown beside our estimate and never mixed into it."""

    vendor: str
    observed_at: str
    fake_follower_ratio: float
    sample_count: int | None
    inside_interval: Annotated[bool | None, Field(description="Within our p10 to p90; null without an estimate")]


@_closed
class CreatorAssessment(TypedDict):
    """What the authenticity model says of a creator; state and score are null where there is too little data."""

    creator_id: str
    observed_at: str
    state: State | None
    readiness: Readiness
    audience_quality_score: Annotated[Quantiles | None, Field(description="0 to 100")]
    contributions: Annotated[
        dict[str, float] | None,
        Field(description="Points; base and components sum to audience_quality_score.p50 within 1e-6"),
    ]
    fake_follower_ratio: Quantiles | None
    follower_sample: FollowerSample
    engagement_anomaly_probability: float | None
    growth_anomaly_probability: float | None
    coordination_probability: float | None
    flags: list[FlagPart]
    growth_events: list[GrowthEvent]
    heads: list[HeadAnswer]
    vendor_estimates: list[VendorEstimate]


@_closed
class JudgedComment(TypedDict):
    """A comment that reads like spam, by id alone: who wants to read it opens the post."""

    post_id: str
    comment_id: str
    spam_probability: float


@_closed
class CommentObservations(TypedDict):
    """What the sampled comments are like; ratios are means of calibrated probabilities, so no threshold decides."""

    comments_judged_count: int
    spam_ratio: float | None
    generic_ratio: float | None
    likely_spam: Annotated[list[JudgedComment], Field(description="The most likely ones, up to five")]


@_closed
class JudgedCaption(TypedDict):
    """A post that probably discloses a sponsor or affiliate link, or that the platform marks as paid."""

    post_id: str
    posted_at: str
    is_sponsored: Annotated[bool | None, Field(description="Marked as paid by the platform")]
    disclosure_probability: float | None
    disclosure_type: str | None
    disclosure_up_front: Annotated[bool | None, Field(description="A reader sees it at once")]


@_closed
class DisclosureObservations(TypedDict):
    """How the recent posts disclose; `expected_disclosed_count` is the sum of probabilities."""

    captions_judged_count: int
    expected_disclosed_count: float
    posts: Annotated[list[JudgedCaption], Field(description="The newest first")]


@_closed
class OpenDispute(TypedDict):
    """A flag that somebody contests; GET /v1/disputes/{dispute_id} has the words."""

    dispute_id: str
    flag_code: str
    opened_at: str


@_closed
class TopicObservations(TypedDict):
    """What the recent posts are about, as a ranking says it of any brief."""

    specialism_ratio: float | None
    posts_used_count: int
    encoder: EncoderUsed
    mix: list[TopicShare]
    drift: TopicDrift | None


@_closed
class CreatorReport(CreatorAssessment):
    """A creator's vetting report from stored data: observations with evidence, no verdict."""

    platform: str
    tier: str | None
    followers_count: int | None
    comments: CommentObservations | None
    disclosures: DisclosureObservations | None
    partnerships: PartnershipsPart
    topics: Annotated[TopicObservations | None, Field(description="null without a readable post")]
    disputes: list[OpenDispute]
    data_quality: DataQuality
    models: dict[str, ModelUse]
    took_ms: float


@_closed
class AccountScores(TypedDict):
    """What the account heads say; null where the columns do not suffice or the model has no such head."""

    account_id: str | None
    fake_probability: float | None
    automated_probability: float | None
    coordinated_probability: float | None


@_closed
class CommentScores(TypedDict):
    """What the comment head says; null for a blank text."""

    id: str | None
    spam_probability: float | None
    generic_probability: float | None


@_closed
class CaptionScores(TypedDict):
    """What the disclosure head says; null for a blank text."""

    id: str | None
    disclosure_probability: float | None
    disclosure_type: str | None
    disclosure_up_front: bool | None


@_closed
class AuthenticityAnswer(TypedDict):
    """One entry an item, in the order asked; creators in the order of their ids."""

    accounts: list[AccountScores]
    comments: list[CommentScores]
    captions: list[CaptionScores]
    creators: list[CreatorAssessment]
    models: dict[str, ModelUse]
    took_ms: float
