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
RATE, ONE_CUT = "engagement rate alone", "one cut of the rate for all"
INFLATED = (2.0, 5.0, 10.0, 20.0)  # times as many followers with a bought audience; log-uniform between the ends
FEWEST_IN_TIER = 20  # creators of a tier from which its share of alarms is told
PROMISED = 0.8  # share of creators whose log rate lies between the peers' 10th and 90th percentile
TRENDING = ("tiktok-vn-2025",)  # videos chosen for their success: nothing to find below peers

_BELOW = "engagement_anomaly_probability"
_CHECKS = (
    (ALARMS, _BELOW, "review"),
    (HIGH_ALARMS, "engagement_high_probability", "high_risk"),
    (FLAT_ALARMS, "likes_flat_probability", "review"),
    (COMMENT_ALARMS, "comments_per_like_anomaly_probability", "high_risk"),
)
DECIDED = {"review": 0.5, "high_risk": 0.9}  # probabilities at which state.toml shows each flag


def figures(head: EngagementHead, rows: pl.DataFrame, seed: int) -> Iterator[Metric]:
    """All figures on creators that were not fitted on; those of the simulated market are never judged on."""
    real = rows.filter(pl.col("set") != SIMULATED)
    ordinary = real.filter(~pl.col("set").is_in(TRENDING))
    cut = common_cut(head, ordinary)
    yield from injected_rows(head, ordinary, seed)
    for name in real["set"].unique().sort():
        members = real.filter(pl.col("set") == name)
        yield from alarm_rows(head, members, name, cut, seed)
        if name not in TRENDING:
            yield from peer_rows(head, members, name, seed)


def injected_rows(head: EngagementHead, rows: pl.DataFrame, seed: int) -> Iterator[Metric]:
    """Creators against copies of them with more followers and the same engagement, told by the rate.

    Per set, and over all sets together. Bought followers do not engage: that is what an inflated audience is. A copy
    differs from its original by its rate alone, so the rate alone orders them as well; what peers add is one
    threshold for every platform and size (see `alarm_rows`). Recall and accuracy are those of the decision to review.
    """
    known = rows.filter(pl.col("followers_count") > 0)
    if known.is_empty():
        return
    named = [(name, known.filter(pl.col("set") == name)) for name in known["set"].unique().sort()]
    for name, members in [*named, (ALL_REAL, known)]:
        times = np.exp(np.random.default_rng(seed).uniform(np.log(INFLATED[0]), np.log(INFLATED[-1]), members.height))
        both = pl.concat([members, _inflated(members, times)]).with_columns(*head.columns())
        fake = np.repeat([False, True], members.height)
        said, rate = (both[column].fill_null(0.0).to_numpy() for column in (_BELOW, "engagement_ratio"))
        by_rate = roc_auc(fake, -rate)
        decided = said >= DECIDED["review"]
        groups = np.tile(members["creator_id"].to_numpy(), 2)
        yield metric_row(
            name, INJECTED, "roc_auc", roc_auc, fake, said, rival=RATE, rival_value=by_rate, groups=groups, seed=seed
        )
        yield metric_row(name, INJECTED, "accuracy", accuracy, fake, decided, groups=groups, seed=seed)
    for times_as_many in INFLATED:
        copies = _inflated(known, np.full(known.height, times_as_many)).with_columns(*head.columns())
        found = copies[_BELOW].fill_null(0.0).to_numpy() >= DECIDED["review"]
        yield metric_row(
            ALL_REAL, f"{INJECTED}, {times_as_many:g} times the followers", "recall", np.mean, found, seed=seed
        )


def _inflated(creators: pl.DataFrame, times: NDArray[np.float64]) -> pl.DataFrame:
    return creators.with_columns(followers_count=pl.col("followers_count") * pl.Series(times))


def alarm_rows(head: EngagementHead, rows: pl.DataFrame, name: str, cut: float, seed: int) -> Iterator[Metric]:
    """Share of ordinary creators with each flag, over all and by tier: an upper bound, some may have bought.

    The rival of "below peers" flags the creators whose rate is below `cut` (see `common_cut`), whatever their platform.
    """
    judged = rows.with_columns(*head.columns(), tier=tier_expression(pl.col("followers_count")))
    for target, column, shown_as in _CHECKS:
        asked = judged.filter(pl.col(column).is_not_null())
        parts = [(target, asked)]
        parts += [(f"{target}, {tier.name}", asked.filter(pl.col("tier") == tier.name)) for tier in TIERS]
        for part, members in parts:
            if members.height < (1 if part == target else FEWEST_IN_TIER):
                continue
            flagged = members[column].to_numpy() >= DECIDED[shown_as]
            by_rate = float((members["engagement_ratio"].to_numpy() <= cut).mean()) if target == ALARMS else None
            rival = ONE_CUT if target == ALARMS else None
            yield metric_row(name, part, "flagged_ratio", np.mean, flagged, rival=rival, rival_value=by_rate, seed=seed)


def common_cut(head: EngagementHead, rows: pl.DataFrame) -> float:
    """The engagement rate below which lie as many of the creators as the head puts below their peers, all sets weighing alike."""
    judged = rows.with_columns(*head.columns()).filter(pl.col(_BELOW).is_not_null())
    if judged.is_empty():
        return 0.0
    weight = (1 / judged.select(pl.len().over("set")).to_series()).to_numpy()
    flagged = float(weight @ (judged[_BELOW].to_numpy() >= DECIDED["review"]) / weight.sum())
    order = np.argsort(judged["engagement_ratio"].to_numpy())
    passed = np.searchsorted(np.cumsum(weight[order]) / weight.sum(), flagged, side="right")
    cut: float = judged["engagement_ratio"].to_numpy()[order[max(int(passed) - 1, 0)]]
    return cut if passed else 0.0


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
