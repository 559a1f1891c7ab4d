"""Imports files into the catalogue, part by part, and reports what became of every row."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Protocol
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import polars as pl

from matchmaker.domain.columns import Table
from matchmaker.domain.tables import TABLES, TABLES_BY_NAME
from matchmaker.errors import ValidationFailedError
from matchmaker.intake.csv_files import CsvFile
from matchmaker.intake.files import format_of, split_name
from matchmaker.intake.json_files import JsonFile
from matchmaker.intake.judging import Judge, Terms, Verdict
from matchmaker.intake.parquet_files import ParquetFile
from matchmaker.intake.recognition import Basis, canonical_names, recognise, table_named
from matchmaker.intake.rejects import FAULT_COLUMNS, TextFile, csv_line, fault_lines
from matchmaker.intake.report import FileReport, ImportReport
from matchmaker.intake.rows import RowFile
from matchmaker.store.catalogue import Catalogue
from matchmaker.store.upsert import UpsertCounts


class Progress(Protocol):
    """Told after every part of a file; the total is an estimate (a CSV cell may hold line ends)."""

    def __call__(self, file: Path, rows_done: int, rows_total: int) -> None:
        """Rows of the file read so far."""
        ...


@dataclass(frozen=True)
class _Planned:
    """A file with what it holds, and its place in the order people gave."""

    place: int
    rows: RowFile
    table: Table


def import_files(
    paths: Sequence[Path],
    catalogue: Catalogue,
    *,
    table: str | None = None,
    timezone: str | None = None,
    basis: Basis | None = None,
    now: datetime | None = None,
    dry_run: bool = False,
    progress: Progress | None = None,
) -> ImportReport:
    """Import files into the catalogue; creators first, whatever the order of the paths.

    Every file is looked through before anything is stored, so that a file of the wrong kind stores nothing.
    Rows are then stored in transactions of at most 10,000: an interrupted import keeps what it stored and can
    simply be run again. Rejected rows are written beside each file (`posts.rejected.csv`, to be mended and
    imported) with their faults (`posts.rejected.report.csv`); files of an earlier import are replaced.

    `table` names the table of all files, `timezone` (IANA) that of naive moments, `basis` what a column
    `engagement_rate` is relative to. Nothing may be newer than `now` (default: this moment). With `dry_run`
    nothing is stored or written. Raises a MatchmakerError for a file that cannot be read at all.
    """
    terms = Terms(now or datetime.now(UTC), zone_named(timezone), basis)
    planned = [_plan(place, path, table, terms) for place, path in enumerate(paths)]
    importer = _Importer(catalogue, terms, dry_run, progress)
    ordered = sorted(planned, key=lambda plan: (TABLES.index(plan.table), plan.place))
    reports = {plan.place: importer.take(plan.rows, plan.table) for plan in ordered}
    return ImportReport([reports[plan.place] for plan in planned], dry_run)


def open_rows(path: Path) -> RowFile:
    """The file opened by its format; raises a MatchmakerError when it cannot be read."""
    match format_of(path):
        case "csv":
            return CsvFile(path)
        case "jsonl" | "json":
            return JsonFile(path)
        case "parquet":
            return ParquetFile(path)


def _plan(place: int, path: Path, table: str | None, terms: Terms) -> _Planned:
    rows = open_rows(path)
    flat = [name for name in rows.columns if name not in TABLES_BY_NAME]
    held = table_named(table) if table else recognise(split_name(path)[0], flat)
    if not isinstance(rows, JsonFile):
        canonical_names(held, rows.columns, terms.basis, path.name)
    return _Planned(place, rows, held)


def zone_named(timezone: str | None) -> str | None:
    """The IANA time zone of this name; ValidationFailedError when there is none."""
    try:
        return None if timezone is None else ZoneInfo(timezone).key
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise ValidationFailedError(
            f"expected an IANA time zone as Europe/Berlin, got {timezone!r}; check --timezone"
        ) from error


@dataclass
class _Importer:
    """Takes files one after the other; in a dry run it remembers the ids that would have been stored."""

    catalogue: Catalogue
    terms: Terms
    dry_run: bool
    progress: Progress | None
    promised: set[str] = field(default_factory=set)

    def take(self, rows: RowFile, table: Table) -> FileReport:
        """Import one file."""
        report = FileReport(rows.path)
        folder, stem = rows.path.parent, split_name(rows.path)[0]
        rejected = TextFile(folder / f"{stem}.rejected{rows.ending_again}", rows.head_again)
        faults = TextFile(folder / f"{stem}.rejected.report.csv", csv_line(FAULT_COLUMNS))
        judge = Judge(table, self.terms, self._unknown)
        done = 0
        try:
            for part in rows.parts():
                verdict = judge.judge(part)
                self._store(verdict, report)
                if not self.dry_run:
                    rejected.write(verdict.again)
                    faults.write(fault_lines(verdict.faults))
                done += len(part.numbers)
                if self.progress:
                    self.progress(rows.path, done, max(done, rows.rows_estimate))
            if self.progress:
                self.progress(rows.path, done, done)
            if not self.dry_run:
                report.rejected_file, report.faults_file = rejected.close(), faults.close()
                self._note(report)
        finally:
            rejected.discard()
            faults.discard()
        return report

    def _store(self, verdict: Verdict, report: FileReport) -> None:
        report.add_faults(verdict.faults)
        filled = {name: frame for name, frame in verdict.frames.items() if not frame.is_empty()}
        if "posts" in filled:
            report.posts_of.update(filled["posts"]["creator_id"])
        stored = {} if self.dry_run else self.catalogue.upsert_together(filled)
        for name, read in verdict.read.items():
            if read:
                counted = report.table(name)
                counted.rows_read_count += read
                counted.rows_rejected_count += read - verdict.frames[name].height
                counted.stored += stored.get(name, UpsertCounts())
        if self.dry_run and "creators" in filled:
            self.promised.update(filled["creators"]["creator_id"])

    def _note(self, report: FileReport) -> None:
        for name, counted in report.tables.items():
            read, rejected = counted.rows_read_count, counted.rows_rejected_count
            self.catalogue.note_import(report.file.name, TABLES_BY_NAME[name], read, rejected, counted.stored)

    def _unknown(self, creator_ids: pl.Series) -> pl.Series:
        unknown = self.catalogue.unknown_creators(creator_ids)
        return unknown.filter(~unknown.is_in(list(self.promised)))
