"""`matchmaker import FILE…`: files become rows of the catalogue, with a report of every row that could not."""

import json
import sys
from pathlib import Path
from types import TracebackType
from typing import Annotated, Literal, Self

import typer
from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.markup import escape
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TaskID, TextColumn, TimeRemainingColumn
from rich.table import Table

from matchmaker.domain.tables import TABLES_BY_NAME
from matchmaker.intake.importing import import_files
from matchmaker.intake.report import FileReport, ImportReport
from matchmaker.settings import Settings
from matchmaker.store.catalogue import Catalogue

_LOG_WIDTH = 160  # characters where there is no terminal
_FAULTS_SHOWN = 20  # of each file; the rest is in its faults file


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("import")(import_command)


def import_command(
    files: Annotated[
        list[Path], typer.Argument(metavar="FILE…", help="CSV, JSONL, JSON or Parquet, plain or .gz (not Parquet).")
    ],
    table: Annotated[
        str | None,
        typer.Option(help=f"What the files hold, when neither name nor columns say it: {', '.join(TABLES_BY_NAME)}."),
    ] = None,
    engagement_rate_basis: Annotated[
        Literal["followers", "reach"] | None,
        typer.Option(help="What a column 'engagement_rate' divides by; refused without."),
    ] = None,
    timezone: Annotated[
        str | None, typer.Option(help="Time zone of moments without an offset, as Europe/Berlin; refused without.")
    ] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Judge every row, store and write nothing.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print the report as JSON.")] = False,
) -> None:
    """Import creators, posts, comments, followers, collaborations and outcomes into the catalogue.

    Accepted rows are stored (the newest observed_at wins; importing twice changes nothing). Rejected rows are
    written to FILE.rejected.* to be mended and imported again, their faults to FILE.rejected.report.csv.
    Exit status 0: every row accepted. 1: some rows were rejected, or a file could not be read.
    """
    catalogue = Catalogue(Settings().database)
    try:
        with _Bars() as bars:
            report = import_files(
                files,
                catalogue,
                table=table,
                timezone=timezone,
                basis=engagement_rate_basis,
                dry_run=dry_run,
                progress=bars.advance,
            )
    finally:
        catalogue.close()
    if as_json:
        typer.echo(json.dumps(report.document(), ensure_ascii=False, indent=2))
    else:
        _print(report)
    if report.rows_rejected_count:
        raise typer.Exit(1)


class _Bars:
    """One progress bar a file on stderr, only where a person watches."""

    def __init__(self) -> None:
        self._progress = Progress(
            TextColumn("{task.description}"),
            BarColumn(),
            MofNCompleteColumn(),
            TimeRemainingColumn(),
            console=Console(stderr=True),
            disable=not sys.stderr.isatty(),
        )
        self._tasks: dict[Path, TaskID] = {}

    def __enter__(self) -> Self:
        self._progress.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._progress.stop()

    def advance(self, file: Path, rows_done: int, rows_total: int) -> None:
        """Show how far a file is."""
        if file not in self._tasks:
            self._tasks[file] = self._progress.add_task(file.name)
        self._progress.update(self._tasks[file], completed=rows_done, total=rows_total)


def _print(report: ImportReport) -> None:
    console = Console()
    if not console.is_terminal:
        console = Console(width=_LOG_WIDTH)
    headings = ("file", "table", "read", "accepted", "rejected", "inserted", "updated", "unchanged")
    title = "Judged, nothing stored" if report.is_dry_run else None
    counts = Table(*headings, title=title, box=SIMPLE_HEAD, pad_edge=False)
    for heading, column in zip(headings, counts.columns, strict=True):
        column.min_width, column.overflow = len(heading), "fold"
        column.justify = "left" if heading in ("file", "table") else "right"
    for file in report.files:
        for name, table in file.tables.items():
            stored = table.stored
            numbers = (table.rows_read_count, table.rows_accepted_count, table.rows_rejected_count)
            row = (*numbers, stored.inserted, stored.updated, stored.unchanged)
            counts.add_row(file.file.name, name, *(f"{number:,}" for number in row))
    console.print(counts)
    for file in report.files:
        if file.faults_count:
            _print_faults(console, file)


def _print_faults(console: Console, file: FileReport) -> None:
    title = f"{escape(file.file.name)}: {file.faults_count:,} faults"
    faults = Table("row", "column", "expected", "got", title=title, box=SIMPLE_HEAD, pad_edge=False)
    faults.columns[1].overflow = "fold"
    for fault in file.faults[:_FAULTS_SHOWN]:
        faults.add_row(*(escape(text) for text in (str(fault.row), fault.column, fault.expected, fault.got)))
    console.print(faults)
    if file.rejected_file and file.faults_file:
        console.print(f"All faults: {escape(str(file.faults_file))}", soft_wrap=True)
        console.print(f"Mend {escape(str(file.rejected_file))} and import it again.", soft_wrap=True)
