"""`matchmaker models compare`: two versions of a model side by side, as a page, as JSON, or in short."""

import os
import tempfile
from collections.abc import Callable, Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table
from threadpoolctl import threadpool_limits

from matchmaker.application.comparison.asked import find_both, json_text, versions_of
from matchmaker.application.comparison.compare import RankedWith, compare
from matchmaker.application.comparison.document import Comparison, MetricDelta
from matchmaker.application.comparison.page import page
from matchmaker.application.vectors import open_vectors
from matchmaker.cli.bars import Bars
from matchmaker.errors import StorageFailedError, ValidationFailedError
from matchmaker.registry.champions import Champions
from matchmaker.settings import Settings

_FORMS: Mapping[str, Callable[[Comparison], str]] = MappingProxyType({".html": page, ".json": json_text})
_COLOURS = {"better": "green", "worse": "red", "different": "magenta"}
_SHOWN = 25  # a screen; the page and the JSON have all


def compare_versions(
    name: Annotated[str, typer.Argument(help="A model's name, e.g. authenticity.")],
    a: Annotated[str, typer.Argument(help="The older version: a number, an alias (champion, previous) or shipped.")],
    b: Annotated[str, typer.Argument(help="The newer version, likewise.")],
    out: Annotated[Path | None, typer.Option("--out", help="Write a page (.html) or JSON (.json) here.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON instead of a summary.")] = False,
) -> None:
    """Compare two versions of a model: figures, slices, calibration, data, recipe, and how rankings move."""
    if out is not None and out.suffix not in _FORMS:
        raise ValidationFailedError(f"expected --out ending in .html or .json, got {out}; rename it")
    settings = Settings()
    before, after = find_both(versions_of(settings), name, a, b)
    with threadpool_limits(limits=1, user_api="blas"), Bars() as bars:
        comparison = compare(
            before, after, _ranked_with(settings, bars.task("captions of the frozen briefs' creators"))
        )
    tell(comparison, out, as_json=as_json)


def tell(comparison: Comparison, out: Path | None, *, as_json: bool) -> None:
    """Write the comparison to `out`, if any, in the form of its ending, and print it as JSON or in short."""
    if out is not None:
        _write(out, _FORMS[out.suffix](comparison))
    if as_json:
        typer.echo(json_text(comparison))
    else:
        _show(comparison, Console(), out)


def _ranked_with(settings: Settings, progress: Callable[[int, int], None]) -> RankedWith:
    """The models of this machine; the registry is asked for the compared versions alone."""
    champions = Champions(
        settings.models, settings.cached_models, settings.registry_uri, settings.registry_refresh_seconds
    )
    champions.start()
    champions.stop()
    return RankedWith(champions.current(), open_vectors(settings), progress)


def _write(out: Path, text: str) -> None:
    """The whole file or none."""
    try:
        out.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(prefix=f".{out.name}-", dir=out.parent) as folder:
            draft = Path(folder) / out.name
            with draft.open("w", encoding="utf-8") as file:
                file.write(text)
                file.flush()
                os.fsync(file.fileno())
            draft.replace(out)
    except OSError as error:
        raise StorageFailedError(f"expected to write {out}, got '{error.strerror}'; name another --out") from None


def _show(comparison: Comparison, console: Console, out: Path | None) -> None:
    for line in (*comparison["summary"], *comparison["notes"]):
        console.print(f"- {line}", markup=False, highlight=False)
    sure = [row for row in comparison["metrics"] if row["verdict"] in _COLOURS]
    if sure:
        table = Table("set", "target", "metric", "a", "b", "b - a", "how", "verdict")
        for row in sure[:_SHOWN]:
            table.add_row(*_cells(row))
        console.print(table)
    if len(sure) > _SHOWN:
        console.print(f"and {len(sure) - _SHOWN} more; --out report.html has all")
    if out is not None:
        console.print(f"written to {out}", markup=False, highlight=False)


def _cells(row: MetricDelta) -> tuple[str, ...]:
    values = [side["value"] if side else None for side in (row["a"], row["b"])]
    shown = ["" if value is None else f"{value:.4f}" for value in values]
    spread = f"{row['difference']:+.4f} ({row['low']:+.4f} to {row['high']:+.4f})"
    verdict = f"[{_COLOURS[row['verdict']]}]{row['verdict']}[/]"
    return row["set"], row["target"], row["metric"], *shown, spread, row["basis"], verdict
