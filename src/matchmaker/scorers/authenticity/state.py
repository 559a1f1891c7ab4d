"""From the heads' numbers to a state a person can act on, and how ready the answer is: risk, never verdict."""

from collections.abc import Iterable
from typing import Self

import polars as pl
from pydantic import model_validator

from matchmaker.scorers.authenticity.numbers import OpenRatio, Parameters, Ratio


class Enough(Parameters):
    """Rows from which one head speaks with confidence; `heads_count` confident heads make the whole `ready`."""

    posts_count: int
    history_days: float
    sample_count: int
    heads_count: int


class Thresholds(Parameters):
    """Probabilities from which a creator is put into review or called high risk.

    An observation that decides nothing is shown from `high_risk_probability` on, so that only clear ones are.
    """

    review_probability: OpenRatio
    high_risk_probability: OpenRatio

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.review_probability > self.high_risk_probability:
            raise ValueError("expected review_probability <= high_risk_probability")
        return self


class ComplianceLimits(Parameters):
    """From which shares of hidden disclosures, and of codes without one, it is told, and from how many such posts.

    A post that the platform marks as paid and whose caption does not say so is told when it is the only one.
    """

    fewest_posts: int
    buried_observed_ratio: Ratio
    code_observed_ratio: Ratio


def state_of(flag_states: Iterable[pl.Expr]) -> pl.Expr:
    """The worst state that any flag asks for (see `flags.flag_states`), clear without flags."""
    states = list(flag_states)
    return (
        pl.when(pl.any_horizontal((state == "high_risk").fill_null(False) for state in states))
        .then(pl.lit("high_risk"))
        .when(pl.any_horizontal((state == "review").fill_null(False) for state in states))
        .then(pl.lit("review"))
        .otherwise(pl.lit("clear"))
    )


def readiness_of(enough: Enough) -> pl.Expr:
    """insufficient_data without any of engagement, growth and a sample of followers; else by the confident checks."""
    engagement = pl.col("engagement_anomaly_probability").is_not_null()
    growth = pl.col("growth_anomaly_probability").is_not_null()
    sample = pl.col("fake_follower_ratio_p50").is_not_null()
    confident = pl.sum_horizontal(
        engagement & (pl.col("posts_observed_count") >= enough.posts_count),
        growth & (pl.col("growth_days_observed") >= enough.history_days),
        sample & (pl.col("follower_sample_count") >= enough.sample_count),
    )
    return (
        pl.when(~(engagement | growth | sample))
        .then(pl.lit("insufficient_data"))
        .when(confident >= enough.heads_count)
        .then(pl.lit("ready"))
        .otherwise(pl.lit("ready_low_confidence"))
    )
