"""The audience quality score, 0 to 100: points for each validated head, what it lost, and how sure that is.

score = sum over components of points x (1 - risk), so it is additive, and more risk never raises it. A component
of which nothing is known counts with its prior risk and the prior's spread: it never counts as clean. The
interval adds the components' deviations in quadrature, upwards and downwards apart (they are taken as independent);
each end falls, too, when a risk or its interval rises.
"""

from typing import Annotated, Self

import polars as pl
from pydantic import Field, model_validator

from matchmaker.scorers.authenticity.numbers import Parameters, Positive, Ratio

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
    """
    risks = assessed.select(
        "is_known", *_fake_risk(limits), *(item for name in _COUNTED for item in _risk(name, limits))
    )
    lost = {name: limits.component(name) for name in COMPONENTS}
    base = sum(item.points * (1 - item.unknown_risk) for item in lost.values())
    added = [(item.points * (item.unknown_risk - pl.col(name))).alias(name) for name, item in lost.items()]
    middle = pl.lit(base)
    for column in added:
        middle = middle + column
    ends = {
        "audience_quality_score_p10": middle - _quadrature(limits, "high"),
        "audience_quality_score_p50": middle,
        "audience_quality_score_p90": middle + _quadrature(limits, "low"),
    }
    columns = [
        *(end.clip(0.0, ALL_POINTS).alias(name) for name, end in ends.items()),
        pl.lit(base).alias("base"),
        *added,
    ]
    return risks.select(pl.when("is_known").then(column).alias(column.meta.output_name()) for column in columns)


def _fake_risk(limits: QualityLimits) -> list[pl.Expr]:
    """Share of fakes / the share that loses everything, with the interval of the share itself."""
    prior = limits.fake_followers
    unknown = _around(pl.lit(prior.unknown_risk), pl.lit(prior.unknown_spread))
    levels = {"low": "p10", "": "p50", "high": "p90"}
    return [
        pl.coalesce(
            (pl.col(f"fake_follower_ratio_{level}") / limits.fake_full_ratio).clip(0.0, 1.0), unknown[end]
        ).alias(_named("fake_followers", end))
        for end, level in levels.items()
    ]


def _risk(name: str, limits: QualityLimits) -> list[pl.Expr]:
    risk, rows = _COUNTED[name]
    prior = limits.component(name)
    seen = pl.when(pl.col(risk).is_not_null()).then(pl.col(rows)).fill_null(0.0)
    spread = prior.unknown_spread * (prior.half_count / (prior.half_count + seen)).sqrt()
    ends = _around(pl.col(risk).fill_null(prior.unknown_risk), spread)
    return [value.alias(_named(name, end)) for end, value in ends.items()]


def _around(risk: pl.Expr, spread: pl.Expr) -> dict[str, pl.Expr]:
    """The risk and its 10th and 90th percentile, inside [0, 1]."""
    return {"low": (risk - Z90 * spread).clip(0.0, 1.0), "": risk, "high": (risk + Z90 * spread).clip(0.0, 1.0)}


def _quadrature(limits: QualityLimits, end: str) -> pl.Expr:
    """Points between the score and one end of its interval."""
    squares = [(limits.component(name).points * (pl.col(_named(name, end)) - pl.col(name))) ** 2 for name in COMPONENTS]
    total = squares[0]
    for square in squares[1:]:
        total = total + square
    return total.sqrt()


def _named(name: str, end: str) -> str:
    return f"{name}_{end}" if end else name
