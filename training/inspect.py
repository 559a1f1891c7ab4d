"""`python -m training inspect`: what the data checks say of a file, or of the sets in a data folder."""

import argparse
from collections.abc import Iterator
from pathlib import Path

from rich.console import Group

from matchmaker.errors import MatchmakerError
from training.data_checks.repeats import overlaps
from training.data_quality import Inspection, inspect_tables
from training.data_table import LabelledTable
from training.datasets.source import read_table
from training.report import report_console
from training.sources import find_sources, known_sources

LABELS = ("fake", "isFake", "automated", "bot", "customer", "scam", "spam", "label", "labels", "Labels")
TEXT = "text"


class DataRefusedError(MatchmakerError):
    """A table should not be learned from as it is."""

    status, code, title = 422, "data_refused", "The data should not be learned from"


class NothingToInspectError(MatchmakerError):
    """No file, or no column of the name given."""

    status, code, title = 422, "nothing_to_inspect", "Nothing to inspect"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Which file or sets, and what their columns are."""
    parser.add_argument("file", type=Path, nargs="?", metavar="FILE", help="a CSV or Parquet file")
    parser.add_argument("--data", type=Path, metavar="DIR", help="inspect the known sets below this folder instead")
    parser.add_argument("--source", metavar="NAME", help="of these sets only the one of this name")
    parser.add_argument(
        "--label", metavar="COLUMN", help=f"the class; default: the first there is of {', '.join(LABELS)}"
    )
    parser.add_argument("--text", metavar="COLUMN", help=f"free text; default: {TEXT!r} where there is such a column")
    parser.add_argument("--group", metavar="COLUMN", help="what rows belong to: video, page, creator, band")
    parser.add_argument(
        "--key", metavar="COLUMN", action="append", default=[], help="a column that is never learned from; repeatable"
    )
    parser.add_argument(
        "--marker", metavar="WORD", action="append", default=[], help="a word that makes a text positive; repeatable"
    )


def run(arguments: argparse.Namespace) -> None:
    """Print the findings of each table, and rows that files of one set share; DataRefusedError when one forbids learning."""
    tables = list(_tables(arguments))
    inspections = [(str(path), inspect_tables([table])) for path, table in tables]
    for name in dict.fromkeys(table.source for _, table in tables):
        shared = tuple(overlaps([table for _, table in tables if table.source == name]))
        inspections += [(f"files of {name}", Inspection(shared, (), (name,)))] if shared else []
    for what, inspection in inspections:
        report_console().print(_shown(what, inspection))
    refused = [finding for _, inspection in inspections for finding in inspection.refused]
    if refused:
        names = ", ".join(dict.fromkeys(f"{finding.source}: {finding.check}" for finding in refused))
        raise DataRefusedError(
            f"{len(refused)} findings forbid learning from these data ({names}); repair or drop them"
        )


def _tables(arguments: argparse.Namespace) -> Iterator[tuple[Path, LabelledTable]]:
    for name, path in _files(arguments):
        yield path, _table(name, path, arguments)


def _files(arguments: argparse.Namespace) -> list[tuple[str, Path]]:
    """Files with the name of their source; NothingToInspectError where there is none."""
    if (arguments.file is None) == (arguments.data is None):
        raise NothingToInspectError("expected a FILE or --data DIR, got both or none of them")
    if arguments.file is not None:
        if not arguments.file.is_file():
            raise NothingToInspectError(f"expected a file at {arguments.file}, found none")
        return [(arguments.file.stem, arguments.file)]
    sources = find_sources([arguments.source], known_sources()) if arguments.source else known_sources()
    files = [(source.name, path) for source in sources for path in source.files(arguments.data)]
    if not files:
        raise NothingToInspectError(f"expected sets laid out like data/ below {arguments.data}, found none")
    return files


def _table(name: str, path: Path, arguments: argparse.Namespace) -> LabelledTable:
    rows = read_table(path)
    given = [arguments.label, arguments.text, arguments.group, *arguments.key]
    # A folder's files differ in their columns: there a column is declared where it is.
    absent = [column for column in given if column is not None and column not in rows.columns]
    if absent and arguments.file is not None:
        raise NothingToInspectError(
            f"expected the columns {', '.join(absent)} in {path}, got {', '.join(rows.columns)}; check --label and --key"
        )
    known = {column for column in given if column in rows.columns}
    label = arguments.label or next((column for column in LABELS if column in rows.columns), None)
    return LabelledTable(
        source=name,
        rows=rows,
        label=label if label in rows.columns else None,
        keys=tuple(key for key in arguments.key if key in known),
        group=arguments.group if arguments.group in known else None,
        text=arguments.text if arguments.text in known else TEXT if TEXT in rows.columns else None,
        markers=tuple(marker.lower() for marker in arguments.marker),
    )


def _shown(what: str, inspection: Inspection) -> Group:
    if not inspection.findings:
        return Group(f"{what}: nothing found")
    return Group(what, inspection.table())
