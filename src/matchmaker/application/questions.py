"""The ranking question as JSON: strict types that refuse what they do not know, turned into domain values."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Annotated, TypeAlias, TypeVar

from pydantic import AwareDatetime, BaseModel, Field, JsonValue, ValidationError, WithJsonSchema
from pydantic_core import from_json

from matchmaker.application.brief_reading import Understood, understand
from matchmaker.application.schemas import CREATOR_DOCUMENT_SCHEMA
from matchmaker.application.terms import (
    CreatorId,
    Currency,
    DeliverableDocument,
    MoneyDocument,
    OfferDocument,
    Platform,
    Strict,
)
from matchmaker.domain.brief import COMPETITOR_WINDOW_DAYS, BrandImages, Brief, FitMode, Goal, Limits, Objective, Offer
from matchmaker.domain.columns import LARGEST_COUNT, LONGEST_ID, LONGEST_VECTOR
from matchmaker.domain.faults import field_errors
from matchmaker.errors import FieldError, TooManyCandidatesError, ValidationFailedError

LARGEST_CANDIDATES = 500
LONGEST_BRIEF = 20_000  # characters; ten pages say what a campaign wants, an encoder reads the first of them

Count: TypeAlias = Annotated[int, Field(ge=0, le=LARGEST_COUNT)]
Word: TypeAlias = Annotated[str, Field(min_length=1, max_length=200)]
Words: TypeAlias = Annotated[str, Field(min_length=1, max_length=2_000, pattern=r"\S")]
Vector: TypeAlias = Annotated[
    tuple[Annotated[float, Field(allow_inf_nan=False)], ...], Field(min_length=1, max_length=LONGEST_VECTOR)
]
Document = TypeVar("Document", bound=BaseModel)
CreatorDocument: TypeAlias = Annotated[dict[str, JsonValue], WithJsonSchema(CREATOR_DOCUMENT_SCHEMA)]


class LimitsDocument(Strict):
    """Hard constraints; a creator outside one, or unknown to it, is excluded with the reason."""

    platforms: tuple[Platform, ...] = Field((), max_length=20)
    countries: tuple[Annotated[str, Field(pattern=r"^[A-Za-z]{2}$")], ...] = Field(
        (), max_length=250, description="ISO 3166-1 alpha-2 codes"
    )
    languages: tuple[Annotated[str, Field(pattern=r"^[A-Za-z]{2,3}$")], ...] = Field(
        (), max_length=250, description="ISO 639-1 codes"
    )
    followers_count_min: Count | None = None
    followers_count_max: Count | None = None
    fee_max: MoneyDocument | None = Field(None, description="Highest fixed pay for all deliverables of a creator")
    posts_count_min: Count = Field(1, description="Fewest posts at hand")
    data_age_days_max: float | None = Field(None, ge=0, le=36_500, description="Oldest data, in days")
    competitor_conflicts_allowed: bool = Field(
        True, description="false: who has a conflict with a competitor that asks for review is excluded"
    )
    brand_mentions_count_min: Count | None = Field(
        None, description="Fewest posts at hand that name the brand without a sign of payment"
    )

    def limits(self) -> Limits:
        """The domain value."""
        return Limits(
            platforms=self.platforms,
            countries=self.countries,
            languages=self.languages,
            followers_count_min=self.followers_count_min,
            followers_count_max=self.followers_count_max,
            fee_max=self.fee_max.money() if self.fee_max else None,
            posts_count_min=self.posts_count_min,
            data_age_days_max=self.data_age_days_max,
            competitor_conflicts_allowed=self.competitor_conflicts_allowed,
            brand_mentions_count_min=self.brand_mentions_count_min,
        )


class GoalDocument(Strict):
    """A target of the campaign as a whole."""

    metric: Objective
    target_count: float = Field(gt=0, le=1e12)
    window_days: float | None = Field(
        None, gt=0, le=365, description="Days after publication until it counts; default: once counts are mature (28)"
    )


class BriefDocument(Strict):
    """What a brand asks for, in its own words and numbers."""

    text: str = Field(min_length=1, max_length=LONGEST_BRIEF, pattern=r"\S", description="The brief in plain words")
    brand: Word | None = None
    category: Word | None = None
    product: Words | None = Field(None, description="What is sold, in words")
    audience: Words | None = Field(None, description="Whom the brand wants to reach, in words")
    values: tuple[Word, ...] = Field((), max_length=20, description="What a creator should stand for, as cruelty-free")
    brand_handles: tuple[Word, ...] = Field((), max_length=20, description="Accounts of the brand")
    competitors: tuple[Word, ...] = Field((), max_length=50, description="Names or accounts of rival brands")
    competitor_window_days: int | None = Field(
        None,
        ge=1,
        le=3_650,
        description=f"How long a post for a competitor is a conflict; default: what the text says, else {COMPETITOR_WINDOW_DAYS}",
    )
    fit_mode: FitMode = Field(
        "primary", description="adjacent: the neighbouring audience on purpose, near the category but not in it"
    )
    objective: Objective | None = Field(None, description="default: what the text says, else engagements")
    currency: Currency = "USD"
    budget: MoneyDocument | None = None
    order_value: MoneyDocument | None = Field(None, description="Revenue of one conversion; without it no roas_ratio")
    keywords: tuple[Word, ...] = Field((), max_length=50)
    avoid_topics: tuple[Word, ...] = Field((), max_length=20)
    limits: LimitsDocument = LimitsDocument()
    goals: tuple[GoalDocument, ...] = Field((), max_length=10)
    margin_ratio: float | None = Field(
        None, ge=0, le=1, description="Contribution / revenue; without it no contribution_roi_ratio"
    )
    deliverables: tuple[DeliverableDocument, ...] = Field(
        (),
        max_length=10,
        description="Asked of every creator on whose platform they can be delivered; default: one post",
    )
    image_space: CreatorId | None = Field(None, description="Encoder and version of image_vectors, as in post_vectors")
    image_vectors: tuple[Vector, ...] = Field((), max_length=20, description="Pictures of the brand, one vector each")

    def understood(self, pointer: str = "/brief") -> Understood:
        """The domain value with what its text says where fields are silent; raises as `brief`."""
        said = (name for name in ("objective", "competitor_window_days") if getattr(self, name) is not None)
        return understand(self.brief(pointer), tuple(said))

    def brief(self, pointer: str = "/brief") -> Brief:
        """The domain value; ValidationFailedError for an amount in another currency and vectors of no one space."""
        amounts = {"budget": self.budget, "order_value": self.order_value, "limits/fee_max": self.limits.fee_max}
        faults = [
            FieldError(f"{pointer}/{name}/currency", f"{self.currency}, the brief's currency", money.currency)
            for name, money in amounts.items()
            if money and money.currency != self.currency
        ]
        if faults:
            raise ValidationFailedError(
                f"expected every amount in {self.currency}; convert it first, matchmaker never does", errors=faults
            )
        return Brief(
            text=self.text,
            brand=self.brand,
            category=self.category,
            product=self.product,
            audience=self.audience,
            values=self.values,
            brand_handles=self.brand_handles,
            competitors=self.competitors,
            competitor_window_days=self.competitor_window_days or COMPETITOR_WINDOW_DAYS,
            fit_mode=self.fit_mode,
            objective=self.objective or "engagements",
            currency=self.currency,
            budget=self.budget.money() if self.budget else None,
            keywords=self.keywords,
            avoid_topics=self.avoid_topics,
            limits=self.limits.limits(),
            goals=tuple(Goal(goal.metric, goal.target_count, goal.window_days) for goal in self.goals),
            order_value=self.order_value.money() if self.order_value else None,
            margin_ratio=self.margin_ratio,
            deliverables=tuple(each.deliverable() for each in self.deliverables),
            images=self._images(pointer),
        )

    def _images(self, pointer: str) -> BrandImages | None:
        lengths = [len(vector) for vector in self.image_vectors]
        faults = [
            FieldError(f"{pointer}/image_vectors/{place}", "a number that is not 0", "zeros alone")
            for place, vector in enumerate(self.image_vectors)
            if not any(vector)
        ]
        faults += [
            FieldError(f"{pointer}/image_vectors/{place}", f"{lengths[0]} numbers, as the first", f"{length} numbers")
            for place, length in enumerate(lengths)
            if length != lengths[0]
        ]
        if bool(lengths) != (self.image_space is not None):
            faults.append(FieldError(f"{pointer}/image_space", "image_space and image_vectors together", "one of them"))
        if faults:
            raise ValidationFailedError(
                "expected the brand's pictures as vectors of one named space; see docs/pictures.md", errors=faults
            )
        return None if self.image_space is None else BrandImages(self.image_space, self.image_vectors)


class CandidatesDocument(Strict):
    """Who is to be ranked: creators of the catalogue by id, creators sent along, or both; up to 500."""

    creator_ids: tuple[CreatorId, ...] = Field((), json_schema_extra={"maxItems": LARGEST_CANDIDATES})
    creators: tuple[CreatorDocument, ...] = Field((), json_schema_extra={"maxItems": LARGEST_CANDIDATES})


class RankingQuestion(Strict):
    """Who fits this brief, in which order, and why?"""

    brief: BriefDocument
    candidates: CandidatesDocument
    offers: tuple[OfferDocument, ...] = Field((), max_length=LARGEST_CANDIDATES)
    limit: int = Field(LARGEST_CANDIDATES, ge=1, le=LARGEST_CANDIDATES, description="How many items are shown")
    as_of: AwareDatetime | None = Field(None, description="The moment ages are counted from; default: now")

    def checked_offers(self) -> tuple[Offer, ...]:
        """The offers; ValidationFailedError for a commission that nothing says the revenue of."""
        faults = [
            FieldError(f"/offers/{place}/commission_ratio", "brief.order_value, which says what is shared", "none")
            for place, offer in enumerate(self.offers)
            if offer.commission_ratio is not None and self.brief.order_value is None
        ]
        if faults:
            raise ValidationFailedError("expected the brief's order_value beside a commission", errors=faults)
        return tuple(offer.offer() for offer in self.offers)


def read_question(body: bytes | str) -> RankingQuestion:
    """The question in a JSON text; ValidationFailedError points at every fault, TooManyCandidatesError beyond 500."""
    question = read_document(RankingQuestion, body)
    refuse_candidates(question.candidates, [offer.creator_id for offer in question.offers])
    return question


def read_document(model: type[Document], body: bytes | str) -> Document:
    """The model's document in a JSON text; ValidationFailedError points at every fault."""
    try:
        from_json(body, allow_inf_nan=False)  # creators sent along are free JSON to pydantic, where NaN would pass
        return model.model_validate_json(body)
    except ValidationError as error:
        raise ValidationFailedError(
            "the request body does not follow its schema; see /openapi.json", errors=field_errors(error)
        ) from None
    except ValueError as error:
        raise ValidationFailedError(
            f"expected a JSON object in UTF-8 with finite numbers, got {error}",
            errors=[FieldError("", "JSON", str(error))],
        ) from None


def refuse_candidates(asked: CandidatesDocument, offered: Sequence[str] = ()) -> None:
    """Raises TooManyCandidatesError beyond 500, ValidationFailedError for none, or one that is named or offered twice."""
    count = len(asked.creator_ids) + len(asked.creators)
    if count > LARGEST_CANDIDATES:
        raise TooManyCandidatesError(
            f"expected at most {LARGEST_CANDIDATES} candidates, got {count}; send several questions",
            errors=[FieldError("/candidates", f"at most {LARGEST_CANDIDATES}", str(count))],
        )
    if count == 0:
        raise ValidationFailedError(
            "expected at least one candidate, got none; name creator_ids or send creators",
            errors=[FieldError("/candidates", "at least one of creator_ids or creators", "none")],
        )
    faults = list(_repeats(asked, offered))
    if faults:
        raise ValidationFailedError("expected every creator once", errors=faults)


def _repeats(asked: CandidatesDocument, offered: Sequence[str]) -> Iterator[FieldError]:
    named = [(f"/candidates/creator_ids/{place}", name) for place, name in enumerate(asked.creator_ids)]
    sent = [
        (f"/candidates/creators/{place}/creator_id", str(document.get("creator_id")))
        for place, document in enumerate(asked.creators)
    ]
    offers = [(f"/offers/{place}/creator_id", name) for place, name in enumerate(offered)]
    for places in (named + sent, offers):
        seen: set[str] = set()
        for pointer, name in places:
            if name in seen:
                yield FieldError(pointer, "every creator once", name[:LONGEST_ID])
            seen.add(name)


def moment_of(question: RankingQuestion, now: datetime) -> datetime:
    """The moment ages are counted from."""
    return question.as_of or now
