"""How good is the engagement head? Inflated copies of real creators found, ordinary ones put into review, peers kept."""

from collections.abc import Iterator, Sequence

import numpy as np
import polars as pl
from numpy.typing import NDArray
from scipy.special import ndtri

from matchmaker.bundles import Metric
from matchmaker.domain.tiers import TIERS, tier_expression
from matchmaker.scorers.authenticity.engagement import EngagementHead
from training.authenticity.engagement_rows import SIMULATED
from training.evaluation import accuracy, coverage, metric_row, roc_auc

INJECTED, ALARMS, HIGH_ALARMS = "engagement/injected", "engagement/below peers", "engagement/above peers"
FLAT_ALARMS, COMMENT_ALARMS, PEERS = "engagement/even likes", "engagement/comments per like", "engagement/peers"
ALL_REAL = "all real sets"
RATE = "engagement rate alone"
INFLATED = (3.0, 20.0)  # followers a bought audience multiplies a creator's by; log-uniform between
FEWEST_IN_TIER = 20  # creators of a tier from which its share of alarms is told
PROMISED = 0.8  # share of creators whose log rate lies between the peers' 10th and 90th percentile
TRENDING = ("tiktok-vn-2025",)  # videos chosen for their success: nothing to find below peers

_CHECKS = (
    (ALARMS, "engagement_anomaly_probability", "review"),
    (HIGH_ALARMS, "engagement_high_probability", "high_risk"),
    (FLAT_ALARMS, "likes_flat_probability", "review"),
    (COMMENT_ALARMS, "comments_per_like_anomaly_probability", "high_risk"),
)
DECIDED = {"review": 0.5, "high_risk": 0.9}  # probabilities at which state.toml shows each flag


def figures(head: EngagementHead, rows: pl.DataFrame, seed: int) -> Iterator[Metric]:
    """All figures on creators that were not fitted on; those of the simulated market are never judged on."""
    real = rows.filter(pl.col("set") != SIMULATED)
    yield from injected_rows(head, real.filter(~pl.col("set").is_in(TRENDING)), seed)
    for name in real["set"].unique().sort():
        members = real.filter(pl.col("set") == name)
        yield from alarm_rows(head, members, name, seed)
        yield from peer_rows(head, members, name, seed)


def injected_rows(head: EngagementHead, rows: pl.DataFrame, seed: int) -> Iterator[Metric]:
    """Creators against copies of them with INFLATED times the followers and the same engagement, told by the rate.

    Per set, and over all sets together, where one threshold must do for every platform. Bought followers do not
    engage: that is what an inflated audience is. Accuracy is that of the decision to review.
    """
    known = rows.filter(pl.col("followers_count") > 0)
    named = [(name, known.filter(pl.col("set") == name)) for name in known["set"].unique().sort()]
    for name, members in [*named, (ALL_REAL, known)] if named else []:
        times = np.random.default_rng(seed).uniform(np.log(INFLATED[0]), np.log(INFLATED[1]), members.height)
        copies = members.with_columns(followers_count=pl.col("followers_count") * pl.Series(np.exp(times)))
        both = pl.concat([members, copies]).with_columns(*head.columns())
        fake = np.repeat([False, True], members.height)
        said, rate = (
            both[column].fill_null(0.0).to_numpy() for column in ("engagement_anomaly_probability", "engagement_ratio")
        )
        groups = np.tile(members["creator_id"].to_numpy(), 2)
        yield metric_row(
            name,
            INJECTED,
            "roc_auc",
            roc_auc,
            fake,
            said,
            rival=RATE,
            rival_value=roc_auc(fake, -rate),
            groups=groups,
            seed=seed,
        )
        yield metric_row(
            name, INJECTED, "accuracy", accuracy, fake, said >= DECIDED["review"], groups=groups, seed=seed
        )


def alarm_rows(head: EngagementHead, rows: pl.DataFrame, name: str, seed: int) -> Iterator[Metric]:
    """Share of ordinary creators with each flag, over all and by tier: an upper bound, some may have bought."""
    judged = rows.with_columns(*head.columns(), tier=tier_expression(pl.col("followers_count")))
    for target, column, shown_as in _CHECKS:
        asked = judged.filter(pl.col(column).is_not_null())
        parts = [(target, asked)]
        parts += [(f"{target}, {tier.name}", asked.filter(pl.col("tier") == tier.name)) for tier in TIERS]
        for part, members in parts:
            if members.height >= (1 if part == target else FEWEST_IN_TIER):
                flagged = members[column].to_numpy() >= DECIDED[shown_as]
                yield metric_row(name, part, "flagged_ratio", np.mean, flagged, seed=seed)


def peer_rows(head: EngagementHead, rows: pl.DataFrame, name: str, seed: int) -> Iterator[Metric]:
    """Share of creators whose log rate lies in the peers' 80 % band."""
    known = rows.filter(pl.col("followers_count") > 0).with_columns(*head.columns())
    known = known.filter(pl.col("engagement_ratio") > 0)
    if known.is_empty():
        return
    away = np.log(known["engagement_ratio"].to_numpy() / known["peer_engagement_ratio"].to_numpy())
    spread = _spreads(head, known["platform"].to_list()) * float(ndtri((1 + PROMISED) / 2))
    yield metric_row(name, PEERS, "coverage", coverage, away, -spread, spread, seed=seed)


def _spreads(head: EngagementHead, platforms: Sequence[str]) -> NDArray[np.float64]:
    peers = head.peers.platforms
    return np.array([peers.get(platform, peers["other"]).rate.spread for platform in platforms])
