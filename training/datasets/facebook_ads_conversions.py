"""Facebook advertisements of one advertiser: targeting, impressions, clicks, spend, enquiries and sales, by ad set."""

from pathlib import Path

import polars as pl

from training.datasets.feeds import PAID, Feeds
from training.datasets.source import Source

SOURCE = Source("performance/facebook-ads-conversions", "none stated in the repository")
ADS = pl.Schema(
    {
        "ad_id": pl.String(),
        "campaign_id": pl.String(),
        "ad_set_id": pl.String(),
        "age_years_from": pl.Float64(),
        "gender": pl.String(),
        "interest": pl.String(),
        "impressions_count": pl.Float64(),
        "clicks_count": pl.Float64(),
        "spend_amount": pl.Float64(),
        "enquiries_count": pl.Float64(),
        "sales_count": pl.Float64(),
    }
)


def read_ads(data: Path) -> pl.DataFrame:
    """One row an advertisement, columns ADS; the source calls ad sets fb_campaign_id, and states no currency or date.

    Enquiries are Total_Conversion, sales Approved_Conversion. Both also count people who saw and never clicked.
    """
    ads = SOURCE.frame(data, "fb_campaign_id", "Impressions", "Clicks", "Spent", "Total_Conversion").select(
        ad_id=pl.col("ad_id").cast(pl.String),
        campaign_id=pl.col("xyz_campaign_id").cast(pl.String),
        ad_set_id=pl.col("fb_campaign_id").cast(pl.String),
        age_years_from=pl.col("age").cast(pl.String).str.extract(r"^(\d+)").cast(pl.Float64),
        gender="gender",
        interest=pl.col("interest").cast(pl.String),
        impressions_count=pl.col("Impressions").cast(pl.Float64),
        clicks_count=pl.col("Clicks").cast(pl.Float64),
        spend_amount=pl.col("Spent").cast(pl.Float64),
        enquiries_count=pl.col("Total_Conversion").cast(pl.Float64),
        sales_count=pl.col("Approved_Conversion").cast(pl.Float64),
    )
    return ads.match_to_schema(ADS).unique("ad_id", keep="first", maintain_order=True)


def read(data: Path) -> Feeds:
    """The advertisements as paid posts: an ad set stands for the creator, a campaign for the objective, sales convert."""
    paid = read_ads(data).select(
        creator_id="ad_set_id",
        platform=pl.lit("facebook"),
        post_id="ad_id",
        objective="campaign_id",
        category="interest",
        impressions_count="impressions_count",
        clicks_count="clicks_count",
        conversions_count="sales_count",
    )
    return Feeds(paid=paid.match_to_schema(PAID))
