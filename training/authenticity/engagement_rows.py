"""What real and simulated creators' posts earn, one row a creator: what peers are fitted on and alarms counted on."""

from collections.abc import Sequence
from pathlib import Path

import polars as pl

from matchmaker.domain.snapshot import Snapshot
from matchmaker.scorers.authenticity.engagement import ENGAGEMENT_SIGNALS
from matchmaker.signals import measure
from training.datasets import (
    instagram_influencers_2017,
    instagram_timelines_2020,
    simulated_market,
    tiktok_vn_2025,
    youtube_daily_growth_2026,
)
from training.datasets.feeds import Feeds
from training.simulator import simulate_market
from training.sources import SourceUnknownError

READERS = {
    reader.SOURCE.name: reader
    for reader in (
        instagram_influencers_2017,
        tiktok_vn_2025,
        youtube_daily_growth_2026,
        instagram_timelines_2020,
        simulated_market,
    )
}
SIMULATED = simulated_market.SOURCE.name


def engagement_rows(data: Path, names: Sequence[str]) -> pl.DataFrame:
    """set, creator_id, platform and ENGAGEMENT_SIGNALS of the creators of these sets. Raises SourceUnknownError."""
    unknown = sorted(set(names) - READERS.keys())
    if unknown:
        raise SourceUnknownError(
            f"expected sets of creators with posts ({', '.join(READERS)}), got {', '.join(unknown)}"
        )
    return pl.concat([rows_of(_feeds(data, name), name) for name in names])


def rows_of(feeds: Feeds, name: str) -> pl.DataFrame:
    """The rows of one set; creators without posts are left out."""
    snapshot = Snapshot.of(creators=feeds.creators, posts=feeds.posts)
    measured = measure(snapshot, ENGAGEMENT_SIGNALS).filter(pl.col("posts_observed_count") > 0)
    platforms = snapshot.creators.select("creator_id", "platform")
    return measured.join(platforms, on="creator_id", how="left", maintain_order="left").select(
        pl.lit(name).alias("set"), "creator_id", "platform", *ENGAGEMENT_SIGNALS
    )


def _feeds(data: Path, name: str) -> Feeds:
    """The set; of the simulated market the creators as simulated, without the doubt that a forecaster learns with."""
    if name != SIMULATED:
        feeds: Feeds = READERS[name].read(data)
        return feeds
    market = simulate_market(
        simulated_market.SEED,
        simulated_market.CREATORS,
        now=simulated_market.NOW,
        followers_sampled=0,
        comments_per_post=0.0,
    )
    return Feeds.of(market.creators, market.posts)
