"""The performance question answered: creators of the catalogue and creators sent along, post by planned post."""

import time
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import cast

import polars as pl

from matchmaker.application.candidates import joined, known_revisions
from matchmaker.application.model_uses import model_uses
from matchmaker.application.performance.document import (
    ContentEffect,
    CreatorForecast,
    MetricForecast,
    PerformanceAnswer,
    PlannedForecast,
)
from matchmaker.application.performance.question import PerformanceQuestion
from matchmaker.application.performance.table import forecast_of, forecast_table, with_ordinary_posts
from matchmaker.application.workplace import Workplace
from matchmaker.intake.documents import creator_documents
from matchmaker.intake.planned import planned_rows
from matchmaker.ranking.document import Quantiles
from matchmaker.ranking.notices import forecast_notices
from matchmaker.scorers.performance.effects import content_effects

_NUMBERS = ("p10", "p50", "p90", "past_mean", "coverage", "coverage_rows")
_LEVELS = ("p10", "p50", "p90")


def answer_performance(question: PerformanceQuestion, workplace: Workplace, now: datetime) -> PerformanceAnswer:
    """Forecast every planned post as of its creator's own `observed_at`; a creator without one gets an ordinary one.

    Raises ValidationFailedError, CreatorUnknownError, ModelUnavailableError or StorageFailedError.
    """
    started = time.perf_counter()
    models = workplace.champions.current()
    known_revisions(question.creator_ids, workplace, "/creator_ids")
    sent = creator_documents(question.creators, now=now, pointer="/creators")
    planned = planned_rows(question.planned_posts, question.names, pointer="/planned_posts")
    snapshot = joined(sorted(question.creator_ids), sent, workplace)
    planned = with_ordinary_posts(planned, question.names)
    forecast = forecast_of(models.performance, snapshot, planned)
    history = dict(zip(planned["creator_id"], forecast.history_count.tolist(), strict=True))
    known = snapshot.creators.with_columns(history_count=pl.col("creator_id").replace_strict(history))
    effects = _effects(content_effects(snapshot, models.performance.effects))
    return {
        "creators": _creators(snapshot.creators, forecast_table(forecast, planned), history, effects, question.names),
        "interval": {
            "nominal": forecast.interval.nominal,
            "measured": forecast.interval.measured,
            "measured_on_count": forecast.interval.measured_on_count,
        },
        "warnings": forecast_notices(known, workplace.policy),
        "models": model_uses({"performance": models.versions["performance"]}),
        "took_ms": round(1000 * (time.perf_counter() - started), 3),
    }


def _creators(
    creators: pl.DataFrame,
    table: pl.DataFrame,
    history: Mapping[str, int],
    effects: Mapping[str, list[ContentEffect]],
    names: list[str],
) -> list[CreatorForecast]:
    seen = dict(creators.select("creator_id", "observed_at").iter_rows())
    forecasts = _by_creator(table)
    return [
        {
            "creator_id": name,
            "observed_at": _moment(seen[name]),
            "history_count": history[name],
            "planned_posts": forecasts[name],
            "content_effects": effects.get(name, []),
        }
        for name in names
    ]


def _by_creator(table: pl.DataFrame) -> dict[str, list[PlannedForecast]]:
    posts: dict[str, dict[str, dict[str, MetricForecast]]] = {}
    for row in table.iter_rows(named=True):
        metrics = posts.setdefault(row["creator_id"], {}).setdefault(row["planned_post_id"], {})
        metrics[row["metric"]] = cast(MetricForecast, {name: row[name] for name in _NUMBERS})
    return {
        creator_id: [{"planned_post_id": name, "metrics": metrics} for name, metrics in of.items()]
        for creator_id, of in posts.items()
    }


def _effects(rows: pl.DataFrame) -> dict[str, list[ContentEffect]]:
    found: dict[str, list[ContentEffect]] = {}
    for row in rows.iter_rows(named=True):
        found.setdefault(row["creator_id"], []).append(
            {
                "dimension": row["dimension"],
                "level": row["level"],
                "posts_count": row["posts_count"],
                "compared_posts_count": row["compared_posts_count"],
                "observed_times_usual": row["observed_times_usual"],
                "platform_times_usual": row["platform_times_usual"],
                "times_usual": cast(Quantiles, {level: row[f"times_usual_{level}"] for level in _LEVELS}),
            }
        )
    return found


def _moment(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
