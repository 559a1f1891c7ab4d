"""Between canonical frames and stored values: instants as microseconds, lists as JSON texts, vectors as bytes."""

from collections.abc import Sequence

import numpy as np
import polars as pl

from matchmaker.domain.columns import INSTANT, Column, Table


def to_stored(table: Table, frame: pl.DataFrame) -> pl.DataFrame:
    """A canonical frame as the database keeps it."""
    return frame.with_columns(
        [pl.col(column.name).dt.epoch("us") for column in table.columns if column.kind == "instant"]
        + [_json_text(column.name) for column in table.columns if column.kind == "texts"]
        + [_bytes(frame[column.name]) for column in table.columns if column.kind == "numbers"]
    )


def from_stored(table: Table, rows: Sequence[Sequence[object]]) -> pl.DataFrame:
    """A canonical frame from database rows that hold the table's columns in declared order."""
    if not rows:
        return table.empty()
    return pl.DataFrame([_series(column, [row[place] for row in rows]) for place, column in enumerate(table.columns)])


def _json_text(name: str) -> pl.Expr:
    # Polars writes structs as JSON: '{"hashtags":["a"]}', of which the value alone is kept.
    document = pl.struct(name).struct.json_encode()
    value = document.str.strip_prefix(f'{{"{name}":').str.strip_suffix("}")
    return pl.when(pl.col(name).is_not_null()).then(value).alias(name)


def _series(column: Column, values: Sequence[object]) -> pl.Series:
    match column.kind:
        case "texts":
            return pl.Series(column.name, values, pl.String).str.json_decode(pl.List(pl.String))
        case "numbers":
            return pl.Series(column.name, [_vector(value) for value in values], column.dtype)
        case "instant":
            return pl.Series(column.name, values, pl.Int64).cast(INSTANT)
        case "boolean":  # SQLite has no booleans: 0 and 1
            return pl.Series(column.name, values).cast(pl.Boolean)
        case _:
            return pl.Series(column.name, values, column.dtype)


def _bytes(vectors: pl.Series) -> pl.Series:
    packed = [None if vector is None else vector.to_numpy().astype("<f4").tobytes() for vector in vectors]
    return pl.Series(vectors.name, packed, pl.Binary)


def _vector(value: object) -> pl.Series | None:
    return pl.Series(np.frombuffer(value, "<f4")) if isinstance(value, bytes) else None
