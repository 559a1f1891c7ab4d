"""The audience quality score, 0 to 100: points for each validated head, what it lost, and how sure that is.

score = sum over components of points x (1 - risk), so it is additive, and more risk never raises it. A component
of which nothing is known counts with its prior risk and the prior's spread: it never counts as clean. The
interval adds the components' deviations in quadrature, upwards and downwards apart (they are taken as independent);
each end falls, too, when a risk or its interval rises.
"""

from collections.abc import Mapping
from typing import Annotated, Literal, Self, TypeAlias

import numpy as np
import polars as pl
from pydantic import Field, model_validator

from matchmaker.domain.assessment import Numbers
from matchmaker.scorers.authenticity.numbers import Parameters, Positive, Ratio

Risk: TypeAlias = tuple[Numbers, Numbers, Numbers]  # its p10, p50 and p90 in [0, 1], each of shape (creators,)

COMPONENTS = ("fake_followers", "engagement", "growth", "coordination", "comments")
SCORE_COLUMNS = ("audience_quality_score_p10", "audience_quality_score_p50", "audience_quality_score_p90")
ALL_POINTS = 100.0
Z90 = 1.2815515655446004  # standard normal quantile of 0.9
_SUM_TOLERANCE = 1e-9

# (risk in [0, 1], rows it rests on) of the components whose spread follows from the number of rows
_COUNTED = {
    "engagement": ("engagement_anomaly_probability", "posts_observed_count"),
    "growth": ("growth_anomaly_probability", "growth_days_observed"),
    "coordination": ("coordination_probability", "comment_authors_posts_count"),
    "comments": ("comments_risk", "comments_observed_count"),
}


class Component(Parameters):
    """Points of one component; risk before anything is seen, its standard deviation, and rows that halve its variance."""

    points: Positive
    unknown_risk: Ratio
    unknown_spread: Ratio
    half_count: Positive


class QualityLimits(Parameters):
    """The components; `fake_full_ratio` is the share of fake followers from which all of their points are lost."""

    fake_full_ratio: Annotated[float, Field(gt=0, le=1)]
    fake_followers: Component
    engagement: Component
    growth: Component
    coordination: Component
    comments: Component

    @model_validator(mode="after")
    def _points_sum_up(self) -> Self:
        points = sum(self.component(name).points for name in COMPONENTS)
        if abs(points - ALL_POINTS) > _SUM_TOLERANCE:
            raise ValueError(f"expected points that sum to {ALL_POINTS:g}, got {points:g}")
        return self

    def component(self, name: str) -> Component:
        """The component of that name, one of COMPONENTS."""
        found: Component = getattr(self, name)
        return found


def quality_scores(assessed: pl.DataFrame, limits: QualityLimits) -> pl.DataFrame:
    """Score and contributions of assessed creators, row by row.

    Reads the columns of the heads, fake_follower_ratio_*, comments_risk and `is_known`; answers with SCORE_COLUMNS,
    `base` (the score of a creator of whom nothing is known) and, for each of COMPONENTS, the points it adds to the
    base or takes from it. base + components = audience_quality_score_p50; all null where `is_known` is false.
    Computed in numpy, whose sums are the same for one row and for many.
    """
    risks = {"fake_followers": _fake_risk(assessed, limits)}
    risks |= {name: _risk(name, assessed, limits) for name in _COUNTED}
    base = sum(limits.component(name).points * (1 - limits.component(name).unknown_risk) for name in COMPONENTS)
    added = {
        name: _points(name, limits) * (limits.component(name).unknown_risk - risks[name][1]) for name in COMPONENTS
    }
    middle = np.full(assessed.height, base)
    for points in added.values():
        middle = middle + points
    ends = (middle - _deviation(risks, 2, limits), middle, middle + _deviation(risks, 0, limits))
    columns = {name: np.clip(end, 0.0, ALL_POINTS) for name, end in zip(SCORE_COLUMNS, ends, strict=True)}
    columns |= {"base": np.full(assessed.height, base), **added}
    known = assessed["is_known"]
    return pl.DataFrame(columns).select(pl.when(known).then(pl.col(name)).alias(name) for name in columns)


def _points(name: str, limits: QualityLimits) -> float:
    return limits.component(name).points


def _fake_risk(assessed: pl.DataFrame, limits: QualityLimits) -> Risk:
    """Share of fakes / the share that loses everything, with the interval of the share itself."""
    prior = limits.fake_followers
    unknown = _around(np.full(assessed.height, prior.unknown_risk), prior.unknown_spread)
    shares = (_numbers(assessed, f"fake_follower_ratio_{level}") for level in ("p10", "p50", "p90"))
    low, middle, high = (
        np.where(np.isnan(share), instead, np.clip(share / limits.fake_full_ratio, 0.0, 1.0))
        for share, instead in zip(shares, unknown, strict=True)
    )
    return low, middle, high


def _risk(name: str, assessed: pl.DataFrame, limits: QualityLimits) -> Risk:
    risk, prior = _numbers(assessed, _COUNTED[name][0]), limits.component(name)
    seen = np.where(np.isnan(risk), 0.0, np.nan_to_num(_numbers(assessed, _COUNTED[name][1])))
    spread = prior.unknown_spread * np.sqrt(prior.half_count / (prior.half_count + seen))
    return _around(np.where(np.isnan(risk), prior.unknown_risk, risk), spread)


def _numbers(assessed: pl.DataFrame, name: str) -> Numbers:
    numbers: Numbers = assessed[name].cast(pl.Float64).fill_null(np.nan).to_numpy()
    return numbers


def _around(risk: Numbers, spread: Numbers | float) -> Risk:
    """The 10th percentile, the risk itself and the 90th percentile, inside [0, 1]."""
    return np.clip(risk - Z90 * spread, 0.0, 1.0), risk, np.clip(risk + Z90 * spread, 0.0, 1.0)


def _deviation(risks: Mapping[str, Risk], end: Literal[0, 2], limits: QualityLimits) -> Numbers:
    """Points between the score and one end of its interval, in quadrature."""
    squares = [(_points(name, limits) * (risks[name][end] - risks[name][1])) ** 2 for name in COMPONENTS]
    total = squares[0]
    for square in squares[1:]:
        total = total + square
    return np.sqrt(total)
