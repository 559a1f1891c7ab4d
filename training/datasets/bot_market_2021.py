"""Offers of bot shops (VKontakte, Instagram and others, 2021): prices, speed and drop-off, for simulated fraud."""

from pathlib import Path

import polars as pl

from training.datasets.source import Source

SOURCE = Source("authenticity/bot-market-2021", "MIT", shippable=True)

_TEXT = pl.col("descr").str.to_lowercase().str.replace_all("к ед", "000 ед", literal=True)
_SPEED = r"(?:скорость|до)[^0-9]{0,20}(?:[0-9]+-)?([0-9]+)\s*(?:ед\.?|подписчиков)?\s*(?:/|в )\s*сут"
_LOSS = r"(?:списани[яй]|отписок)[^0-9]{0,15}(?:[0-9]+-)?([0-9]+)\s*%"


def read(data: Path) -> pl.DataFrame:
    """One row an offer: platform, action, quality, price_amount (presumably roubles a unit), delivery_per_day (count),
    drop_off_ratio (0-1). The last two are read from Russian texts by pattern and are null where the text is silent."""
    offers = SOURCE.frame(data, "descr", "price", "sn", "action", "quality").unique(maintain_order=True)
    return offers.select(
        platform="sn",
        action="action",
        quality="quality",
        price_amount=pl.col("price").cast(pl.Float64),
        delivery_per_day=_TEXT.str.extract(_SPEED).cast(pl.Int64, strict=False),
        drop_off_ratio=_TEXT.str.extract(_LOSS).cast(pl.Float64) / 100,
    )
