"""Creators on the wire: what was stored, lists by page, and the report of an import."""

from pydantic import BaseModel, ConfigDict, Field

from matchmaker.intake.faults import RowFault
from matchmaker.intake.report import FileReport
from matchmaker.store.upsert import UpsertCounts


class _Closed(BaseModel):
    model_config = ConfigDict(extra="forbid")


class StoredRows(_Closed):
    """What became of the accepted rows of one table."""

    inserted_count: int
    updated_count: int
    unchanged_count: int


class StoredCreator(_Closed):
    """What a PUT stored, by table."""

    creator_id: str
    tables: dict[str, StoredRows]


class ImportedTable(StoredRows):
    """Rows of one table in an import."""

    rows_read_count: int
    rows_accepted_count: int
    rows_rejected_count: int


class ImportFault(_Closed):
    """One faulty cell."""

    row: int = Field(description="Line of a CSV or JSONL file, place in a JSON array from 0")
    column: str
    expected: str
    got: str


class ImportAnswer(_Closed):
    """What became of every row; mend `rejected_rows` (same format as sent) and import it again."""

    is_dry_run: bool
    tables: dict[str, ImportedTable]
    faults_count: int
    faults: list[ImportFault] = Field(description="The first 100 faults")
    rejected_rows: str | None


def stored_rows(counts: UpsertCounts) -> StoredRows:
    """The counts of one table."""
    return StoredRows(inserted_count=counts.inserted, updated_count=counts.updated, unchanged_count=counts.unchanged)


def import_answer(report: FileReport, is_dry_run: bool, rejected_rows: str | None) -> ImportAnswer:
    """The report of one file without the paths it had here."""
    return ImportAnswer(
        is_dry_run=is_dry_run,
        tables={
            name: ImportedTable(
                rows_read_count=table.rows_read_count,
                rows_accepted_count=table.rows_accepted_count,
                rows_rejected_count=table.rows_rejected_count,
                inserted_count=table.stored.inserted,
                updated_count=table.stored.updated,
                unchanged_count=table.stored.unchanged,
            )
            for name, table in report.tables.items()
        },
        faults_count=report.faults_count,
        faults=[_fault(fault) for fault in report.faults],
        rejected_rows=rejected_rows,
    )


def _fault(fault: RowFault) -> ImportFault:
    return ImportFault(row=fault.row, column=fault.column, expected=fault.expected, got=fault.got)
