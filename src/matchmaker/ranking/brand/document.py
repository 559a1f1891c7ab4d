"""What a ranking and a report say of a creator and brands, as people and programs read it."""

from typing import Annotated, Literal, TypeAlias

from pydantic import Field
from typing_extensions import TypedDict

from matchmaker.ranking.topic_document import closed

PaidBy: TypeAlias = Literal["collaboration", "platform_mark", "disclosure", "affiliate", "code"]
ConflictKind: TypeAlias = Literal["collaboration", "paid", "tagged", "named"]


@closed
class NamedPost(TypedDict):
    """A post that names somebody or something; `written` is how the caption spells it."""

    post_id: str
    posted_at: str
    written: str
    is_paid: Annotated[
        bool, Field(description="Marked, disclosed or known as paid; false is not proof of the contrary")
    ]


@closed
class NamingPart(TypedDict):
    """How often a creator's posts name the brand, or words of its category."""

    organic_posts_count: Annotated[int, Field(description="Posts that name it and show no sign of payment")]
    paid_posts_count: int
    organic_ratio: Annotated[float | None, Field(description="organic_posts_count / posts seen; null without a post")]
    newest_at: str | None
    evidence: Annotated[list[NamedPost], Field(description="The newest ones, up to three")]


@closed
class CompetitorConflict(TypedDict):
    """A rival of the brief inside the brief's window: one entry a rival and kind, its newest case."""

    competitor: Annotated[str, Field(description="As the brief names it")]
    kind: Annotated[
        ConflictKind,
        Field(
            description="collaboration: an agreed deliverable is known. paid: marked or disclosed as paid. "
            "tagged: the rival's account or hashtag, without a sign of payment. named: in words alone"
        ),
    ]
    asks_for_review: Annotated[bool, Field(description="This kind sends a creator to review under the policy")]
    happened_at: str
    age_days: int
    cases_count: int
    paid_by: Annotated[PaidBy | None, Field(description="What tells that it was paid; null where nothing does")]
    post_ids: Annotated[list[str], Field(description="The newest ones, up to three")]
    written: str | None


@closed
class ConflictWindow(TypedDict):
    """How far back rivals were looked for, and whether the posts at hand reach that far."""

    days: int
    posts_seen_since: Annotated[str | None, Field(description="The oldest post at hand; null without a post")]
    is_covered: bool


@closed
class Partner(TypedDict):
    """A brand a creator worked for, as the collaborations name it or as paid posts tag it."""

    name: str
    posts_count: int
    newest_at: str | None
    source: Annotated[
        Literal["collaboration", "tagged"],
        Field(description="tagged: an account in paid posts, which may be a partner's photographer or another brand"),
    ]


@closed
class Range(TypedDict):
    """An uncertain quantity: its 10th, 50th and 90th percentile."""

    p10: float
    p50: float
    p90: float


@closed
class PaidResponse(TypedDict):
    """Engagements of paid posts over those of the creator's organic posts of the same weeks; 1 is no difference."""

    paid_per_organic_ratio: Annotated[Range, Field(description="Drawn towards 1 where posts are few or scatter")]
    observed_ratio: Annotated[float, Field(description="The same before it is drawn towards 1")]
    paid_posts_count: int
    organic_posts_count: int


@closed
class PartnershipsPart(TypedDict):
    """Whom a creator worked for, and how followers took it."""

    posts_seen_count: int
    paid_posts_count: int
    partners: Annotated[list[Partner], Field(description="Up to ten, the newest first")]
    response: Annotated[PaidResponse | None, Field(description="null below two paid or five organic comparable posts")]


@closed
class BrandPart(TypedDict):
    """The creator seen from the brand: named before, working for rivals, paid before."""

    own_mentions: Annotated[
        NamingPart | None, Field(description="null where the brief names neither brand nor account")
    ]
    category_mentions: Annotated[
        NamingPart | None, Field(description="null where the brief has no category and keywords")
    ]
    competitor_conflicts: list[CompetitorConflict]
    conflict_window: Annotated[ConflictWindow | None, Field(description="null where the brief names no competitor")]
    partnerships: PartnershipsPart
