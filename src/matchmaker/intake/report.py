"""What an import did: per file and table the rows read, accepted, rejected and stored, with the faults."""

from dataclasses import dataclass, field
from pathlib import Path

from pydantic import JsonValue

from matchmaker.intake.faults import RowFault
from matchmaker.store.upsert import UpsertCounts

FAULTS_KEPT = 100  # faults of a file that a report repeats; all of them are in its faults file


@dataclass
class TableReport:
    """Rows of one table in one file; accepted = inserted + updated + unchanged, read = accepted + rejected."""

    rows_read_count: int = 0
    rows_rejected_count: int = 0
    stored: UpsertCounts = field(default_factory=UpsertCounts)

    @property
    def rows_accepted_count(self) -> int:
        """Rows without a fault."""
        return self.rows_read_count - self.rows_rejected_count


@dataclass
class FileReport:
    """What became of one file; whose posts it brought, the first faults, where the rest and the rejected rows are."""

    file: Path
    tables: dict[str, TableReport] = field(default_factory=dict)
    posts_of: set[str] = field(default_factory=set)
    faults_count: int = 0
    faults: list[RowFault] = field(default_factory=list)
    rejected_file: Path | None = None
    faults_file: Path | None = None

    def table(self, name: str) -> TableReport:
        """The report of one table, empty at first."""
        return self.tables.setdefault(name, TableReport())

    def add_faults(self, faults: list[RowFault]) -> None:
        """Count faults and keep the first ones."""
        self.faults_count += len(faults)
        self.faults += faults[: FAULTS_KEPT - len(self.faults)]


@dataclass
class ImportReport:
    """What became of all files of one import; `is_dry_run` says that nothing was stored."""

    files: list[FileReport]
    is_dry_run: bool = False

    @property
    def posts_of(self) -> list[str]:
        """The creators with accepted posts, sorted."""
        return sorted(set().union(*(file.posts_of for file in self.files)))

    @property
    def rows_read_count(self) -> int:
        """Rows read in all files."""
        return sum(table.rows_read_count for file in self.files for table in file.tables.values())

    @property
    def rows_accepted_count(self) -> int:
        """Rows accepted in all files."""
        return self.rows_read_count - self.rows_rejected_count

    @property
    def rows_rejected_count(self) -> int:
        """Rows rejected in all files."""
        return sum(table.rows_rejected_count for file in self.files for table in file.tables.values())

    @property
    def faults_count(self) -> int:
        """Faults in all files; a row may have several."""
        return sum(file.faults_count for file in self.files)

    def document(self) -> dict[str, JsonValue]:
        """The report as JSON, for programs."""
        return {
            "is_dry_run": self.is_dry_run,
            "rows_read_count": self.rows_read_count,
            "rows_accepted_count": self.rows_accepted_count,
            "rows_rejected_count": self.rows_rejected_count,
            "faults_count": self.faults_count,
            "files": [_file(report) for report in self.files],
        }


def _file(report: FileReport) -> dict[str, JsonValue]:
    return {
        "file": str(report.file),
        "tables": [_table(name, table) for name, table in report.tables.items()],
        "faults_count": report.faults_count,
        "faults": [
            {"row": fault.row, "column": fault.column, "expected": fault.expected, "got": fault.got}
            for fault in report.faults
        ],
        "rejected_file": None if report.rejected_file is None else str(report.rejected_file),
        "faults_file": None if report.faults_file is None else str(report.faults_file),
    }


def _table(name: str, table: TableReport) -> dict[str, JsonValue]:
    return {
        "table": name,
        "rows_read_count": table.rows_read_count,
        "rows_accepted_count": table.rows_accepted_count,
        "rows_rejected_count": table.rows_rejected_count,
        "rows_inserted_count": table.stored.inserted,
        "rows_updated_count": table.stored.updated,
        "rows_unchanged_count": table.stored.unchanged,
    }
