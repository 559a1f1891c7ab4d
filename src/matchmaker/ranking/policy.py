"""How assessments become a ranking: weights, thresholds and assumed priors, read from a TOML file."""

import tomllib
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Self

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from matchmaker.domain.brief import Objective
from matchmaker.domain.faults import field_errors
from matchmaker.errors import ValidationFailedError

_DEFAULT = Path(__file__).with_name("policy.toml")


class _Section(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)


class ScorePolicy(_Section):
    """Points a creator can earn, and the value at which half of the value points are earned."""

    topic_fit_points: float = Field(ge=0)
    specialism_points: float = Field(ge=0)
    authenticity_points: float = Field(ge=0)
    value_points: float = Field(ge=0)
    value_steepness: float = Field(gt=0)
    smallest_fee_amount: float = Field(gt=0)
    reference_per_follower: Mapping[Objective, float]

    @model_validator(mode="after")
    def _points_sum_to_100(self) -> Self:
        points = self.topic_fit_points + self.specialism_points + self.authenticity_points + self.value_points
        if abs(points - 100) > 1e-9:
            raise ValueError(f"expected points that sum to 100, got {points:g}")
        return self


class AuthenticityPolicy(_Section):
    """What the authenticity states cost, and what stands in for an unknown risk."""

    high_risk_kept_ratio: float = Field(ge=0, le=1)
    review_kept_ratio: float = Field(ge=0, le=1)
    unknown_fake_follower_ratio: float = Field(ge=0, le=1)
    unknown_anomaly_probability: float = Field(ge=0, le=1)

    @model_validator(mode="after")
    def _worse_states_keep_less(self) -> Self:
        if self.high_risk_kept_ratio > self.review_kept_ratio:
            raise ValueError("expected high_risk_kept_ratio <= review_kept_ratio: more risk never ranks higher")
        return self


class DecisionPolicy(_Section):
    """When a creator is shortlisted without a second look."""

    shortlist_topic_fit_probability_min: float = Field(ge=0, le=1)
    avoid_topic_probability_max: float = Field(ge=0, le=1)
    history_posts_count_min: int = Field(ge=0)


class SimulationPolicy(_Section):
    """How many futures are drawn, and from which seed."""

    draws_count: int = Field(ge=100, le=100_000)
    seed: int = Field(ge=0)


class Prior(_Section):
    """A ratio nobody measured here: its 10th, 50th and 90th percentile and where they come from."""

    p10: float = Field(gt=0, le=1)
    p50: float = Field(gt=0, le=1)
    p90: float = Field(gt=0, le=1)
    source: str

    @model_validator(mode="after")
    def _ordered(self) -> Self:
        if not self.p10 <= self.p50 <= self.p90:
            raise ValueError(f"expected p10 <= p50 <= p90, got {self.p10:g}, {self.p50:g}, {self.p90:g}")
        return self


class FunnelPolicy(_Section):
    """From followers or views to reach, clicks and conversions."""

    reach_per_follower_ratio: Prior
    reach_per_view_ratio: Prior
    clicks_per_reach_ratio: Prior
    conversions_per_click_ratio: Prior


class Market(_Section):
    """Reference prices in one currency."""

    fee_per_follower_amount: float = Field(gt=0)
    cost_per_mille_amount: float = Field(gt=0)


class PricePolicy(_Section):
    """When a fee cannot be what the creator's audience is worth."""

    impressions_per_follower_max: float = Field(gt=0)


class GoalPolicy(_Section):
    """When a goal is called unlikely."""

    unlikely_probability_max: float = Field(ge=0, le=1)


class PeerPolicy(_Section):
    """With whom a creator is compared; `reference[signal][tier]` stands in where candidates are too few."""

    fewest_count: int = Field(ge=1)
    reference: Mapping[str, Mapping[str, float]]


class QualityPolicy(_Section):
    """When data is called stale."""

    stale_days: float = Field(gt=0)


class Policy(_Section):
    """All of it; the version is repeated in every answer."""

    version: str
    score: ScorePolicy
    authenticity: AuthenticityPolicy
    decision: DecisionPolicy
    simulation: SimulationPolicy
    funnel: FunnelPolicy
    market: Mapping[str, Market]
    price: PricePolicy
    goals: GoalPolicy
    peers: PeerPolicy
    quality: QualityPolicy


def read_policy(path: Path) -> Policy:
    """The policy in a TOML file; ValidationFailedError names every unknown, missing or contradictory key."""
    try:
        return Policy.model_validate(tomllib.loads(path.read_text(encoding="utf-8")))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise ValidationFailedError(f"{path}: expected a policy in TOML, got {error}; mend the file") from None
    except ValidationError as error:
        faults = field_errors(error)
        raise ValidationFailedError(f"{path}: {len(faults)} keys do not fit; see policy.toml", errors=faults) from None


@cache
def default_policy() -> Policy:
    """The policy that ships with the package."""
    return read_policy(_DEFAULT)
