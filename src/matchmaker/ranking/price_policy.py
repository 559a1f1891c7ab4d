"""The policy of prices: what others publish, how far it is believed, and when a price contradicts itself."""

from collections.abc import Mapping
from typing import Self

from pydantic import Field, model_validator

from matchmaker.ranking.policy_section import Section


class _Range(Section):
    """An amount as somebody published it."""

    currency: str = Field(pattern=r"^[A-Z]{3}$")
    low: float = Field(gt=0)
    high: float = Field(gt=0)
    source: str

    @model_validator(mode="after")
    def _ordered(self) -> Self:
        if self.low > self.high:
            raise ValueError(f"expected low <= high, got {self.low:g} and {self.high:g}")
        return self


class PublishedPrice(_Range):
    """The price of one post of a tier, on one platform or (None) on any."""

    tier: str
    platform: str | None = None


class PublishedCostPerMille(_Range):
    """The price of 1,000 impressions of some tiers."""

    tiers: tuple[str, ...] = Field(strict=False)


class SharedDoubt(Section):
    """How alike the doubts about two cells are: the sum over what they have in common."""

    market: float = Field(ge=0, le=1)
    platform: float = Field(ge=0, le=1)
    format: float = Field(ge=0, le=1)
    tier: float = Field(ge=0, le=1)

    @model_validator(mode="after")
    def _at_most_one(self) -> Self:
        total = self.market + self.platform + self.format + self.tier
        if total > 1 + 1e-9:
            raise ValueError(f"expected ratios that sum to at most 1, got {total:g}")
        return self


class PricePolicy(Section):
    """When a fee cannot be what the audience is worth, and what is fair before the customer's own quotes."""

    impressions_per_follower_max: float = Field(gt=0)
    contradiction_ratio_min: float = Field(ge=1)
    quotes_count_min: int = Field(ge=1)
    creator_log_spread: float = Field(gt=0)
    source_log_doubt: float = Field(gt=0)
    assumed_log_doubt: float = Field(gt=0)
    unpublished_log_doubt: float = Field(gt=0)
    rejected_quote_weight: float = Field(gt=0, le=1)
    shared_doubt_ratio: SharedDoubt
    tier_factor: Mapping[str, float]
    format_factor: Mapping[str, float]
    typical_followers_count: Mapping[str, float]
    published: tuple[PublishedPrice, ...] = Field(strict=False)
    published_cost_per_mille: tuple[PublishedCostPerMille, ...] = Field(strict=False)
