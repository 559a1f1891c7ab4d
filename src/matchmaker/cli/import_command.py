"""`matchmaker import FILE…`: files become rows of the catalogue, with a report of every row that could not."""

import json
from contextlib import closing
from pathlib import Path
from typing import Annotated, Literal

import typer
from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from matchmaker.application.vectors import embed_captions, open_vectors
from matchmaker.cli.bars import Bars
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
        list[Path],
        typer.Argument(
            metavar="[TABLE] FILE…",
            help="CSV, JSONL, JSON or Parquet, plain or .gz (not Parquet); a table's name before them says what they hold.",
        ),
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
    no_vectors: Annotated[
        bool, typer.Option("--no-vectors", help="Leave captions to be embedded by the first question about them.")
    ] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print the report as JSON.")] = False,
) -> None:
    """Import creators, posts, comments, followers, collaborations, outcomes and quotes into the catalogue.

    Accepted rows are stored (the newest observed_at wins; importing twice changes nothing). Rejected rows are
    written to FILE.rejected.* to be mended and imported again, their faults to FILE.rejected.report.csv.
    Then the newest 30 captions of each creator with accepted posts are embedded for the first question to find;
    this may be interrupted, and goes on where it stopped when the files are imported again.
    Exit status 0: every row accepted. 1: some rows were rejected, or a file could not be read.
    """
    table, files = _table_first(table, files)
    settings = Settings()
    catalogue = Catalogue(settings.database)
    try:
        with Bars() as bars:
            report = import_files(
                files,
                catalogue,
                table=table,
                timezone=timezone,
                basis=engagement_rate_basis,
                dry_run=dry_run,
                progress=bars.file,
            )
        if as_json:
            typer.echo(json.dumps(report.document(), ensure_ascii=False, indent=2))
        else:
            _print(report)
        if report.posts_of and not dry_run and not no_vectors:
            _embed(report.posts_of, catalogue, settings)
    finally:
        catalogue.close()
    if report.rows_rejected_count:
        raise typer.Exit(1)


def _table_first(table: str | None, files: list[Path]) -> tuple[str | None, list[Path]]:
    """`outcomes FILE` says what `--table outcomes FILE` does; a file that has a table's name stays a file."""
    named = str(files[0])
    if table is None and len(files) > 1 and named in TABLES_BY_NAME and not files[0].exists():
        return named, files[1:]
    return table, files


def _embed(creator_ids: list[str], catalogue: Catalogue, settings: Settings) -> None:
    with closing(open_vectors(settings)) as vectors, Bars() as bars:
        embed_captions(creator_ids, catalogue, vectors, bars.task("captions by creator"))


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
