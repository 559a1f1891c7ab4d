"""Peers fitted from creators: a robust line of a logarithm over the logarithm of size, and the spread around it."""

import math
from collections.abc import Mapping, Sequence

import numpy as np
import polars as pl
from numpy.typing import NDArray
from pydantic import BaseModel, ConfigDict

from matchmaker.scorers.authenticity.engagement import (
    HALF,
    OTHER,
    PEER_FOLLOWERS,
    PEER_LIKES,
    EngagementPeers,
    PeerComments,
    PeerRate,
    PeerVariation,
    PlatformPeers,
)

Numbers = NDArray[np.float64]

HUBER = 1.345  # spreads from which a creator pulls less (Huber 1981: 95 % efficient where all is normal)
_NORMAL_MAD = 1.4826  # median absolute deviation of a normal number, inverted
_STEPS = 50  # of the reweighting; it settles within about ten


class PeerFitting(BaseModel):
    """What a recipe says of the fitting.

    `rate_sets`, `comments_sets`, `variation_sets`: sets that tell what is ordinary, by what; a platform in none of
    them has the peers of the fallback set. `*_doubt`: standard deviation of a logarithm, added in quadrature to a
    spread, by which the rows may be wrong about creators at large; `rate_doubt` by platform, `other` for those not
    named. Fewer than `fewest_creators` fit nothing.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    rate_sets: tuple[str, ...]
    comments_sets: tuple[str, ...]
    variation_sets: tuple[str, ...]
    fallback_set: str
    rate_doubt: dict[str, float]
    comments_doubt: float
    variation_doubt: float
    fewest_creators: int


def fit_peers(rows: pl.DataFrame, fitting: PeerFitting) -> EngagementPeers:
    """Peers of each platform, from the sets that tell of it, else from those of the fallback set's platform or all."""
    fallback = rows.filter(pl.col("set") == fitting.fallback_set)
    platforms = rows["platform"].unique().sort().to_list()
    return EngagementPeers(
        platforms={platform: _platform(rows, fallback, platform, fitting) for platform in (*platforms, OTHER)}
    )


def rate_line(rows: pl.DataFrame) -> tuple[Numbers, Numbers]:
    """Logarithms of size (followers / PEER_FOLLOWERS) and of engagements per follower, of creators with followers."""
    known = rows.filter((pl.col("followers_count") > 0) & pl.col("engagements_per_post_median").is_not_null())
    followers, engagements = known.select("followers_count", "engagements_per_post_median").to_numpy().T
    return np.log(followers / PEER_FOLLOWERS), np.log((engagements + HALF) / followers)


def robust_line(x: Numbers, y: Numbers) -> tuple[float, float, float]:
    """Intercept, slope and spread of y over x by Huber's regression (iterated least squares), spread by the MAD.

    x and y have shape (rows,). Creators far from the line pull less, so that bought audiences move it little.
    """
    columns, weights = np.column_stack([np.ones_like(x), x]), np.ones_like(y)
    line, spread = np.zeros(2), 1.0
    for _ in range(_STEPS):
        root = np.sqrt(weights)
        line = np.linalg.lstsq(columns * root[:, None], y * root, rcond=None)[0]
        away = y - columns @ line
        spread = max(_NORMAL_MAD * float(np.median(np.abs(away - np.median(away)))), 1e-9)
        weights = np.minimum(1.0, HUBER * spread / np.maximum(np.abs(away), 1e-12))
    return float(line[0]), float(line[1]), spread


def _platform(rows: pl.DataFrame, fallback: pl.DataFrame, platform: str, fitting: PeerFitting) -> PlatformPeers:
    def told_by(names: Sequence[str]) -> pl.DataFrame:
        found = rows.filter(pl.col("set").is_in(names) & (pl.col("platform") == platform))
        if found.height >= fitting.fewest_creators:
            return found
        same = fallback.filter(pl.col("platform") == platform)
        return same if same.height >= fitting.fewest_creators else fallback

    doubt = fitting.rate_doubt.get(platform, fitting.rate_doubt[OTHER])
    return PlatformPeers(
        rate=PeerRate(**_ratio(rate_line(told_by(fitting.rate_sets)), doubt)),
        comments=PeerComments(**_ratio(_comments_line(told_by(fitting.comments_sets)), fitting.comments_doubt)),
        variation=_variation(told_by(fitting.variation_sets), fitting.variation_doubt),
    )


def _ratio(line: tuple[Numbers, Numbers], doubt: float) -> Mapping[str, float]:
    intercept, slope, spread = robust_line(*line)
    return {
        "median_ratio": _rounded(math.exp(intercept)),
        "slope": _rounded(slope),
        "spread": _rounded(math.hypot(spread, doubt)),
    }


def _comments_line(rows: pl.DataFrame) -> tuple[Numbers, Numbers]:
    known = rows.filter((pl.col("likes_per_post_median") > 0) & (pl.col("comments_per_post_median") > 0))
    likes, comments = known.select("likes_per_post_median", "comments_per_post_median").to_numpy().T
    return np.log(likes / PEER_LIKES), np.log(comments / likes)


def _variation(rows: pl.DataFrame, doubt: float) -> PeerVariation:
    spreads = np.log(rows.filter(pl.col("log_likes_std") > 0)["log_likes_std"].to_numpy())
    middle, _, spread = robust_line(np.zeros_like(spreads), spreads)
    return PeerVariation(median=_rounded(math.exp(middle)), spread=_rounded(math.hypot(spread, doubt)))


def _rounded(number: float) -> float:
    """Six significant digits: what is fitted on another machine is the same file."""
    return float(f"{number:.6g}")
