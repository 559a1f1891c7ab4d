"""What is agreed with a creator, as JSON: money, deliverables and offers, strict about what they mean."""

from typing import Annotated, Literal, Self, TypeAlias

from pydantic import BaseModel, ConfigDict, Field, model_validator

from matchmaker.domain.brief import Compensation, Deliverable, Offer
from matchmaker.domain.columns import ID_PATTERN, LONGEST_ID
from matchmaker.domain.money import Money

Platform: TypeAlias = Literal[
    "instagram", "tiktok", "youtube", "twitter", "facebook", "twitch", "pinterest", "snapchat", "other"
]
Format: TypeAlias = Literal["post", "photo", "carousel", "video", "short_video", "story", "live", "text", "link"]
CreatorId: TypeAlias = Annotated[str, Field(pattern=ID_PATTERN, max_length=LONGEST_ID)]
Currency: TypeAlias = Annotated[str, Field(pattern=r"^[A-Z]{3}$", description="ISO 4217 code")]


class Strict(BaseModel):
    """Exact types, no unknown field, finite numbers."""

    model_config = ConfigDict(strict=True, extra="forbid", frozen=True, allow_inf_nan=False)


class MoneyDocument(Strict):
    """An amount and its currency; nothing is ever converted."""

    amount: float = Field(ge=0, le=1e12)
    currency: Currency

    def money(self) -> Money:
        """The domain value."""
        return Money(self.amount, self.currency)


class DeliverableDocument(Strict):
    """So many pieces of one format."""

    platform: Platform | None = Field(None, description="default: wherever the creator posts")
    format: Format = Field("post", description="post: an ordinary one of the creator")
    count: int = Field(1, ge=1, le=20)

    def deliverable(self) -> Deliverable:
        """The domain value."""
        return Deliverable(self.format, self.count, self.platform)


class OfferDocument(Strict):
    """What a creator asks for all deliverables of this campaign; overrides the prices in the catalogue."""

    creator_id: CreatorId
    compensation: Compensation = Field("cash", description="hybrid: more than one of fee, product and commission_ratio")
    fee: MoneyDocument | None = Field(None, description="Cash")
    product: MoneyDocument | None = Field(None, description="What the products handed over cost the brand")
    commission_ratio: float | None = Field(None, gt=0, le=1, description="Share of the attributed revenue paid out")
    deliverables: tuple[DeliverableDocument, ...] = Field((), max_length=10, description="default: those of the brief")

    @model_validator(mode="after")
    def _as_it_says(self) -> Self:
        offered = self.offer()
        parts = (self.fee, self.product, self.commission_ratio)
        if offered.compensation != self.compensation or all(part is None for part in parts):
            given = [name for name in ("fee", "product", "commission_ratio") if getattr(self, name) is not None]
            raise ValueError(
                f"expected the parts of compensation {self.compensation!r} (cash: fee, product: product, commission: "
                f"commission_ratio, hybrid: two or more), got {', '.join(given) or 'none'}"
            )
        if self.fee and self.product and self.fee.currency != self.product.currency:
            raise ValueError(f"expected product in {self.fee.currency} as the fee, got {self.product.currency}")
        return self

    def offer(self) -> Offer:
        """The domain value."""
        return Offer(
            self.creator_id,
            fee=self.fee.money() if self.fee else None,
            product=self.product.money() if self.product else None,
            commission_ratio=self.commission_ratio,
            deliverables=tuple(each.deliverable() for each in self.deliverables),
        )
