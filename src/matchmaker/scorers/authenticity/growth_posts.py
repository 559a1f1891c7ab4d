"""Which posts near a stretch of growth can have brought it? A viral post, a giveaway, press coverage."""

import numpy as np
import polars as pl

from matchmaker.scorers.authenticity.growth_days import DayGrid, Numbers
from matchmaker.scorers.authenticity.growth_stretches import Stretches
from matchmaker.signals.rows.growth_causes import CAUSE_DAYS, VIRAL_FACTOR, caption_cause
from matchmaker.signals.rows.posts import engagements

CAUSES = ("giveaway", "press", "viral_post")  # a named cause before mere engagement


def cause_columns(grid: DayGrid, stretches: Stretches, posts: pl.DataFrame | None) -> dict[str, Numbers]:
    """What posts from CAUSE_DAYS before the first day of each stretch to its end show, by name, shape (stretches,).

    giveaway and press: 1 where a caption tells of one; viral_log: logarithm of the highest engagement of these posts
    / the median of the creator's posts, 0 where none is above it or none is known. Losses have no such cause.
    """
    found = {name: np.zeros(len(stretches.owner)) for name in ("giveaway", "press", "viral_log")}
    if posts is None or posts.is_empty() or not len(stretches.owner):
        return found
    near = _posts_near(grid, stretches, posts)
    rows = near["stretch"].to_numpy()
    for name, values in found.items():
        values[rows] = near[name].to_numpy()
    return found


def cause_names() -> pl.Expr:
    """The cause of each stretch as a name, null without one, from the columns of `cause_columns`."""
    is_viral = pl.col("viral_log") >= float(np.log(VIRAL_FACTOR))
    rules = {"giveaway": pl.col("giveaway") > 0, "press": pl.col("press") > 0, "viral_post": is_viral}
    return pl.coalesce(pl.when(rules[cause]).then(pl.lit(cause)) for cause in CAUSES)


def _posts_near(grid: DayGrid, stretches: Stretches, posts: pl.DataFrame) -> pl.DataFrame:
    gains = stretches.change > 0
    begins = grid.day(stretches.begins, stretches.owner) + 1
    spans = pl.LazyFrame(
        {
            "creator_id": grid.creators.gather(stretches.owner),
            "first": begins - CAUSE_DAYS,
            "last": grid.day(stretches.ends, stretches.owner),
            "stretch": np.arange(len(gains)),
        }
    ).filter(pl.Series(gains))
    day = pl.col("posted_at").dt.date().to_physical().cast(pl.Int64)
    engaged = engagements()
    median = engaged.median().over("creator_id")
    return (
        posts.lazy()
        .join(spans.select("creator_id").unique(), on="creator_id", how="semi")
        .select(
            "creator_id",
            "caption",
            day=day,
            viral_log=pl.when(median > 0).then(engaged / median).clip(lower_bound=1.0).log(),
        )
        .join(spans, on="creator_id")
        .filter(pl.col("day").is_between("first", "last"))
        .group_by("stretch")
        .agg(
            *(caption_cause(cause).any().cast(pl.Float64).alias(cause) for cause in ("giveaway", "press")),
            pl.col("viral_log").max().fill_null(0.0),
        )
        .collect()
    )
