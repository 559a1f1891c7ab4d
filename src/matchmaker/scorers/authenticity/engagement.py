"""How unusual is the engagement? A probability against peers of the same platform and size."""

import math
from typing import Self

import polars as pl
from pydantic import model_validator

from matchmaker.scorers.authenticity.numbers import OpenRatio, Parameters, Positive
from matchmaker.scorers.authenticity.odds import logistic, logit

PEER_FOLLOWERS = 10_000  # where Peers.median_ratio is stated
HALF = 0.5  # added to a count before its logarithm, so that no engagement at all is finite

ENGAGEMENT_SIGNALS = ("followers_count", "engagements_per_post_median", "posts_observed_count")


class Peers(Parameters):
    """Ordinary engagement of one platform: the median rate by followers at 10,000 followers, how its logarithm
    falls with the logarithm of followers, and the spread (standard deviation of the log rate) between creators."""

    median_ratio: Positive
    slope: float
    spread: Positive


class EngagementLimits(Parameters):
    """Two-population model of the standardised log rate: ordinary, or `shift` spreads lower with chance `prior_ratio`.

    `spread_within`: standard deviation of one post's log engagement; it widens the band for few posts.
    """

    prior_ratio: OpenRatio
    shift: Positive
    spread_within: Positive
    peers: dict[str, Peers]

    @model_validator(mode="after")
    def _other_platforms(self) -> Self:
        if "other" not in self.peers:
            raise ValueError("expected peers of 'other', which stands in for platforms without their own")
        return self


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
    log_odds = logit(limits.prior_ratio) - limits.shift * below - limits.shift**2 / 2
    return [
        (engagements / followers).alias("engagement_ratio"),
        expected.exp().alias("peer_engagement_ratio"),
        logistic(log_odds).alias("engagement_anomaly_probability"),
    ]


def _peer(name: str, limits: EngagementLimits) -> pl.Expr:
    values = {platform: float(getattr(peers, name)) for platform, peers in limits.peers.items()}
    return pl.col("platform").replace_strict(values, default=_other(limits, name), return_dtype=pl.Float64)


def _other(limits: EngagementLimits, name: str) -> float:
    other: Peers = limits.peers["other"]
    return float(getattr(other, name))
