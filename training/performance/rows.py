"""The rows a performance model learns from: examples by metric, and copies of them that know less."""

import numpy as np
import polars as pl
from numpy.typing import NDArray

from matchmaker.scorers.performance.columns import METRICS, PLAN_COLUMNS, metric_rows
from training.splits import by_group

HIDDEN_POSTS = 10  # newest posts of an author that appear again with counts hidden


def training_rows(examples: pl.DataFrame, hidden_share: float, seed: int) -> pl.DataFrame:
    """Rows of every metric whose target is known, some of which know less than their example.

    A share of the authors appears again with counts hidden: they stand for creators who show no counts, or
    have not posted. Every other row lacks its plan, as forecasts of ordinary posts will.
    """
    both = pl.concat([examples, hidden_copies(of_some_authors(examples, hidden_share, seed))], how="vertical")
    places = pl.int_range(pl.len())
    return target_rows(pl.concat([both.filter(places % 2 == 0), without_plan(both.filter(places % 2 == 1))]))


def calibration_rows(examples: pl.DataFrame) -> pl.DataFrame:
    """Rows of every metric whose target is known, with and without counts, each with and without its plan."""
    both = pl.concat([examples, hidden_copies(examples)], how="vertical")
    return target_rows(pl.concat([both, without_plan(both)], how="vertical"))


def hidden_copies(examples: pl.DataFrame) -> pl.DataFrame:
    """The newest examples of each author with counts hidden."""
    return without_counts(latest(examples, HIDDEN_POSTS))


def target_rows(examples: pl.DataFrame) -> pl.DataFrame:
    """One row an example and metric with a known target: the metric's columns, `metric` and `target` (log1p)."""
    parts = [
        metric_rows(examples, metric)
        .with_columns(metric=pl.lit(metric), target=pl.col(metric).log1p(), rival=pl.col(f"{metric}_past_mean"))
        .filter(pl.col("target").is_not_null())
        for metric in METRICS
    ]
    return pl.concat(parts, how="vertical")


def without_counts(examples: pl.DataFrame) -> pl.DataFrame:
    """The examples as if no count of their past were known."""
    pasts = [name for name in examples.columns if name.startswith("log_")]
    known = [f"{metric}_known" for metric in METRICS]
    rivals = [f"{metric}_past_mean" for metric in METRICS]
    return examples.with_columns(
        pl.lit(None, pl.Float64).alias(name) if name not in known else pl.lit(0, examples.schema[name]).alias(name)
        for name in (*pasts, *known, *rivals)
    )


def without_plan(examples: pl.DataFrame) -> pl.DataFrame:
    """The examples as forecasts of an ordinary post; the age at which it is counted stays known."""
    return examples.with_columns(pl.lit(None, examples.schema[name]).alias(name) for name in PLAN_COLUMNS)


def latest(examples: pl.DataFrame, count: int = 1) -> pl.DataFrame:
    """The newest examples of each author: they know most of their author's habits."""
    ordered = examples.sort("moment", "post_id", descending=True)
    return ordered.filter(pl.int_range(pl.len()).over("set", "author_id") < count)


def of_some_authors(examples: pl.DataFrame, share: float, seed: int) -> pl.DataFrame:
    """The examples of a share of the authors, chosen by name and seed alone."""
    return (
        examples if share == 1 else examples.filter(pl.Series(by_group(authors(examples), (share, 1 - share), seed)[0]))
    )


def authors(rows: pl.DataFrame) -> NDArray[np.str_]:
    """The author of each row, told apart between sets."""
    names: NDArray[np.str_] = rows.select(pl.format("{}/{}", "set", "author_id")).to_series().to_numpy()
    return names
