"""How unusual is the growth? A probability from the jumps of the follower history and what explains them."""

from typing import Annotated

import polars as pl
from pydantic import Field

from matchmaker.scorers.authenticity.numbers import Parameters, Positive, Ratio
from matchmaker.scorers.authenticity.odds import logistic

GROWTH_SIGNALS = (
    "followers_count",
    "growth_jump_max_ratio",
    "growth_jump_minus_decay_ratio",
    "growth_jump_unexplained_ratio",
)


class GrowthLimits(Parameters):
    """Logistic curve over the logarithm of the suspicious part of the largest gain within a week.

    A gain that a post explains counts `explained_weight_ratio` as much; `noise_count` / sqrt(followers) is
    subtracted because a small account moves by chance. `midpoint_ratio` has probability one half.
    """

    explained_weight_ratio: Ratio
    noise_count: Annotated[float, Field(ge=0)]
    midpoint_ratio: Positive
    slope: Positive
    typical_ratio: Ratio


def growth_column(limits: GrowthLimits) -> pl.Expr:
    """Expression over GROWTH_SIGNALS: growth_anomaly_probability, null without a history.

    The week's gain that stopped dead counts in full as far as no post explains its largest day (a viral one, a
    giveaway, press), and explained_weight_ratio as much as far as one does. Rises with either, never falls.
    """
    stopped = pl.col("growth_jump_minus_decay_ratio").clip(lower_bound=0.0)
    largest = pl.col("growth_jump_max_ratio")
    unexplained = pl.when(largest > 0).then((pl.col("growth_jump_unexplained_ratio") / largest).clip(0.0, 1.0))
    weight = limits.explained_weight_ratio
    suspicious = stopped * (weight + (1 - weight) * unexplained.fill_null(1.0))
    noise = limits.noise_count / pl.col("followers_count").clip(lower_bound=1).sqrt()
    beyond_noise = (suspicious - noise.fill_null(0.0)).clip(lower_bound=0.0)
    log_odds = limits.slope * (beyond_noise / limits.midpoint_ratio).log()
    return logistic(log_odds).alias("growth_anomaly_probability")
