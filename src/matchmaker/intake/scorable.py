"""Rows that are to be scored: known columns in canonical types, every column kept as it came."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import polars as pl

from matchmaker.domain.columns import Column
from matchmaker.errors import FieldError, ValidationFailedError
from matchmaker.intake.cells import expected_of, read_cells
from matchmaker.intake.faults import RowFault, shown
from matchmaker.intake.importing import open_rows, zone_named
from matchmaker.intake.json_cells import JsonColumns
from matchmaker.intake.json_files import JsonFile
from matchmaker.intake.recognition import nearest_of
from matchmaker.intake.records import JsonObject
from matchmaker.intake.rows import Part
from matchmaker.intake.validation import outside

FAULTS_TOLD = 20  # of a file; the first ones are enough to see what is wrong with a column
_NUMERIC = ("integer", "number", "boolean")
_NOTHING = "nothing"


@dataclass(frozen=True)
class ScorablePart:
    """Some rows of a file, in its order.

    `kept` holds every column as it came (text for CSV), `typed` the same with numbers and flags of known columns
    that came as text, `records` the JSON objects where the file has them, and `read` the known columns in canonical
    types, null where a cell is unknown or out of range; all have the same rows.
    """

    kept: pl.DataFrame
    typed: pl.DataFrame
    records: Sequence[JsonObject] | None
    read: pl.DataFrame
    numbers: pl.Series


@dataclass
class Doubts:
    """Cells that are out of their column's range and count as unknown: how many, and the first of them."""

    count: int = 0
    first: list[RowFault] = field(default_factory=list)

    def add(self, faults: Sequence[RowFault]) -> None:
        """Count cells and keep the first ones."""
        self.count += len(faults)
        self.first += faults[: FAULTS_TOLD - len(self.first)]


class ScorableFile:
    """A CSV, JSON Lines, JSON or Parquet file, looked through when opened; its rows are read part by part."""

    def __init__(self, path: Path, timezone: str | None = None) -> None:
        """Look at the file's columns; `timezone` (IANA name) is that of moments without an offset.

        Raises ValidationFailedError for a file that is empty, damaged or names a column twice, NotFoundError when
        there is none.
        """
        self.path = path
        self._rows = open_rows(path)
        self._json = JsonColumns()
        self.columns = self._rows.columns
        if isinstance(self._rows, JsonFile):  # another object may bring another key, or another kind of value
            for part in self._rows.parts():
                self._json.see(part.records or ())
            self.columns = tuple(self._json.schema)
        self.rows_estimate = self._rows.rows_estimate
        self.known: tuple[Column, ...] = ()
        self.doubts = Doubts()
        self._timezone = zone_named(timezone)
        self._refuse_twice()

    def want(self, columns: Sequence[Column]) -> None:
        """Read those of these columns that the file has; ValidationFailedError where it lacks a required one."""
        missing = [column for column in columns if column.required and column.name not in self.columns]
        if missing:
            faults = [FieldError(f"/{column.name}", "a column of this name", self._like(column)) for column in missing]
            raise ValidationFailedError(
                f"expected the column {' and '.join(column.name for column in missing)} in {self.path.name}, "
                f"got {', '.join(self.columns)[:300]}; rename or add it",
                errors=faults,
            )
        self.known = tuple(column for column in columns if column.name in self.columns)

    def parts(self) -> Iterator[ScorablePart]:
        """The rows in parts of at most 10,000; ValidationFailedError names the cells that cannot be read.

        A number out of its range (as -1 for unknown) counts as unknown and is among the `doubts`.
        """
        is_empty = True
        for part in self._rows.parts():
            is_empty = False
            yield self._read(part)
        if is_empty:
            raise ValidationFailedError(f"expected rows in {self.path.name}, got none; export it again")

    def _refuse_twice(self) -> None:
        twice = sorted({name for name in self.columns if self.columns.count(name) > 1})
        if twice:
            raise ValidationFailedError(
                f"expected each column once in {self.path.name}, got {', '.join(twice)} more than once; remove one"
            )

    def _like(self, column: Column) -> str:
        nearest = nearest_of(column.name, self.columns)
        return f"none; is it {nearest}?" if nearest else "none"

    def _read(self, part: Part) -> ScorablePart:
        kept = part.cells if part.records is None else self._json.frame(part.records)
        faults = list(part.faults)
        columns: list[pl.Series] = []
        for column in self.known:
            cells = _loose(column, kept[column.name])
            columns.append(read_cells(column, cells, self._timezone))
            faults += _unreadable(column, cells, columns[-1], part.numbers)
        if faults:
            raise _refusal(self.path, faults)
        came_as_text = [series for series in columns if kept[series.name].dtype == pl.String]
        in_range = [
            self._in_range(column, typed, part.numbers) for column, typed in zip(self.known, columns, strict=True)
        ]
        read = pl.DataFrame(in_range) if in_range else pl.DataFrame(height=kept.height)
        return ScorablePart(kept, kept.with_columns(came_as_text), part.records, read, part.numbers)

    def _in_range(self, column: Column, typed: pl.Series, numbers: pl.Series) -> pl.Series:
        beyond = typed.is_not_null() & outside(column, typed).fill_null(False)
        if not beyond.any():
            return typed
        if column.required:
            raise _refusal(self.path, _faults(column, typed, beyond, numbers))
        self.doubts.add(_faults(column, typed, beyond, numbers))
        return typed.set(beyond, None)


def _loose(column: Column, cells: pl.Series) -> pl.Series:
    """The cells where another type than the column's says the same: 1 for true, 'nan' for unknown, a category."""
    if isinstance(cells.dtype, pl.Categorical | pl.Enum):
        cells = cells.cast(pl.String)
    if cells.dtype == pl.String and column.kind in _NUMERIC:
        return cells.set(cells.str.strip_chars().str.to_lowercase() == "nan", None)
    if cells.dtype.is_float() or cells.dtype.is_decimal():
        cells = cells.cast(pl.Float64).fill_nan(None)
    if column.kind == "boolean" and cells.dtype.is_numeric():
        return cells.cast(pl.Float64).cast(pl.String)  # as pandas writes flags of a column with gaps: 1.0
    return cells


def _unreadable(column: Column, cells: pl.Series, typed: pl.Series, numbers: pl.Series) -> list[RowFault]:
    broken = cells.is_not_null() & typed.is_null()
    faults = _faults(column, cells, broken, numbers) if broken.any() else []
    if column.required and cells.null_count():
        missing = numbers.filter(cells.is_null())
        faults += [RowFault(row, column.name, expected_of(column), _NOTHING) for row in missing]
    return faults


def _faults(column: Column, cells: pl.Series, broken: pl.Series, numbers: pl.Series) -> list[RowFault]:
    expected = expected_of(column)
    found = zip(numbers.filter(broken), cells.filter(broken).to_list(), strict=True)
    return [RowFault(row, column.name, expected, shown(value)) for row, value in found]


def _refusal(path: Path, faults: Sequence[RowFault]) -> ValidationFailedError:
    ordered = sorted(faults, key=lambda fault: fault.row)
    first = ordered[0]
    return ValidationFailedError(
        f"{path.name}: {len(faults):,} cells cannot be read, the first in {_place(first)}: "
        f"expected {first.expected}, got {first.got}; mend them, or leave unknown cells empty",
        errors=[FieldError(_place(fault), fault.expected, fault.got) for fault in ordered],
    )


def _place(fault: RowFault) -> str:
    return f"row {fault.row}, column {fault.column}" if fault.column else f"row {fault.row}"
