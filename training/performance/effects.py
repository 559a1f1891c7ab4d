"""Learning which kinds of posts earn more on a platform, and how far creators differ from it: moments over creators."""

from collections.abc import Iterator

import numpy as np
import polars as pl

from matchmaker.domain.choices import FORMATS
from matchmaker.scorers.performance.content import as_levels
from matchmaker.scorers.performance.effects import (
    HASHTAG,
    ContentEffects,
    DimensionSpread,
    PlatformEffect,
    around_trend,
    level_means,
    mean_variance,
)
from matchmaker.scorers.performance.model import floats

CREATOR = ("set", "author_id")
FEWEST_CREATORS = 20  # fewer say nothing about a platform's level, or about how far creators differ
SMALLEST_BETWEEN = 0.0025  # variance; a twentieth up or down is never ruled out


def fit_effects(examples: pl.DataFrame) -> ContentEffects:
    """Effects of the examples' platforms: the mean of creators' level means, shrunk towards no difference."""
    means = learned_means(examples)
    within = means.select(*CREATOR, "creator_variance").unique()["creator_variance"].median()
    if not isinstance(within, float):
        return ContentEffects()
    clumping = _clumping(examples, within)
    doubted = means.with_columns(doubt=clumping * mean_variance(within))
    platforms = tuple(_platform_effects(doubted))
    known = ContentEffects(platforms=platforms, within=within, clumping=clumping)
    return known.model_copy(update={"spreads": tuple(_spreads(doubted, known))})


def learned_means(examples: pl.DataFrame) -> pl.DataFrame:
    """`level_means` of the examples' authors."""
    posts = examples.select(
        *CREATOR,
        "platform",
        posted_at="moment",
        log_count=pl.col("engagements_count").log1p(),
        format=pl.col("planned_format_code").replace_strict(
            list(range(len(FORMATS))), list(FORMATS), default=None, return_dtype=pl.String
        ),
        duration_seconds="planned_duration_seconds",
        caption_length="planned_caption_length",
        hashtags_count="planned_hashtags_count",
        hashtags=pl.lit(None, pl.List(pl.String)),
    ).drop_nulls("log_count")
    return level_means(around_trend(as_levels(posts), CREATOR), CREATOR)


def _clumping(examples: pl.DataFrame, within: float) -> float:
    """How far level means of the two halves of creators' feeds lie apart, over what chance alone would part them."""
    place = pl.col("moment").rank("ordinal").over(CREATOR) / pl.len().over(CREATOR)
    level = [*CREATOR, "dimension", "level"]
    earlier, later = (
        learned_means(examples.filter(half)).select(*level, "mean", doubt=mean_variance(within))
        for half in (place <= 0.5, place > 0.5)
    )
    both = earlier.join(later, on=level, suffix="_later")
    if both.height < FEWEST_CREATORS:
        return ContentEffects().clumping
    apart = floats(both, "mean") - floats(both, "mean_later")
    doubt = floats(both, "doubt") + floats(both, "doubt_later")
    return max(1.0, float(np.average(apart**2 / doubt, weights=1 / (doubt + SMALLEST_BETWEEN))))


def _platform_effects(means: pl.DataFrame) -> Iterator[PlatformEffect]:
    """A creator's mean weighs by its own doubt and by how far creators differ; few creators are shrunk to nothing."""
    levels = means.filter(pl.col("dimension") != HASHTAG).sort("platform", "dimension", "level")
    for (platform, dimension, level), rows in levels.group_by("platform", "dimension", "level", maintain_order=True):
        if rows.height < FEWEST_CREATORS:
            continue
        between = _between(rows.with_columns(gap=pl.col("mean") - pl.col("mean").mean()))
        weight = 1 / (floats(rows, "doubt") + between)
        middle = float(np.average(floats(rows, "mean"), weights=weight))
        yield PlatformEffect(
            platform=str(platform),
            dimension=str(dimension),
            level=str(level),
            log_mean=middle * between / (between + 1 / float(weight.sum())),
            creators_count=rows.height,
        )


def _spreads(means: pl.DataFrame, known: ContentEffects) -> Iterator[DimensionSpread]:
    gaps = means.join(known.prior(), on=["platform", "dimension", "level"], how="left").with_columns(
        gap=pl.col("mean") - pl.col("prior_mean").fill_null(0.0)
    )
    for (dimension,), rows in gaps.sort("dimension", maintain_order=True).group_by("dimension", maintain_order=True):
        if rows.n_unique(subset=list(CREATOR)) >= FEWEST_CREATORS:
            yield DimensionSpread(dimension=str(dimension), between=_between(rows))


def _between(rows: pl.DataFrame) -> float:
    """Mean squared `gap` beyond chance, creators of many posts weighing more."""
    doubt = floats(rows, "doubt")
    beyond = np.average(floats(rows, "gap") ** 2 - doubt, weights=1 / (doubt + SMALLEST_BETWEEN))
    return max(float(beyond), SMALLEST_BETWEEN)
