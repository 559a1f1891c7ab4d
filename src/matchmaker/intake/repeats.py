"""Finds rows of one file that contradict each other: one key and observation, other values."""

from collections.abc import Callable

import numpy as np
import polars as pl
from numpy.typing import NDArray

from matchmaker.domain.columns import Table
from matchmaker.intake.faults import RowFault, shown

_BETWEEN_ITEMS = "\x1f"  # the unit separator: no caption's tag holds it


class Repeats:
    """What a file said so far, 24 bytes a row: hashes of keys and of rows, and row numbers, sorted by key.

    Two rows with one key (and one `observed_at`, where a table has newer and older rows) must be equal: the
    first counts and later ones are faults. Equal repeats are no fault: they change nothing.
    """

    def __init__(self, table: Table, name_of: Callable[[int], str] = "row {}".format) -> None:
        """Nothing seen yet; `name_of` says a row's number as a fault should."""
        self._table = table
        self._name_of = name_of
        self._keys: NDArray[np.uint64] = np.empty(0, np.uint64)
        self._rows: NDArray[np.uint64] = np.empty(0, np.uint64)
        self._numbers: NDArray[np.int64] = np.empty(0, np.int64)

    def faults(self, accepted: pl.DataFrame, numbers: pl.Series) -> list[RowFault]:
        """The faults of the next part of the file: canonical rows and the number of each."""
        hashed = _hashed(self._table, accepted).with_columns(number=numbers)
        firsts = hashed.unique("key", keep="first", maintain_order=True)
        spoken = self._first_said(firsts)
        against = hashed.with_row_index("place").join(spoken, on="key", how="inner", maintain_order="left")
        broken = against.filter(pl.col("row") != pl.col("first_row"))
        return [self._fault(accepted, *found) for found in broken.select("place", "number", "first_number").iter_rows()]

    def _first_said(self, firsts: pl.DataFrame) -> pl.DataFrame:
        """For each key of this part what was said first, here or in an earlier part; remembers the new ones."""
        keys, rows, numbers = (firsts[name].to_numpy() for name in ("key", "row", "number"))
        places = np.searchsorted(self._keys, keys)
        known = np.zeros(len(keys), np.bool_)
        inside = places < len(self._keys)
        known[inside] = self._keys[places[inside]] == keys[inside]
        first_rows, first_numbers = rows.copy(), numbers.copy()
        first_rows[known], first_numbers[known] = self._rows[places[known]], self._numbers[places[known]]
        self._remember(keys[~known], rows[~known], numbers[~known])
        return pl.DataFrame({"key": keys, "first_row": first_rows, "first_number": first_numbers})

    def _remember(self, keys: NDArray[np.uint64], rows: NDArray[np.uint64], numbers: NDArray[np.int64]) -> None:
        order = np.argsort(keys)
        places = np.searchsorted(self._keys, keys[order])
        self._keys = np.insert(self._keys, places, keys[order])
        self._rows = np.insert(self._rows, places, rows[order])
        self._numbers = np.insert(self._numbers, places, numbers[order])

    def _fault(self, accepted: pl.DataFrame, place: int, number: int, first_number: int) -> RowFault:
        key = ", ".join(str(accepted[name][place]) for name in self._table.key)
        expected = (
            f"the same values as {self._name_of(first_number)} of this key and observed_at, or another observed_at"
        )
        return RowFault(number, self._table.key[-1], expected, shown(f"other values for {key}"))


def _hashed(table: Table, rows: pl.DataFrame) -> pl.DataFrame:
    identity = [*table.key, *([table.newest_by] if table.newest_by and table.newest_by not in table.key else [])]
    flat = [
        pl.col(column.name).list.join(_BETWEEN_ITEMS) if column.kind == "texts" else pl.col(column.name)
        for column in table.columns
    ]
    return rows.select(key=pl.struct(identity).hash(seed=1), row=pl.struct(flat).hash(seed=2))
