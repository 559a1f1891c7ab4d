"""`matchmaker forecast --creators FILE --posts FILE --planned FILE --out FILE`: what planned posts will earn."""

import sys
from pathlib import Path
from typing import Annotated

import typer

from matchmaker.application.performance.files import ForecastInput, forecast_files
from matchmaker.application.scoring.model import open_model
from matchmaker.cli.bars import Bars
from matchmaker.scorers.performance.scorer import Performance
from matchmaker.settings import Settings

_KINDS = "CSV, JSON Lines or Parquet by its ending; .gz too, but for Parquet."


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("forecast")(forecast)


def forecast(
    creators: Annotated[
        Path, typer.Option(metavar="FILE", help=f"creator_id, platform, observed_at, followers_count…: {_KINDS}")
    ],
    posts: Annotated[Path, typer.Option(metavar="FILE", help="Past posts: creator_id, posted_at and their counts.")],
    out: Annotated[Path, typer.Option(metavar="FILE", help="Written whole or not at all.")],
    planned: Annotated[
        Path | None,
        typer.Option(
            metavar="FILE",
            help="creator_id, planned_post_id and what is known of the post; default: an ordinary one a creator.",
        ),
    ] = None,
    bundle: Annotated[
        Path | None,
        typer.Option(metavar="DIR", help="A bundle, or the folder above it; default: the model in service."),
    ] = None,
    timezone: Annotated[str, typer.Option(help="IANA zone of moments without an offset, as Europe/Berlin.")] = "UTC",
) -> None:
    """Forecast planned posts: one row a planned post and metric, the numbers that POST /v1/performance answers.

    Columns: creator_id, planned_post_id, metric, p10, p50, p90, past_mean (the naive rival), coverage (measured share
    of held-out posts like these inside p10 to p90) and coverage_rows. Empty: the metric cannot be forecast.
    """
    model = open_model(Performance, Settings(), bundle)
    with Bars() as bars:
        told = forecast_files(ForecastInput(creators, posts, planned, timezone), out, model, bars.file)
    for fault in told.doubts.first:
        sys.stderr.write(f"row {fault.row}, column {fault.column}: expected {fault.expected}, got {fault.got}\n")
    if told.doubts.count:
        sys.stderr.write(f"{told.doubts.count:,} cells were out of range and counted as unknown\n")
    for note in told.notes:
        sys.stderr.write(f"{note}\n")
    sys.stderr.write(f"{told.planned_count:,} planned posts, {told.rows_count:,} rows written to {out}\n")
