"""How unusual are engagement and growth? Probabilities from signals, against peers of the same platform and size."""

import math

import polars as pl

from matchmaker.scorers.authenticity_parameters import EngagementLimits, GrowthLimits, Peers

PEER_FOLLOWERS = 10_000  # where Peers.median_ratio is stated
HALF = 0.5  # added to a count before its logarithm, so that no engagement at all is finite

ENGAGEMENT_SIGNALS = ("followers_count", "engagements_per_post_median", "posts_observed_count")
GROWTH_SIGNALS = (
    "followers_count",
    "growth_jump_max_ratio",
    "growth_jump_minus_decay_ratio",
    "growth_jump_unexplained_ratio",
)


def engagement_columns(limits: EngagementLimits) -> list[pl.Expr]:
    """Expressions over `platform` and ENGAGEMENT_SIGNALS: rate, peers' median rate, anomaly probability.

    engagement_ratio and peer_engagement_ratio are per follower; engagement_anomaly_probability is the chance
    that the rate belongs to the lower population, null without followers or posts. It falls as engagement
    rises and never rises with it.
    """
    followers = pl.when(pl.col("followers_count") > 0).then(pl.col("followers_count"))
    engagements = pl.when(pl.col("posts_observed_count") > 0).then(pl.col("engagements_per_post_median"))
    size = followers.log() - math.log(PEER_FOLLOWERS)
    expected = _peer("median_ratio", limits).log() + _peer("slope", limits) * size
    # An expected count of a few is Poisson-like: its relative variance is one over the count.
    variance = (
        _peer("spread", limits) ** 2
        + limits.spread_within**2 / pl.col("posts_observed_count")
        + 1 / (expected.exp() * followers + HALF)
    )
    below = (((engagements + HALF) / followers).log() - expected) / variance.sqrt()
    log_odds = _logit(limits.prior_ratio) - limits.shift * below - limits.shift**2 / 2
    return [
        (engagements / followers).alias("engagement_ratio"),
        expected.exp().alias("peer_engagement_ratio"),
        _logistic(log_odds).alias("engagement_anomaly_probability"),
    ]


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
    return _logistic(log_odds).alias("growth_anomaly_probability")


def _peer(name: str, limits: EngagementLimits) -> pl.Expr:
    values = {platform: float(getattr(peers, name)) for platform, peers in limits.peers.items()}
    return pl.col("platform").replace_strict(values, default=_other(limits, name), return_dtype=pl.Float64)


def _other(limits: EngagementLimits, name: str) -> float:
    other: Peers = limits.peers["other"]
    return float(getattr(other, name))


def _logit(probability: float) -> float:
    return math.log(probability / (1 - probability))


def _logistic(log_odds: pl.Expr) -> pl.Expr:
    return 1 / (1 + (-log_odds).exp())
