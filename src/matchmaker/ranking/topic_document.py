"""What a ranking says of topic fit, as people and programs read it."""

from typing import Annotated, Literal

from pydantic import ConfigDict, Field, with_config
from typing_extensions import TypedDict

from matchmaker.domain.assessment import EncoderUsed, Readiness

closed = with_config(ConfigDict(extra="forbid"))


@closed
class Evidence(TypedDict):
    """A post behind a statement; `similarity` is its cosine to the brief in [-1, 1]."""

    post_id: str
    posted_at: str
    similarity: float
    effect: Literal["raises", "lowers"]
    effect_points: Annotated[float, Field(description="The score less that of the same feed without this post")]
    caption: Annotated[str, Field(description="The first 280 characters")]


@closed
class TopicShare(TypedDict):
    """A subject the creator posts about; a post on two counts half for either."""

    topic: str
    ratio: Annotated[float, Field(description="Of the last 30 readable posts")]
    post_ids: Annotated[list[str], Field(description="Up to three posts that are most surely on it")]


@closed
class TopicDrift(TypedDict):
    """Whether the subjects changed within the recent posts; everything but `moved` and the chance is null if not."""

    moved: bool
    chance_probability: Annotated[
        float,
        Field(description="Of as great a change where the order of the posts means nothing; moved from 0.01 down"),
    ]
    changed_at: Annotated[str | None, Field(description="The first post after the change, most likely")]
    changed_from: Annotated[
        str | None, Field(description="With changed_until: the dates between which four in five changes lie")
    ]
    changed_until: str | None
    topic_before: Annotated[str | None, Field(description="The subject that lost most")]
    topic_after: Annotated[str | None, Field(description="The subject that gained most")]
    moved_ratio: Annotated[float | None, Field(description="Share of the posts whose subject is another than before")]


@closed
class LanguageShare(TypedDict):
    """A language (ISO 639) and its share of a creator's recent posts whose language is known."""

    language: str
    ratio: float


@closed
class TopicFitPart(TypedDict):
    """Does this creator's audience come for the brief's subject?"""

    score: Annotated[float | None, Field(description="100 x probability of fit; null without a usable post")]
    specialism_ratio: float | None
    posts_used_count: int
    encoder: Annotated[
        EncoderUsed | None,
        Field(
            description="Which encoder read the posts: precise, fast where too many were sent, or multilingual where "
            "the creator or the brief writes in other languages; null without a post"
        ),
    ]
    confidence: Annotated[
        Readiness,
        Field(description="Low where few posts were read, or few of them are in languages the model was shown to read"),
    ]
    languages: Annotated[list[LanguageShare], Field(description="Of the recent posts, most frequent first; ISO 639")]
    covered_ratio: Annotated[
        float | None,
        Field(
            description="Share of the recent posts whose language the model was shown to read; the others are left out"
        ),
    ]
    evidence: list[Evidence]
    mix: Annotated[list[TopicShare], Field(description="What the creator posts about, the largest share first")]
    drift: Annotated[TopicDrift | None, Field(description="null below ten readable posts")]
    category_probability: Annotated[
        float | None,
        Field(description="In fit_mode adjacent: the fit to the category itself, which takes away; else null"),
    ]
    adjacency: Annotated[
        float | None,
        Field(
            description="In fit_mode adjacent: how likely a recent post is near the category and not in it, on average; else null"
        ),
    ]
    visual_similarity: Annotated[
        float | None,
        Field(
            description="Cosine of the creator's pictures to the brand's in the brief's image_space; null without both"
        ),
    ]
