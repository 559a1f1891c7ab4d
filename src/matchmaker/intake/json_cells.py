"""Columns from JSON values of any kind: typed where all values of a column agree, else the text of each value."""

import json
from collections.abc import Iterable, Mapping, Sequence

import polars as pl
from pydantic import JsonValue

from matchmaker.intake.cells import is_unicode
from matchmaker.intake.records import JsonObject

_INTEGER_BITS = 63  # what a whole number may need beside its sign
_TYPES: dict[frozenset[type], pl.DataType] = {
    frozenset({str}): pl.String(),
    frozenset({bool}): pl.Boolean(),
    frozenset({int}): pl.Int64(),
    frozenset({float}): pl.Float64(),
    frozenset({int, float}): pl.Float64(),
}


class JsonColumns:
    """What the objects of a file hold: their keys in order of first appearance, and the kinds of values below each."""

    def __init__(self) -> None:
        """Nothing seen yet."""
        self._kinds: dict[str, set[type]] = {}

    def see(self, records: Iterable[JsonObject]) -> None:
        """Remember the keys and kinds of some objects."""
        for record in records:
            for key, value in record.items():
                kinds = self._kinds.setdefault(key, set())
                if value is not None:
                    kinds.add(_kind(value))

    @property
    def schema(self) -> Mapping[str, pl.DataType]:
        """The type of each column: that of all its values, or text where they differ or are no single value."""
        return {name: _TYPES.get(frozenset(kinds), pl.String()) for name, kinds in self._kinds.items()}

    def frame(self, records: Sequence[JsonObject]) -> pl.DataFrame:
        """The objects as rows with the columns of `schema`; an absent key is null."""
        columns = [
            _series(name, [record.get(name) for record in records], dtype) for name, dtype in self.schema.items()
        ]
        return pl.DataFrame(columns) if columns else pl.DataFrame(height=len(records))


def _kind(value: JsonValue) -> type:
    too_large = type(value) is int and value.bit_length() > _INTEGER_BITS
    return object if too_large else type(value)


def _series(name: str, values: list[JsonValue], dtype: pl.DataType) -> pl.Series:
    if dtype == pl.String:
        return pl.Series(name, [_text(value) for value in values], pl.String)
    return pl.Series(name, values, dtype, strict=False)


def _text(value: JsonValue) -> str | None:
    if value is None:
        return None
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    return text if is_unicode(text) else text.encode("utf-8", "replace").decode()
