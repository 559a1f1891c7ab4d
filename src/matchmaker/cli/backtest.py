"""`matchmaker backtest --campaigns FILE --out report.html|json`: past forecasts beside what came of them."""

import json
import os
import sys
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer
from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.table import Table

from matchmaker.application.backtest.backtest import Sources, backtest
from matchmaker.application.backtest.campaigns import read_campaigns
from matchmaker.application.backtest.document import Backtest
from matchmaker.application.backtest.page import page
from matchmaker.application.scoring.model import open_model
from matchmaker.cli.bars import Bars
from matchmaker.errors import StorageFailedError, ValidationFailedError
from matchmaker.scorers.performance.scorer import Performance
from matchmaker.settings import Settings
from matchmaker.store.catalogue import Catalogue
from matchmaker.store.outcomes import outcomes
from matchmaker.store.rankings import Rankings

_LOG_WIDTH = 160  # characters where there is no terminal
_ENDINGS = (".html", ".json")


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("backtest")(backtest_command)


def backtest_command(
    out: Annotated[Path, typer.Option(metavar="FILE", help=".html opens offline, .json is for programs.")],
    campaigns: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help="Outcomes as in data/schemas/outcomes.json; default: those imported."),
    ] = None,
    bundle: Annotated[
        Path | None,
        typer.Option(metavar="DIR", help="A bundle, or the folder above it; default: the model in service."),
    ] = None,
    timezone: Annotated[str, typer.Option(help="IANA zone of moments without an offset, as Europe/Berlin.")] = "UTC",
) -> None:
    """Compare past forecasts with outcomes: error, coverage and money.

    A forecast answered in a stored ranking (ranking_id) is judged as it was; every outcome is besides replayed with
    the model in service, which then knows the posts published before. Creators and posts come from the catalogue.
    """
    if out.suffix not in _ENDINGS:
        raise ValidationFailedError(f"expected --out to end in {' or '.join(_ENDINGS)}, got {out.name!r}; rename it")
    settings, now = Settings(), datetime.now(UTC)
    model = open_model(Performance, settings, bundle)
    with closing(Catalogue(settings.database)) as catalogue:
        if campaigns is None:
            asked = outcomes(catalogue.engine, now)
        else:
            with Bars() as bars:
                asked = read_campaigns(campaigns, timezone, catalogue, bars.file)
        found = backtest(asked, Sources(catalogue, Rankings(catalogue.engine), model), now)
    _write(out, page(found) if out.suffix == ".html" else json.dumps(found, ensure_ascii=False, indent=2) + "\n")
    _print(found)
    sys.stderr.write(f"{found['outcomes_count'] - found['young_count']:,} final outcomes judged, written to {out}\n")


def _write(path: Path, text: str) -> None:
    growing = path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        growing.write_text(text, encoding="utf-8")
        growing.replace(path)
    except OSError as error:
        raise StorageFailedError(
            f"expected to write {path}, got '{error.strerror}'; check the folder, its rights and free space"
        ) from error
    finally:
        growing.unlink(missing_ok=True)


def _print(found: Backtest) -> None:
    heads = ("metric", "forecast", "outcomes", "error", "beside past mean", "past mean", "coverage")
    table = Table(*heads, box=SIMPLE_HEAD, pad_edge=False)
    for row in found["figures"]:
        rival, beside = row["past_mean_error"], row["error_beside_past_mean"]
        table.add_row(
            row["metric"],
            row["origin"],
            f"{row['rows']:,}",
            f"{row['error']:.3f}",
            "" if beside is None else f"{beside:.3f}",
            "" if rival is None else f"{rival:.3f}",
            f"{row['coverage']:.2f} ({row['coverage_low']:.2f} to {row['coverage_high']:.2f})",
        )
    console = Console()
    (console if console.is_terminal else Console(width=_LOG_WIDTH)).print(table)
