"""How assessments become a ranking: weights, thresholds and assumed priors, read from a TOML file."""

import tomllib
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Self

from pydantic import Field, ValidationError, model_validator

from matchmaker.domain.brief import Objective
from matchmaker.domain.faults import field_errors
from matchmaker.errors import ValidationFailedError
from matchmaker.ranking.brand.policy import BrandPolicy
from matchmaker.ranking.policy_section import Section
from matchmaker.ranking.price_policy import PricePolicy

_DEFAULT = Path(__file__).with_name("policy.toml")


class ScorePolicy(Section):
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


class AuthenticityPolicy(Section):
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


class DecisionPolicy(Section):
    """When a creator is shortlisted without a second look."""

    shortlist_topic_fit_probability_min: float = Field(ge=0, le=1)
    avoid_topic_probability_max: float = Field(ge=0, le=1)
    history_posts_count_min: int = Field(ge=0)


class ThemesPolicy(Section):
    """What values that are not shown, and topics to avoid that are, take off the score."""

    values_missing_kept_ratio: float = Field(ge=0, le=1)
    avoided_kept_ratio: float = Field(ge=0, le=1)


class BriefPolicy(Section):
    """What product and audience count beside the subject of a brief."""

    product_weight: float = Field(ge=0, le=10)
    audience_weight: float = Field(ge=0, le=10)


class ImagesPolicy(Section):
    """How much pictures count beside words, in spaces that were calibrated."""

    log_odds_weight: float = Field(ge=0, le=1)


class PassesPolicy(Section):
    """When posts are read by the fast encoder at first, and for how many creators then by the precise one."""

    fast_from_captions_count: int = Field(ge=1)
    precise_creators_count: int = Field(ge=0)


class SimulationPolicy(Section):
    """How many futures are drawn, and from which seed."""

    draws_count: int = Field(ge=100, le=100_000)
    seed: int = Field(ge=0)


class Prior(Section):
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


class FunnelPolicy(Section):
    """From followers or views to reach; from there on the performance model's funnel answers."""

    reach_per_follower_ratio: Prior
    reach_per_view_ratio: Prior


class AudiencePolicy(Section):
    """What posts of one creator, and creators of one campaign, have in common."""

    further_reach_ratio: float = Field(ge=0, le=1)
    trend_posts_count: float = Field(ge=0)
    shared_rate_doubt_ratio: float = Field(ge=0, le=1)


class MaturityPolicy(Section):
    """How fast counts arrive, for goals with a window."""

    engagements_mean_days: float = Field(gt=0)
    reach_mean_days: float = Field(gt=0)


class Market(Section):
    """Reference prices in one currency."""

    fee_per_follower_amount: float = Field(gt=0)
    cost_per_mille_amount: float = Field(gt=0)


class RangePolicy(Section):
    """Whom the forecasts were learned from; outside they extrapolate."""

    followers_count_min: int = Field(ge=0)
    followers_count_max: int = Field(ge=0)
    platforms: tuple[str, ...] = Field(strict=False)


class GoalPolicy(Section):
    """When a goal is called unlikely."""

    unlikely_probability_max: float = Field(ge=0, le=1)


class PeerPolicy(Section):
    """With whom a creator is compared; `reference[signal][tier]` stands in where candidates are too few."""

    fewest_count: int = Field(ge=1)
    reference: Mapping[str, Mapping[str, float]]


class QualityPolicy(Section):
    """When data is called stale."""

    stale_days: float = Field(gt=0)


class Policy(Section):
    """All of it; the version is repeated in every answer."""

    version: str
    score: ScorePolicy
    authenticity: AuthenticityPolicy
    decision: DecisionPolicy
    themes: ThemesPolicy
    brief: BriefPolicy
    images: ImagesPolicy
    passes: PassesPolicy
    brand: BrandPolicy
    simulation: SimulationPolicy
    funnel: FunnelPolicy
    market: Mapping[str, Market]
    audience: AudiencePolicy
    maturity: MaturityPolicy
    price: PricePolicy
    range: RangePolicy
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
