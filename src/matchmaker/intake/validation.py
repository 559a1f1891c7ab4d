"""Judges rows of one canonical table, whole columns at a time: what is accepted, and each fault of the rest."""

from dataclasses import dataclass
from datetime import datetime, timedelta

import polars as pl

from matchmaker.domain.columns import ID_PATTERN, INSTANT, LONGEST_ID, LONGEST_LIST, LONGEST_VECTOR, Column, Table
from matchmaker.intake.cells import expected_of, read_cells
from matchmaker.intake.faults import RowFault, shown

CLOCKS_DIFFER = timedelta(minutes=5)  # between the machine that observed and this one
_FIRST_YEAR = 1995  # before any platform; catches Unix 0 and two-digit years
_NOTHING = "nothing"


@dataclass(frozen=True)
class Validated:
    """Accepted rows in canonical types, and every fault of the others.

    `kept` says for each row that came in (in their order) whether it is among the accepted ones.
    """

    accepted: pl.DataFrame
    rejected: tuple[RowFault, ...]
    kept: pl.Series


def validate(
    table: Table,
    rows: pl.DataFrame,
    *,
    numbers: pl.Series,
    now: datetime,
    timezone: str | None = None,
    known_faults: tuple[RowFault, ...] = (),
) -> Validated:
    """Judge rows whose columns carry canonical names (text or typed cells; absent columns are unknown).

    `numbers` names each row in faults. `now` (aware) is the moment nothing may be newer than; clocks may
    differ by five minutes. `timezone` (IANA name) is that of naive moments; without it they are faults.
    `known_faults` are those a reader found before; their rows are rejected too.
    """
    faults: list[RowFault] = []
    typed: list[pl.Series] = []
    for column in table.columns:
        if column.name not in rows.columns:
            typed.append(pl.Series(column.name, [None] * rows.height, column.dtype))
            cells = typed[-1]
        else:
            cells = rows[column.name]
            typed.append(read_cells(column, cells, timezone))
        faults += _cell_faults(column, cells, typed[-1], numbers)
    frame = pl.DataFrame(typed) if rows.height else table.empty()
    faults += _row_faults(table, frame, numbers, now)
    every = (*known_faults, *_unsaid(faults, known_faults))
    kept = ~numbers.is_in([fault.row for fault in every])
    return Validated(frame.filter(kept), tuple(sorted(every, key=lambda fault: fault.row)), kept)


def _unsaid(faults: list[RowFault], known: tuple[RowFault, ...]) -> list[RowFault]:
    """The faults that are not a consequence of a known one: of the same cell, or of a row that was unreadable."""
    unreadable = {fault.row for fault in known if not fault.column}
    told = {(fault.row, fault.column) for fault in known}
    return [fault for fault in faults if fault.row not in unreadable and (fault.row, fault.column) not in told]


def _cell_faults(column: Column, cells: pl.Series, typed: pl.Series, numbers: pl.Series) -> list[RowFault]:
    faults: list[RowFault] = []
    if column.required and cells.null_count():
        missing = cells.is_null()
        faults += [RowFault(row, column.name, expected_of(column), _NOTHING) for row in numbers.filter(missing)]
    unfit = cells.is_not_null() & (typed.is_null() | outside(column, typed).fill_null(False))
    if unfit.any():
        expected = expected_of(column)
        rows, values = numbers.filter(unfit), cells.filter(unfit).to_list()
        faults += [RowFault(row, column.name, expected, shown(value)) for row, value in zip(rows, values, strict=True)]
    return faults


def outside(column: Column, typed: pl.Series) -> pl.Series:
    """Which cells in the column's type break its range, form or length; null where the cell is."""
    cell = pl.col(column.name)
    match column.kind:
        case "id":
            broken = ~cell.str.contains(ID_PATTERN) | (cell.str.len_chars() > LONGEST_ID)
        case "text":
            broken = (cell.str.len_chars() > column.longest) | cell.str.contains("\x00", literal=True)
        case "choice":
            broken = ~cell.is_in(column.choices)
        case "texts":
            item = pl.element()
            faulty = item.is_null() | (item.str.len_chars() > LONGEST_ID) | item.str.contains("\x00", literal=True)
            broken = (cell.list.len() > LONGEST_LIST) | cell.list.eval(faulty).list.any()
        case "numbers":
            is_zero = cell.list.eval(pl.element() == 0).list.all()  # of an empty list too
            broken = (cell.list.len() > LONGEST_VECTOR) | is_zero
        case "integer" | "number":
            low = pl.lit(False) if column.minimum is None else cell < column.minimum
            broken = low if column.maximum is None else low | (cell > column.maximum)
        case "instant":
            broken = cell.dt.year() < _FIRST_YEAR
        case "boolean":
            broken = pl.lit(False)
    return pl.DataFrame([typed]).select(pl.lit(False) | broken).to_series().extend_constant(False, 0)


def _row_faults(table: Table, frame: pl.DataFrame, numbers: pl.Series, now: datetime) -> list[RowFault]:
    faults: list[RowFault] = []
    numbered = frame.with_columns(numbers.alias("_row"))
    latest = now + CLOCKS_DIFFER
    for name in (column.name for column in table.columns if column.kind == "instant" and not column.may_lie_ahead):
        is_seen = name == "observed_at" or "observed_at" not in table.names
        limit = pl.lit(latest, INSTANT) if is_seen else pl.col("observed_at")
        words = (
            f"a moment not after now ({now:%Y-%m-%dT%H:%M:%SZ})"
            if is_seen
            else "a moment not after the row's observed_at"
        )
        late = numbered.filter(pl.col(name) > limit).select("_row", name)
        faults += [RowFault(row, name, words, moment.isoformat()) for row, moment in late.iter_rows()]
    for column in table.columns:
        if column.unit == "currency units":
            faults += _currency_faults(numbered, column.name, column.name.removesuffix("amount") + "currency")
        if column.kind == "numbers" and "space" in table.names:
            faults += _length_faults(numbered, column.name)
    return faults


def _length_faults(numbered: pl.DataFrame, vector: str) -> list[RowFault]:
    """Vectors of one space have one length: that of the first."""
    lengths = numbered.drop_nulls(vector).select("_row", "space", length=pl.col(vector).list.len())
    lengths = lengths.with_columns(first=pl.col("length").first().over("space"))
    broken = lengths.filter(pl.col("length") != pl.col("first"))
    return [
        RowFault(row, vector, f"{first} numbers, as the first vector of {space} has", f"{length} numbers")
        for row, space, length, first in broken.iter_rows()
    ]


def _currency_faults(numbered: pl.DataFrame, amount: str, currency: str) -> list[RowFault]:
    unnamed = pl.col(amount).is_not_null() & pl.col(currency).is_null()
    misspelt = ~pl.col(currency).str.contains(r"^[A-Z]{3}$")
    broken = numbered.filter(unnamed | misspelt.fill_null(False)).select("_row", currency)
    expected = f"the ISO 4217 code of {amount} in capitals, as EUR"
    return [RowFault(row, currency, expected, shown(got or _NOTHING)) for row, got in broken.iter_rows()]
