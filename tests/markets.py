"""A row of every canonical table with every column filled, for round trips."""

from datetime import timedelta

import polars as pl

from matchmaker.domain.columns import Column
from matchmaker.domain.tables import TABLES
from tests.builders import NOW

_VALUES: dict[str, object] = {
    "text": "ééé „quoted“, 🎉 مرحبا\nsecond line",
    "integer": 3,
    "number": 0.25,
    "boolean": False,
    "instant": NOW - timedelta(days=1, microseconds=1),
    "texts": ["berlin", 'quo"ted', ""],
    "numbers": [0.5, -0.25],
}


def a_row_of_every_table() -> dict[str, pl.DataFrame]:
    """One row a table about the creator "ana", every column known; the tables belong together."""
    return {
        table.name: pl.DataFrame({c.name: [_value(c)] for c in table.columns}, schema=table.polars_schema)
        for table in TABLES
    }


def _value(column: Column) -> object:
    if column.kind == "id":
        return "ana" if column.name == "creator_id" else f"{column.name}-1"
    if column.kind == "choice":
        return column.choices[0]
    if column.kind == "text" and column.longest < len(str(_VALUES["text"])):
        return "EUR"[: column.longest]
    return NOW if column.name == "observed_at" else _VALUES[column.kind]
