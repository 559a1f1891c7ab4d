"""Ordinary follower histories, and the same ones with bought followers put in, for the growth check."""

from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path

import numpy as np
import polars as pl

from matchmaker.bundles import Metric
from matchmaker.domain.snapshot import Snapshot
from matchmaker.scorers.authenticity import SIGNALS_USED, Authenticity
from matchmaker.signals import measure
from training.datasets import bot_market_2021, instagram_influencers_2017, youtube_daily_growth_2026
from training.datasets.feeds import Feeds
from training.evaluation import metric_row

CHANNELS = youtube_daily_growth_2026.SOURCE.name
FEWEST_DAYS = 14  # days of history before an order is put in
QUIET_DAYS = 10  # an order starts this many days before the history ends, so that what follows is seen
SIZES = (0.05, 0.1, 0.2, 0.5)  # followers ordered / followers before


@dataclass(frozen=True)
class Order:
    """Bought followers: how many arrive a day (none: all at once), and what share leaves again within a week."""

    per_day: float | None
    drop_off_ratio: float


def background_rows(scorer: Authenticity, data: Path) -> list[Metric]:
    """Shares of real creators that the engagement and the growth check put into review; sets that are there."""
    rows: list[Metric] = []
    if instagram_influencers_2017.SOURCE.exists(data):
        rows.append(
            _flagged(
                scorer, instagram_influencers_2017.read(data), "engagement", instagram_influencers_2017.SOURCE.name
            )
        )
    if youtube_daily_growth_2026.SOURCE.exists(data):
        channels = youtube_daily_growth_2026.read(data)
        rows += [_flagged(scorer, channels, check, CHANNELS) for check in ("engagement", "growth")]
        rows += _order_rows(scorer, channels, data)
    return rows


def _flagged(scorer: Authenticity, feeds: Feeds, check: str, name: str) -> Metric:
    flagged = _probability(scorer, feeds, check) >= scorer.parameters.thresholds.review_probability
    return metric_row(name, f"{check}/real creators", "flagged_ratio", np.mean, flagged)


def _order_rows(scorer: Authenticity, channels: Feeds, data: Path) -> list[Metric]:
    rows: list[Metric] = []
    for kind, order in _orders(data).items():
        for size in SIZES:
            bought = replace(channels, follower_counts=with_order(channels.follower_counts, size, order))
            long = _long_histories(channels.follower_counts)
            found = _probability(scorer, bought, "growth", long) >= scorer.parameters.thresholds.review_probability
            rows.append(metric_row(CHANNELS, f"growth/order of {size:.0%}, {kind}", "recall", np.mean, found))
    return rows


def _orders(data: Path) -> dict[str, Order]:
    """The median offer for Instagram followers, delivered at its stated speed or all at once."""
    if not bot_market_2021.SOURCE.exists(data):
        return {"at once": Order(None, 0.0)}
    offers = bot_market_2021.read(data).filter(
        (pl.col("platform") == "instagram") & (pl.col("action") == "participate")
    )
    speed, lost = offers.select(pl.col("delivery_per_day", "drop_off_ratio").median()).row(0)
    return {"at once": Order(None, float(lost)), f"{speed:.0f} a day": Order(float(speed), float(lost))}


def _long_histories(counts: pl.DataFrame) -> list[str]:
    days = counts.group_by("creator_id").len().filter(pl.col("len") >= FEWEST_DAYS)
    return days["creator_id"].sort().to_list()


def with_order(counts: pl.DataFrame, size: float, order: Order) -> pl.DataFrame:
    """Histories in which an order of `size` x followers arrives, then partly leaves over a week."""
    ends = counts.group_by("creator_id").agg(
        (pl.col("observed_at").max() - timedelta(days=QUIET_DAYS)).alias("ordered_at"),
        (size * pl.col("followers_count").median()).alias("ordered_count"),
    )
    days = (pl.col("observed_at") - pl.col("ordered_at")).dt.total_days().clip(0)
    arrived = pl.when(days > 0).then(
        pl.col("ordered_count") if order.per_day is None else pl.min_horizontal("ordered_count", days * order.per_day)
    )
    left = order.drop_off_ratio * ((days - 1) / 7).clip(0, 1)
    added = (arrived.fill_null(0) * (1 - left)).round().cast(pl.Int64)
    joined = counts.join(ends, on="creator_id")
    return joined.with_columns(followers_count=pl.col("followers_count") + added).select(counts.columns)


def _probability(
    scorer: Authenticity, feeds: Feeds, check: str, only: list[str] | None = None
) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
    """The check's probabilities, of creators for whom it has one."""
    snapshot = Snapshot.of(creators=feeds.creators, posts=feeds.posts, follower_counts=feeds.follower_counts)
    chosen = snapshot if only is None else snapshot.only(only)
    assessed = scorer.assess(chosen, measure(chosen, SIGNALS_USED)).columns
    known: np.ndarray[tuple[int], np.dtype[np.float64]] = (
        assessed[f"{check}_anomaly_probability"].drop_nulls().to_numpy()
    )
    return known
