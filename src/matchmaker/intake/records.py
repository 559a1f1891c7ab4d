"""Turns JSON objects into typed columns, strictly: a boolean is no number, a number is no text."""

import json
from collections.abc import Callable, Mapping, Sequence
from typing import TypeAlias

import polars as pl
from pydantic import JsonValue

from matchmaker.domain.columns import Column, Table
from matchmaker.errors import ValidationFailedError
from matchmaker.intake.cells import expected_of, is_unicode
from matchmaker.intake.faults import RowFault, shown
from matchmaker.intake.recognition import unknown_column

JsonObject: TypeAlias = Mapping[str, JsonValue]
_LARGEST_INTEGER = 2**63 - 1


def frame_of_records(
    table: Table, records: Sequence[JsonObject], numbers: Sequence[int]
) -> tuple[pl.DataFrame, tuple[RowFault, ...]]:
    """A frame with the table's columns that occur, and a fault for every value of the wrong JSON type.

    Moments stay text (they are read by validation); a faulty value is null in the frame. Keys that are no
    column of the table are faults of their row.
    """
    faults = _unknown_keys(table, records, numbers)
    columns: list[pl.Series] = []
    for column in table.columns:
        values = [record.get(column.name) for record in records]
        if any(value is not None for value in values):
            read, misfits = _column(column, values, numbers)
            columns.append(read)
            faults += misfits
    return _framed(columns, len(records)), tuple(faults)


def parse_json(text: str | bytes) -> JsonValue:
    """A JSON text; NaN, Infinity and repeated keys are refused. Raises ValidationFailedError with the place."""
    try:
        value: JsonValue = json.loads(text, parse_constant=_refuse_constant, object_pairs_hook=_object)
    except (ValueError, RecursionError) as error:
        raise ValidationFailedError(f"expected one JSON value (RFC 8259), got {error}; mend the text") from error
    return value


def _refuse_constant(name: str) -> JsonValue:
    raise ValueError(f"{name}, which JSON does not have; write null for an unknown number")


def _object(pairs: list[tuple[str, JsonValue]]) -> dict[str, JsonValue]:
    found = dict(pairs)
    if len(found) < len(pairs):
        names = [name for name, _ in pairs]
        raise ValueError(f"the key {next(name for name in names if names.count(name) > 1)!r} twice in one object")
    return found


def _framed(columns: list[pl.Series], height: int) -> pl.DataFrame:
    return pl.DataFrame(columns) if columns else pl.DataFrame(height=height)


def _unknown_keys(table: Table, records: Sequence[JsonObject], numbers: Sequence[int]) -> list[RowFault]:
    known = set(table.names)
    return [
        RowFault(number, shown(key), unknown_column(table, key), shown(value))
        for number, record in zip(numbers, records, strict=True)
        if not known.issuperset(record)
        for key, value in record.items()
        if key not in known
    ]


def _column(column: Column, values: list[JsonValue], numbers: Sequence[int]) -> tuple[pl.Series, list[RowFault]]:
    fits = _FITS[column.kind]
    faults: list[RowFault] = []
    for place, value in enumerate(values):
        if value is not None and not fits(value):
            faults.append(RowFault(numbers[place], column.name, expected_of(column), shown(json.dumps(value))))
            values[place] = None
    kind = pl.String() if column.kind == "instant" else column.dtype
    return pl.Series(column.name, values, kind, strict=False), faults


def _is_text(value: JsonValue) -> bool:
    return type(value) is str and is_unicode(value)


def _is_whole(value: JsonValue) -> bool:
    if type(value) is float:
        return value.is_integer() and abs(value) <= _LARGEST_INTEGER
    return type(value) is int and abs(value) <= _LARGEST_INTEGER


def _is_number(value: JsonValue) -> bool:
    return type(value) is float or (type(value) is int and abs(value) <= _LARGEST_INTEGER)


def _is_truth(value: JsonValue) -> bool:
    return type(value) is bool


def _is_numbers(value: JsonValue) -> bool:
    return type(value) is list and all(_is_number(item) for item in value)


def _is_texts(value: JsonValue) -> bool:
    return type(value) is list and all(_is_text(item) for item in value)


_FITS: dict[str, Callable[[JsonValue], bool]] = {
    "id": _is_text,
    "text": _is_text,
    "choice": _is_text,
    "instant": _is_text,
    "integer": _is_whole,
    "number": _is_number,
    "boolean": _is_truth,
    "texts": _is_texts,
    "numbers": _is_numbers,
}
