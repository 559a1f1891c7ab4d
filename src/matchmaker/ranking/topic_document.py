"""What a ranking says of topic fit, as people and programs read it."""

from typing import Annotated, Literal

from pydantic import ConfigDict, Field, with_config
from typing_extensions import TypedDict

from matchmaker.domain.assessment import EncoderUsed

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
class TopicFitPart(TypedDict):
    """Does this creator's audience come for the brief's subject?"""

    score: Annotated[float | None, Field(description="100 x probability of fit; null without a usable post")]
    specialism_ratio: float | None
    posts_used_count: int
    encoder: Annotated[
        EncoderUsed | None,
        Field(
            description="Which encoder read the posts: precise, or fast where too many were sent; null without a post"
        ),
    ]
    evidence: list[Evidence]
    category_probability: Annotated[
        float | None,
        Field(description="In fit_mode adjacent: the fit to the category itself, which takes away; else null"),
    ]
    adjacency: Annotated[
        float | None,
        Field(description="In fit_mode adjacent: share of recent posts near the category and not in it; else null"),
    ]
    visual_similarity: Annotated[
        float | None,
        Field(
            description="Cosine of the creator's pictures to the brand's in the brief's image_space; null without both"
        ),
    ]
