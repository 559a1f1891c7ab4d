"""Click and conversion rates of many creators, asked once for those who have no outcomes of their own."""

import polars as pl

from matchmaker.scorers.performance.funnel import Funnel

_KEYS = ["asked_id", "platform"]


def rates_of(
    funnel: Funnel, creators: pl.DataFrame, objective: str | None = None, category: str | None = None
) -> pl.DataFrame:
    """The columns of Funnel.rates, row by row the `creators` (creator_id, platform).

    Creators without own outcomes have the rates of a stranger on their platform: null stands for all of them.
    """
    seen = pl.col("creator_id").is_in(funnel.evidence["creator_id"].unique().implode())
    asked = creators.select("creator_id", "platform", asked_id=pl.when(seen).then("creator_id"))
    alike = asked.select(_KEYS).unique(maintain_order=True)
    wished = {"objective": pl.lit(objective, pl.String), "category": pl.lit(category, pl.String)}
    found = funnel.rates(alike.select("platform", creator_id="asked_id", **wished)).drop("creator_id")
    return asked.join(
        pl.concat([alike, found], how="horizontal"), on=_KEYS, how="left", nulls_equal=True, maintain_order="left"
    ).drop("asked_id", "platform")
