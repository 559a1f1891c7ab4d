"""Reads the cells of one column into its canonical type, vectorised; what cannot be read becomes null."""

import json
import re

import polars as pl
from polars.exceptions import ComputeError

from matchmaker.domain.columns import LONGEST_VECTOR, Column
from matchmaker.intake.instants import in_utc, read_instants

_WHOLE = r"^[+-]?\d{1,18}(?:\.0*)?$"  # pandas writes whole numbers of a column with gaps as 12.0
_NUMBER = r"^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d{1,3})?$"
_TRUE, _FALSE = ("true", "1", "1.0"), ("false", "0", "0.0")  # pandas writes 1.0 in a column with gaps
_TEXT = r'"(?:[^"\\\x00-\x1f]|\\.)*"'
_ARRAY_OF_TEXTS = rf"^\s*\[\s*(?:{_TEXT}\s*(?:,\s*{_TEXT}\s*)*)?\]\s*$"
_BETWEEN_ITEMS = re.compile(r"[\s,;|]+")
_HALF_A_CHARACTER = re.compile("[\ud800-\udfff]")


def read_cells(column: Column, cells: pl.Series, timezone: str | None = None) -> pl.Series:
    """The column in its canonical type and name; cells that do not fit, are not finite or naive are null.

    Text cells are read as in a CSV file; typed cells (of Parquet or JSON) are cast where nothing is lost.
    """
    if cells.dtype == pl.Null:
        return pl.Series(column.name, [None] * cells.len(), column.dtype)
    is_text = cells.dtype == pl.String
    match column.kind:
        case "id" | "text" | "choice":
            typed = cells if is_text else _no_text(cells)
        case "integer":
            typed = _whole_from_text(cells) if is_text else _whole(cells)
        case "number":
            typed = _number_from_text(cells) if is_text else _number(cells)
        case "boolean":
            typed = _truth_from_text(cells) if is_text else _truth(cells)
        case "instant":
            typed = read_instants(cells, timezone) if is_text else _moments(cells, timezone)
        case "texts":
            typed = _lists_from_text(cells) if is_text else _lists(cells)
        case "numbers":
            typed = _vectors(_numbers_from_text(cells) if is_text else cells)
    if column.kind == "choice":
        typed = typed.str.to_lowercase()
    return typed.rename(column.name)


def expected_of(column: Column) -> str:
    """What a cell of this column may hold, in words."""
    match column.kind:
        case "id":
            return "an id of 1 to 128 letters, digits and . _ : @ -, starting with a letter or digit"
        case "text":
            return f"text of at most {column.longest:,} characters without NUL"
        case "choice":
            return f"one of {', '.join(column.choices)}"
        case "boolean":
            return "true or false"
        case "instant":
            return "a moment with its offset, as 2026-03-01T08:00:00Z (or declare the time zone of the file)"
        case "texts":
            return "at most 200 texts of at most 128 characters: a JSON array, or items separated by spaces"
        case "numbers":
            return f"1 to {LONGEST_VECTOR:,} finite numbers, not all 0: a JSON array, or numbers separated by spaces"
        case "integer" | "number":
            return f"{'a whole number' if column.kind == 'integer' else 'a number'}{_range(column)}"


def is_unicode(text: str) -> bool:
    """Whether the text can be stored: JSON escapes may hold half a character (a lone surrogate)."""
    return text.isascii() or not _HALF_A_CHARACTER.search(text)


def _range(column: Column) -> str:
    low, high = (None if limit is None else f"{limit:,.0f}" for limit in (column.minimum, column.maximum))
    if high is None:
        return "" if low is None else f" of {low} or more"
    hint = ", not a percentage" if column.unit == "ratio" else ""
    return f" from {low} to {high}{hint}"


def _no_text(cells: pl.Series) -> pl.Series:
    # Ids written as numbers by a typed file are ids; floats are not: 1e17 has lost digits already.
    return cells.cast(pl.String) if cells.dtype.is_integer() else pl.Series(cells.name, [None] * cells.len(), pl.String)


def _whole_from_text(cells: pl.Series) -> pl.Series:
    digits = cells.str.strip_chars()
    fits = digits.str.contains(_WHOLE)
    return digits.set(~fits, None).str.replace(r"\..*$", "").cast(pl.Int64, strict=False)


def _whole(cells: pl.Series) -> pl.Series:
    if cells.dtype.is_integer():
        return cells.cast(pl.Int64, strict=False)
    if cells.dtype.is_float():
        rounded = cells.cast(pl.Int64, strict=False)
        return rounded.set((rounded.cast(pl.Float64) != cells).fill_null(True), None)
    return pl.Series(cells.name, [None] * cells.len(), pl.Int64)


def _number_from_text(cells: pl.Series) -> pl.Series:
    digits = cells.str.strip_chars()
    return _finite(digits.set(~digits.str.contains(_NUMBER), None).cast(pl.Float64, strict=False))


def _number(cells: pl.Series) -> pl.Series:
    if cells.dtype.is_integer() or cells.dtype.is_float():
        return _finite(cells.cast(pl.Float64, strict=False))
    return pl.Series(cells.name, [None] * cells.len(), pl.Float64)


def _finite(numbers: pl.Series) -> pl.Series:
    return numbers.set(~numbers.is_finite(), None)


def _truth_from_text(cells: pl.Series) -> pl.Series:
    words = cells.str.strip_chars().str.to_lowercase()
    return words.replace_strict(
        [*_TRUE, *_FALSE], [True] * len(_TRUE) + [False] * len(_FALSE), default=None, return_dtype=pl.Boolean
    )


def _truth(cells: pl.Series) -> pl.Series:
    return cells if cells.dtype == pl.Boolean else pl.Series(cells.name, [None] * cells.len(), pl.Boolean)


def _moments(cells: pl.Series, timezone: str | None) -> pl.Series:
    if cells.dtype.is_temporal() and cells.dtype not in (pl.Time, pl.Duration):
        return in_utc(cells, timezone)
    return pl.Series(cells.name, [None] * cells.len(), pl.Datetime("us", "UTC"))


def _lists_from_text(cells: pl.Series) -> pl.Series:
    if cells.str.contains(_ARRAY_OF_TEXTS).all(ignore_nulls=True):
        try:
            unsigned = pl.element().str.strip_chars_start("#@")
            return cells.str.json_decode(pl.List(pl.String)).list.eval(unsigned)
        except ComputeError:
            return _lists_one_by_one(cells)  # an escape that JSON does not have, in one of the cells
    return _lists_one_by_one(cells)


def _lists_one_by_one(cells: pl.Series) -> pl.Series:
    return pl.Series(cells.name, [_items(cell) for cell in cells.to_list()], pl.List(pl.String))


def _items(cell: str | None) -> list[str] | None:
    """The texts of one CSV cell, without the leading # or @; None for a damaged JSON array."""
    if cell is None:
        return None
    if not cell.lstrip().startswith("["):
        return [word.lstrip("#@") for word in _BETWEEN_ITEMS.split(cell) if word.lstrip("#@")]
    try:
        items = json.loads(cell)
    except json.JSONDecodeError:
        return None
    are_texts = all(isinstance(item, str) and is_unicode(item) for item in items)
    return [item.lstrip("#@") for item in items] if are_texts else None


def _lists(cells: pl.Series) -> pl.Series:
    if isinstance(cells.dtype, pl.List) and cells.dtype.inner in (pl.String, pl.Null):
        return cells.cast(pl.List(pl.String))
    return pl.Series(cells.name, [None] * cells.len(), pl.List(pl.String))


def _numbers_from_text(cells: pl.Series) -> pl.Series:
    """Lists of numbers; a word that is none is null in its list."""
    words = cells.str.strip_chars("[] \t").str.replace_all(r"[\s,;|]+", " ").str.split(" ")
    return words.list.eval(pl.element().cast(pl.Float32, strict=False))


def _vectors(cells: pl.Series) -> pl.Series:
    """Vectors of single precision; null where one has a number that is missing or not finite."""
    inner = cells.dtype.inner if isinstance(cells.dtype, pl.List | pl.Array) else None
    if inner is None or not inner.is_numeric():
        return pl.Series(cells.name, [None] * cells.len(), pl.List(pl.Float32))
    typed = cells.cast(pl.List(pl.Float32), strict=False)
    whole = typed.list.eval(pl.element().is_finite().fill_null(False)).list.all()
    return typed.set(~whole.fill_null(True), None)
