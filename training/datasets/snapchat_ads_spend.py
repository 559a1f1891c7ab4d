"""Snapchat's library of political advertisements, 2018 to 2020: targeting, spend and impressions of each."""

from pathlib import Path

import polars as pl

from matchmaker.domain.columns import INSTANT
from training.datasets.feeds import instant
from training.datasets.source import Source

SOURCE = Source("performance/snapchat-ads-spend", "none stated; a public transparency library")
TARGETING = (
    "n_regions",
    "n_interests",
    "n_metros",
    "n_postal",
    "n_segments",
    "n_adv_demo",
    "n_loc_cat",
    "n_creative",
    "n_regions_ex",
    "n_os",
    "n_language",
)
ADS = pl.Schema(
    {
        "ad_id": pl.String(),
        "advertiser_id": pl.String(),
        "currency": pl.String(),
        "country": pl.String(),
        "started_at": INSTANT,
        "ended_at": INSTANT,
        "days_planned": pl.Float64(),
        "gender": pl.String(),
        "age_bracket": pl.String(),
        "language": pl.String(),
        **dict.fromkeys(TARGETING, pl.Float64()),
        "spend_amount": pl.Float64(),
        "impressions_count": pl.Float64(),
    }
)


def read_ads(data: Path) -> pl.DataFrame:
    """One row an advertisement, columns ADS; spend is in `currency` and final, not planned.

    A start after the end is a fault of the source: days_planned is null there.
    """
    days = pl.col("days_planned").cast(pl.Float64)
    ads = SOURCE.frame(data, "ad_id", "advertiser_id", "currency", "start", "spend", "impressions").select(
        "ad_id",
        "advertiser_id",
        "currency",
        "country",
        started_at=instant("start"),
        ended_at=instant("end"),
        days_planned=pl.when(days > 0).then(days),
        gender=pl.col("gender").cast(pl.String),
        age_bracket=pl.col("age_bracket").cast(pl.String),
        language=pl.col("language").cast(pl.String),
        **{name: pl.col(name).cast(pl.Float64) for name in TARGETING},
        spend_amount=pl.col("spend").cast(pl.Float64),
        impressions_count=pl.col("impressions").cast(pl.Float64),
    )
    return ads.match_to_schema(ADS).unique("ad_id", keep="first", maintain_order=True)
