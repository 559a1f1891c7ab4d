"""What a brand asks for: the brief, its hard limits and its goals."""

from dataclasses import dataclass, field
from typing import Literal, TypeAlias

from matchmaker.domain.money import Money

Objective: TypeAlias = Literal["engagements", "reach", "clicks", "conversions"]
OBJECTIVES: tuple[Objective, ...] = ("engagements", "reach", "clicks", "conversions")


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


@dataclass(frozen=True)
class Goal:
    """A target of the campaign as a whole, e.g. 3,000 conversions."""

    metric: Objective
    target_count: float


@dataclass(frozen=True)
class Brief:
    """A brand's wish in its own words, and what counts as success; `order_value` is the revenue of one conversion."""

    text: str
    brand: str | None = None
    category: str | None = None
    objective: Objective = "engagements"
    currency: str = "USD"
    budget: Money | None = None
    keywords: tuple[str, ...] = ()
    avoid_topics: tuple[str, ...] = ()
    limits: Limits = field(default_factory=Limits)
    goals: tuple[Goal, ...] = ()
    order_value: Money | None = None

    @property
    def query(self) -> str:
        """The text that is embedded: category and brief, as in the benchmarks."""
        return ". ".join(part for part in (self.category, self.text, ", ".join(self.keywords)) if part)


@dataclass(frozen=True)
class Offer:
    """What a creator asks for one post of this campaign; overrides the price in the catalogue."""

    creator_id: str
    fee: Money
