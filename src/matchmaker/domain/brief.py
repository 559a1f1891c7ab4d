"""What a brand asks for, and what a creator offers: the brief, its hard limits, deliverables and goals, and offers."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Literal, TypeAlias

from matchmaker.domain.money import Money

Objective: TypeAlias = Literal["engagements", "reach", "clicks", "conversions"]
OBJECTIVES: tuple[Objective, ...] = ("engagements", "reach", "clicks", "conversions")
Compensation: TypeAlias = Literal["cash", "product", "commission", "hybrid"]
FitMode: TypeAlias = Literal["primary", "adjacent"]
COMPETITOR_WINDOW_DAYS = 90  # what exclusivity clauses commonly ask for


@dataclass(frozen=True)
class Deliverable:
    """`count` pieces of one format; `platform` None means wherever the creator posts, "post" an ordinary one."""

    format: str = "post"
    count: int = 1
    platform: str | None = None


ONE_POST = (Deliverable(),)


@dataclass(frozen=True)
class Limits:
    """Hard constraints: a creator outside one is excluded with the reason, never scored down. None means no limit."""

    platforms: tuple[str, ...] = ()
    countries: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    followers_count_min: int | None = None
    followers_count_max: int | None = None
    fee_max: Money | None = None
    posts_count_min: int = 1
    data_age_days_max: float | None = None
    competitor_conflicts_allowed: bool = True
    brand_mentions_count_min: int | None = None


@dataclass(frozen=True)
class Goal:
    """A target of the campaign as a whole, e.g. 3,000 conversions within 14 days of publication (None: once mature)."""

    metric: Objective
    target_count: float
    window_days: float | None = None


@dataclass(frozen=True)
class BrandImages:
    """Vectors of the brand's pictures, all of the length that the encoder `space` gives."""

    space: str
    vectors: tuple[tuple[float, ...], ...]


@dataclass(frozen=True)
class Brief:
    """A brand's wish in its own words, and what counts as success.

    `order_value` is the revenue of one conversion, `margin_ratio` the share of it that is contribution (0-1).
    `deliverables` are asked of every creator on whose platform they can be delivered; none means one post.
    `product`, `audience` and `values` say in words what is sold, to whom, and what a creator should stand for.
    `brand_handles` and `competitors` are accounts (without @) or names; a competitor is a conflict for
    `competitor_window_days` after a post. `fit_mode` adjacent looks for the neighbouring audience: near the category,
    not in it. `wanted` is the text less what it rules out, once it has been read; None: all of it is wanted.
    `images` are compared with the pictures of creators.
    """

    text: str
    brand: str | None = None
    category: str | None = None
    product: str | None = None
    audience: str | None = None
    values: tuple[str, ...] = ()
    brand_handles: tuple[str, ...] = ()
    competitors: tuple[str, ...] = ()
    competitor_window_days: int = COMPETITOR_WINDOW_DAYS
    fit_mode: FitMode = "primary"
    objective: Objective = "engagements"
    currency: str = "USD"
    budget: Money | None = None
    keywords: tuple[str, ...] = ()
    avoid_topics: tuple[str, ...] = ()
    limits: Limits = field(default_factory=Limits)
    goals: tuple[Goal, ...] = ()
    order_value: Money | None = None
    margin_ratio: float | None = None
    deliverables: tuple[Deliverable, ...] = ()
    wanted: str | None = None
    images: BrandImages | None = None

    @property
    def query(self) -> str:
        """The text that is embedded: category and what is wanted, as in the benchmarks."""
        text = self.text if self.wanted is None else self.wanted
        return ". ".join(part for part in (self.category, text, ", ".join(self.keywords)) if part)


@dataclass(frozen=True)
class Offer:
    """What a creator asks for all deliverables of this campaign; overrides the prices in the catalogue.

    `fee` is cash, `product` what the products handed over cost the brand, `commission_ratio` the share of attributed
    revenue paid out (0-1). `deliverables` override those of the brief.
    """

    creator_id: str
    fee: Money | None = None
    product: Money | None = None
    commission_ratio: float | None = None
    deliverables: tuple[Deliverable, ...] = ()

    @property
    def compensation(self) -> Compensation:
        """The kind of pay: hybrid where more than one of cash, product and commission is given."""
        parts: dict[Compensation, object] = {
            "cash": self.fee,
            "product": self.product,
            "commission": self.commission_ratio,
        }
        given = [name for name, part in parts.items() if part is not None]
        return given[0] if len(given) == 1 else "hybrid"


def deliverables_on(platform: str, wished: Sequence[Deliverable]) -> tuple[Deliverable, ...]:
    """Those of the wished deliverables that a creator of this platform can deliver, each with that platform.

    Nothing wished is one post; empty when everything wished belongs to other platforms.
    """
    return tuple(
        Deliverable(each.format, each.count, platform)
        for each in (wished or ONE_POST)
        if each.platform in (None, platform)
    )
