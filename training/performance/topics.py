"""Fitting what hashtags and paid partnerships add to a post, each shrunk to nothing where few creators show it."""

from collections.abc import Sequence

import polars as pl

from matchmaker.scorers.performance.model import PerformanceModel
from matchmaker.scorers.performance.parameters import ForecastParameters, Lift, TopicEffect, Trend

FEWEST_TOPIC_AUTHORS = 8  # a hashtag of fewer says more of them than of its subject
TOPIC_AUTHORS = 10.0  # authors that an effect of none counts for against those who use the hashtag
LIFT_AUTHORS_POSTS = 8.0  # paid posts, as many organic ones beside them, that a lift of none counts for
_CELL = ("metric", "platform")


def fit_topics(rows: pl.DataFrame, trends: Sequence[Trend]) -> tuple[TopicEffect, ...]:
    """Mean distance from the trend by size of posts with a hashtag, every author once, shrunk by TOPIC_AUTHORS."""
    trend = PerformanceModel(ForecastParameters(trends=tuple(trends), shrinkages=(), bands=(), boosted=False))
    tagged = rows.filter(pl.col("planned_hashtags").list.len() > 0)
    left = tagged.with_columns(left=pl.col("target") - pl.Series(trend.priors(tagged), nan_to_null=True))
    each = left.select(*_CELL, "set", "author_id", "left", hashtag="planned_hashtags").explode("hashtag")
    each = each.with_columns(pl.col("hashtag").str.to_lowercase()).drop_nulls()
    by_author = each.group_by(*_CELL, "hashtag", "set", "author_id").agg(pl.col("left").mean())
    effects = (
        by_author.group_by(*_CELL, "hashtag")
        .agg(effect=pl.col("left").sum() / (pl.len() + TOPIC_AUTHORS), authors_count=pl.len())
        .filter(pl.col("authors_count") >= FEWEST_TOPIC_AUTHORS)
        .sort(*_CELL, "hashtag")
    )
    return tuple(TopicEffect.model_validate(row) for row in effects.iter_rows(named=True))


def fit_lifts(rows: pl.DataFrame) -> tuple[Lift, ...]:
    """Mean of authors' paid minus organic posts, weighted by how many of both they have and shrunk to no lift.

    No author counts for more than LIFT_AUTHORS_POSTS: a single one moves the lift half the way at most.
    """
    paid = pl.col("planned_is_sponsored") == 1
    by_author = (
        rows.drop_nulls("planned_is_sponsored")
        .group_by(*_CELL, "set", "author_id")
        .agg(
            difference=pl.col("target").filter(paid).mean() - pl.col("target").filter(~paid).mean(),
            posts=(paid.sum() * (~paid).sum() / pl.len()).clip(upper_bound=LIFT_AUTHORS_POSTS),
        )
        .drop_nulls()
    )
    lifts = (
        by_author.group_by(*_CELL)
        .agg(
            lift=(pl.col("difference") * pl.col("posts")).sum() / (pl.col("posts").sum() + LIFT_AUTHORS_POSTS),
            authors_count=pl.len(),
        )
        .sort(*_CELL)
    )
    return tuple(Lift.model_validate(row) for row in lifts.iter_rows(named=True))
