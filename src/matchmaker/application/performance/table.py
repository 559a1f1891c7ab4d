"""What is forecast of planned posts, as one table: a row a planned post and metric."""

from collections.abc import Sequence
from typing import Protocol

import polars as pl

from matchmaker.domain.assessment import P10, P50, P90, Forecast
from matchmaker.domain.planned import PLANNED_POSTS
from matchmaker.domain.snapshot import Snapshot
from matchmaker.scorers.performance.columns import SIGNAL_NAMES
from matchmaker.signals import measure

FORECASTS = pl.Schema(
    {
        "creator_id": pl.String(),
        "planned_post_id": pl.String(),
        "metric": pl.String(),
        "p10": pl.Float64(),
        "p50": pl.Float64(),
        "p90": pl.Float64(),
        "past_mean": pl.Float64(),
        "coverage": pl.Float64(),
        "coverage_rows": pl.Int64(),
    }
)


ORDINARY = "ordinary"  # the id of a planned post of which nothing is known


class Forecaster(Protocol):
    """What forecasts planned posts: the performance model."""

    def forecast(self, snapshot: Snapshot, signals: pl.DataFrame, planned: pl.DataFrame) -> Forecast:
        """One row a row of `planned` (PLANNED_POSTS), in its order."""
        ...


def forecast_of(model: Forecaster, snapshot: Snapshot, planned: pl.DataFrame) -> Forecast:
    """The model's forecast of every planned post (PLANNED_POSTS) of the snapshot's creators."""
    return model.forecast(snapshot, measure(snapshot, SIGNAL_NAMES), planned)


def forecast_table(forecast: Forecast, planned: pl.DataFrame) -> pl.DataFrame:
    """FORECASTS, planned post by planned post in their order, metric by metric in the model's.

    `past_mean` is the naive rival, `coverage` the measured share (0-1) of held-out posts of this platform, tier and
    history length inside p10 to p90, on `coverage_rows` posts. Null where the metric cannot be forecast, or its
    coverage was never measured.
    """
    parts = [
        planned.select("creator_id", "planned_post_id").with_columns(
            pl.lit(metric).alias("metric"),
            pl.int_range(pl.len()).alias("_place"),
            p10=pl.Series(quantiles[:, P10]),
            p50=pl.Series(quantiles[:, P50]),
            p90=pl.Series(quantiles[:, P90]),
            past_mean=pl.Series(forecast.past_mean[metric]),
            coverage=pl.Series(forecast.measured[metric]),
            coverage_rows=pl.Series(forecast.measured_on[metric]),
        )
        for metric, quantiles in forecast.quantiles.items()
    ]
    every = pl.concat(parts).sort("_place", maintain_order=True).select(FORECASTS.names())
    known = every.with_columns(pl.col(name).fill_nan(None) for name in ("p10", "p50", "p90", "past_mean", "coverage"))
    is_forecast = pl.col("p50").is_not_null()
    return known.with_columns(
        coverage=pl.when(is_forecast).then("coverage"),
        coverage_rows=pl.when(is_forecast).then("coverage_rows").otherwise(0),
    )


def with_ordinary_posts(planned: pl.DataFrame, creator_ids: Sequence[str]) -> pl.DataFrame:
    """Planned posts (PLANNED_POSTS), and below them an ordinary one of every creator that has none."""
    asked = set(planned["creator_id"])
    idle = [name for name in creator_ids if name not in asked]
    ordinary = pl.DataFrame({"creator_id": idle, "planned_post_id": [ORDINARY] * len(idle)})
    return pl.concat([planned, PLANNED_POSTS.conform(ordinary)])
