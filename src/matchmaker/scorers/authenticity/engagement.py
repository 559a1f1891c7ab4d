"""How unusual is the engagement? Probabilities against peers of the same platform and size, which were fitted."""

import math
from dataclasses import dataclass
from typing import Annotated, Self

import polars as pl
from pydantic import Field, model_validator

from matchmaker.bundles import Bundle
from matchmaker.errors import BundleDamagedError
from matchmaker.scorers.authenticity.numbers import OpenRatio, Parameters, Positive
from matchmaker.scorers.authenticity.odds import logistic, logit

ENGAGEMENT_FILE = "engagement.json"
OTHER = "other"  # stands in for platforms without peers of their own
PEER_FOLLOWERS = 10_000  # where PeerRate.median_ratio is stated
PEER_LIKES = 1_000  # where PeerComments.median_ratio is stated
IDENTICAL = 1e-9  # a standard deviation of logarithms below it is rounding: all counts are the same
HALF = 0.5  # added to a count before its logarithm, so that no engagement at all is finite

ENGAGEMENT_SIGNALS = (
    "followers_count",
    "posts_observed_count",
    "engagements_per_post_median",
    "likes_per_post_median",
    "comments_per_post_median",
    "log_likes_std",
)
ENGAGEMENT_COLUMNS = (
    "engagement_ratio",
    "peer_engagement_ratio",
    "engagement_anomaly_probability",
    "engagement_high_probability",
    "comments_per_like_median_ratio",
    "peer_comments_per_like_ratio",
    "comments_per_like_anomaly_probability",
    "likes_spread",
    "peer_likes_spread",
    "likes_flat_probability",
)


class PeerRate(Parameters):
    """The median engagements of a post / followers at 10,000 followers, how its logarithm moves with the logarithm
    of followers, and the spread (standard deviation of the log rate) between creators."""

    median_ratio: Positive
    slope: float
    spread: Positive


class PeerComments(Parameters):
    """The same for comments / likes, at 1,000 likes."""

    median_ratio: Positive
    slope: float
    spread: Positive


class PeerVariation(Parameters):
    """The median standard deviation of a creator's log likes between posts, and the spread of its logarithm."""

    median: Positive
    spread: Positive


class PlatformPeers(Parameters):
    """What is ordinary on one platform."""

    rate: PeerRate
    comments: PeerComments
    variation: PeerVariation


class EngagementPeers(Parameters):
    """Peers by platform; content of engagement.json."""

    platforms: dict[str, PlatformPeers]

    @model_validator(mode="after")
    def _other_platforms(self) -> Self:
        if OTHER not in self.platforms:
            raise ValueError(f"expected peers of {OTHER!r}, which stands in for platforms without their own")
        return self


class EngagementLimits(Parameters):
    """Two-population models of a standardised logarithm: ordinary, or `shift` spreads away with some chance.

    `prior_ratio`: creators with an inflated audience, whose rate lies below; `high_prior_ratio`: with bought
    engagement, whose rate lies above; `comments_prior_ratio` and `flat_prior_ratio`: whose comments per like, or
    evenness of likes, no audience makes. `spread_within`: standard deviation of one post's log engagement, which
    widens every band for few posts. Evenness is judged from `flat_posts_count` posts of `flat_likes_count` likes.
    """

    prior_ratio: OpenRatio
    high_prior_ratio: OpenRatio
    comments_prior_ratio: OpenRatio
    flat_prior_ratio: OpenRatio
    shift: Positive
    spread_within: Positive
    flat_posts_count: Annotated[int, Field(ge=3)]
    flat_likes_count: Positive


@dataclass(frozen=True)
class EngagementHead:
    """Limits and peers; the expressions read `platform` and ENGAGEMENT_SIGNALS."""

    limits: EngagementLimits
    peers: EngagementPeers

    @classmethod
    def open(cls, bundle: Bundle, limits: EngagementLimits) -> Self | None:
        """The head, None where the bundle has no peers; BundleDamagedError when they do not fit this code."""
        if ENGAGEMENT_FILE not in bundle.contents:
            return None
        try:
            return cls(limits, EngagementPeers.model_validate_json(bundle.read_bytes(ENGAGEMENT_FILE)))
        except ValueError as error:
            raise BundleDamagedError(
                f"{bundle.folder}: {ENGAGEMENT_FILE} does not fit this code ({error}); train it again"
            ) from None

    def columns(self) -> list[pl.Expr]:
        """ENGAGEMENT_COLUMNS; each probability is null where what it compares is unknown.

        engagement_anomaly_probability falls as engagement rises, engagement_high_probability rises with it;
        comments_per_like_anomaly_probability rises to either side of the peers' ratio, likes_flat_probability falls
        with the spread of likes between posts.
        """
        return [*self._rate(), *self._comments(), *self._variation()]

    def _rate(self) -> list[pl.Expr]:
        followers = _positive("followers_count")
        engagements = pl.when(_posts() > 0).then(pl.col("engagements_per_post_median"))
        expected = self._expected("rate", followers, PEER_FOLLOWERS)
        # An expected count of a few is Poisson-like: its relative variance is one over the count.
        noise = self._sampling() + 1 / (expected.exp() * followers + HALF)
        above = self._standardised("rate", ((engagements + HALF) / followers).log() - expected, noise)
        return [
            (engagements / followers).alias("engagement_ratio"),
            expected.exp().alias("peer_engagement_ratio"),
            self._shifted(-above, self.limits.prior_ratio).alias("engagement_anomaly_probability"),
            self._shifted(above, self.limits.high_prior_ratio).alias("engagement_high_probability"),
        ]

    def _comments(self) -> list[pl.Expr]:
        """Of medians that are not 0: comments may be switched off, which says nothing."""
        likes, comments = _positive("likes_per_post_median"), _positive("comments_per_post_median")
        expected = self._expected("comments", likes, PEER_LIKES)
        noise = self._sampling() + 1 / (expected.exp() * likes + HALF)
        away = self._standardised("comments", (comments / likes).log() - expected, noise)
        return [
            (comments / likes).alias("comments_per_like_median_ratio"),
            expected.exp().alias("peer_comments_per_like_ratio"),
            self._shifted(away.abs(), self.limits.comments_prior_ratio).alias("comments_per_like_anomaly_probability"),
        ]

    def _variation(self) -> list[pl.Expr]:
        """Of spreads that are not 0: the very same count on every post is an average that a source filled in."""
        enough = (_posts() >= self.limits.flat_posts_count) & (
            pl.col("likes_per_post_median") >= self.limits.flat_likes_count
        )
        spread = pl.when(enough & (pl.col("log_likes_std") > IDENTICAL)).then(pl.col("log_likes_std"))
        # Variance of the logarithm of a standard deviation from n normal values is about 1 / (2 (n - 1)).
        away = self._standardised("variation", (spread / self._peer("variation", "median")).log(), 0.5 / (_posts() - 1))
        return [
            spread.alias("likes_spread"),
            self._peer("variation", "median").alias("peer_likes_spread"),
            self._shifted(-away, self.limits.flat_prior_ratio).alias("likes_flat_probability"),
        ]

    def _expected(self, what: str, size: pl.Expr, stated_at: float) -> pl.Expr:
        """Logarithm of the ratio that peers of this size have in the median."""
        return self._peer(what, "median_ratio").log() + self._peer(what, "slope") * (size.log() - math.log(stated_at))

    def _sampling(self) -> pl.Expr:
        return self.limits.spread_within**2 / _posts()

    def _standardised(self, what: str, distance: pl.Expr, noise: pl.Expr) -> pl.Expr:
        return distance / (self._peer(what, "spread") ** 2 + noise).sqrt()

    def _shifted(self, standardised: pl.Expr, prior_ratio: float) -> pl.Expr:
        """Chance that a standard normal number comes from the population `shift` above; rises with the number."""
        shift = self.limits.shift
        return logistic(logit(prior_ratio) + shift * standardised - shift**2 / 2)

    def _peer(self, what: str, name: str) -> pl.Expr:
        values = {
            platform: float(getattr(getattr(peers, what), name)) for platform, peers in self.peers.platforms.items()
        }
        return pl.col("platform").replace_strict(values, default=values[OTHER], return_dtype=pl.Float64)


def _posts() -> pl.Expr:
    return pl.when(pl.col("posts_observed_count") > 0).then(pl.col("posts_observed_count"))


def _positive(name: str) -> pl.Expr:
    return pl.when(pl.col(name) > 0).then(pl.col(name))
