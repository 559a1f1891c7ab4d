"""Between canonical frames and stored values: instants as microseconds, lists as JSON texts."""

import json
from collections.abc import Sequence

import polars as pl

from matchmaker.domain.columns import INSTANT, Column, Table


def to_stored(table: Table, frame: pl.DataFrame) -> pl.DataFrame:
    """A canonical frame as the database keeps it."""
    return frame.with_columns(
        [pl.col(column.name).dt.epoch("us") for column in table.columns if column.kind == "instant"]
        + [_list_texts(frame[column.name]) for column in table.columns if column.kind == "texts"]
    )


def from_stored(table: Table, rows: Sequence[Sequence[object]]) -> pl.DataFrame:
    """A canonical frame from database rows that hold the table's columns in declared order."""
    if not rows:
        return table.empty()
    columns = zip(table.columns, zip(*rows, strict=True), strict=True)
    return pl.DataFrame([_series(column, values) for column, values in columns])


def _list_texts(lists: pl.Series) -> pl.Series:
    texts = [None if items is None else json.dumps(items, ensure_ascii=False) for items in lists.to_list()]
    return pl.Series(lists.name, texts, pl.String)


def _series(column: Column, values: Sequence[object]) -> pl.Series:
    match column.kind:
        case "texts":
            return pl.Series(column.name, values, pl.String).str.json_decode(pl.List(pl.String))
        case "instant":
            return pl.Series(column.name, values, pl.Int64).cast(INSTANT)
        case "boolean":  # SQLite has no booleans: 0 and 1
            return pl.Series(column.name, values).cast(pl.Boolean)
        case _:
            return pl.Series(column.name, values, column.dtype)
