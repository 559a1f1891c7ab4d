"""Sentences of YouTube descriptions and Pinterest pins with their type of affiliate disclosure (Mathur, Narayanan and Chetty 2018)."""

from pathlib import Path

import polars as pl

from training.datasets.source import Source

SOURCE = Source("authenticity/affiliate-disclosures-2018", "none stated")
NONE = "none"
COLUMNS = ("text", "label", "group", "source")


def read(data: Path) -> pl.DataFrame:
    """COLUMNS: the sentence, its type (NONE, affiliate_link, affiliate_link_explained, support_channel), the video or
    pin it is from, and set and platform joined by "/", because the platforms resemble each other little.

    Plain "#ad" and "sponsored by" are labelled NONE: the set is about affiliate links alone.
    """
    rows = SOURCE.frame(data, "platform", "item_hash", "text", "label")
    return rows.select(
        pl.col("text").cast(pl.String),
        pl.col("label").cast(pl.String),
        pl.format("{}/{}", "platform", "item_hash").alias("group"),
        pl.format("{}/{}", pl.lit(SOURCE.name), "platform").alias("source"),
    ).drop_nulls()
