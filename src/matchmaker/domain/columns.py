"""How a canonical table is declared: columns with kind, unit and range, from which every schema is derived."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, TypeAlias

import polars as pl

Kind: TypeAlias = Literal["id", "text", "integer", "number", "boolean", "instant", "texts", "numbers", "choice"]
JsonSchema: TypeAlias = dict[str, object]

INSTANT = pl.Datetime("us", "UTC")
LONGEST_ID = 128
LONGEST_TEXT = 20_000  # characters; the longest caption a platform allows is 10,000 (YouTube: 5,000)
LONGEST_LIST = 200
LONGEST_VECTOR = 4_096  # numbers; the widest image encoders in use give 2,048 to 3,584
LARGEST_COUNT = 10_000_000_000  # more than there are people: a larger count is an error of unit
ID_PATTERN = r"^[A-Za-z0-9][A-Za-z0-9._:@-]*$"

_POLARS: dict[str, pl.DataType] = {
    "id": pl.String(),
    "text": pl.String(),
    "choice": pl.String(),
    "integer": pl.Int64(),
    "number": pl.Float64(),
    "boolean": pl.Boolean(),
    "instant": INSTANT,
    "texts": pl.List(pl.String()),
    "numbers": pl.List(pl.Float32()),
}


@dataclass(frozen=True)
class Column:
    """One column of a canonical table; `minimum` and `maximum` are inclusive, in `unit`."""

    name: str
    kind: Kind
    meaning: str
    unit: str = ""
    required: bool = False
    minimum: float | None = None
    maximum: float | None = None
    choices: tuple[str, ...] = ()
    longest: int = LONGEST_TEXT
    may_lie_ahead: bool = False  # of an instant: what is planned has not happened yet

    @property
    def dtype(self) -> pl.DataType:
        """The Polars type this column has in every frame."""
        return _POLARS[self.kind]

    def json_schema(self) -> JsonSchema:
        """This column as JSON Schema (draft 2020-12); null is allowed unless the column is required."""
        schema = _json_type(self)
        if not self.required:
            schema["type"] = [schema["type"], "null"]
            if self.choices:
                schema["enum"] = [*self.choices, None]
        schema["description"] = f"{self.meaning} [{self.unit}]" if self.unit else self.meaning
        return schema


def _json_type(column: Column) -> JsonSchema:
    match column.kind:
        case "id":
            return {"type": "string", "pattern": ID_PATTERN, "minLength": 1, "maxLength": LONGEST_ID}
        case "text":
            return {"type": "string", "maxLength": column.longest}
        case "choice":
            return {"type": "string", "enum": list(column.choices)}
        case "boolean":
            return {"type": "boolean"}
        case "instant":
            return {"type": "string", "format": "date-time"}
        case "texts":
            items = {"type": "string", "maxLength": LONGEST_ID}
            return {"type": "array", "items": items, "maxItems": LONGEST_LIST}
        case "numbers":
            return {"type": "array", "items": {"type": "number"}, "minItems": 1, "maxItems": LONGEST_VECTOR}
        case "integer" | "number":
            limits = {"minimum": column.minimum, "maximum": column.maximum}
            return {"type": column.kind} | {key: value for key, value in limits.items() if value is not None}


@dataclass(frozen=True)
class Table:
    """A canonical table: its key says which rows are the same thing, `newest_by` which of them wins."""

    name: str
    meaning: str
    key: tuple[str, ...]
    columns: tuple[Column, ...]
    newest_by: str | None = None

    @property
    def names(self) -> tuple[str, ...]:
        """Column names in declared order."""
        return tuple(column.name for column in self.columns)

    @property
    def polars_schema(self) -> pl.Schema:
        """Polars schema of a frame holding this table."""
        return pl.Schema({column.name: column.dtype for column in self.columns})

    def column(self, name: str) -> Column:
        """The declaration of one column; KeyError when the table has none of that name."""
        return {column.name: column for column in self.columns}[name]

    def empty(self) -> pl.DataFrame:
        """A frame of this table with no rows."""
        return pl.DataFrame(schema=self.polars_schema)

    def conform(self, frame: pl.DataFrame) -> pl.DataFrame:
        """The frame with exactly this table's columns and types; missing columns become null."""
        missing = [
            pl.lit(None, column.dtype).alias(column.name) for column in self.columns if column.name not in frame.columns
        ]
        return frame.with_columns(missing).select(pl.col(column.name).cast(column.dtype) for column in self.columns)

    def json_schema(self) -> JsonSchema:
        """One row of this table as JSON Schema (draft 2020-12); unknown columns are refused."""
        return {
            "$schema": "https://json-schema.org/draft/2020-12/schema",
            "title": self.name,
            "description": self.meaning,
            "type": "object",
            "properties": {column.name: column.json_schema() for column in self.columns},
            "required": [column.name for column in self.columns if column.required],
            "additionalProperties": False,
        }


def count(name: str, meaning: str, *, required: bool = False) -> Column:
    """A whole number of things, never negative."""
    return Column(name, "integer", meaning, "count", required, 0, LARGEST_COUNT)


def ratio(name: str, meaning: str, *, maximum: float = 1.0) -> Column:
    """A share in [0, 1] (or up to `maximum` where a numerator may exceed its denominator)."""
    return Column(name, "number", meaning, "ratio", minimum=0.0, maximum=maximum)


def measure(name: str, meaning: str, unit: str, *, minimum: float = 0.0, maximum: float | None = None) -> Column:
    """A real quantity in `unit`."""
    return Column(name, "number", meaning, unit, minimum=minimum, maximum=maximum)


def flag(name: str, meaning: str) -> Column:
    """True, false or unknown (null)."""
    return Column(name, "boolean", meaning)


def text(name: str, meaning: str, *, longest: int = LONGEST_TEXT) -> Column:
    """Free text; may be empty, which is not the same as unknown (null)."""
    return Column(name, "text", meaning, longest=longest)


def identifier(name: str, meaning: str, *, required: bool = True) -> Column:
    """An identifier of 1 to 128 letters, digits and . _ : @ -."""
    return Column(name, "id", meaning, required=required)


def instant(name: str, meaning: str, *, required: bool = False, may_lie_ahead: bool = False) -> Column:
    """A moment, RFC 3339 with an offset, kept in UTC."""
    return Column(name, "instant", meaning, "RFC 3339", required, may_lie_ahead=may_lie_ahead)


def amount(name: str, meaning: str, *, required: bool = False) -> Column:
    """An amount of money in the currency of the row's currency column."""
    return Column(name, "number", meaning, "currency units", required, minimum=0.0, maximum=1e12)


def choice(name: str, meaning: str, choices: Sequence[str], *, required: bool = False) -> Column:
    """One of a closed list of words."""
    return Column(name, "choice", meaning, required=required, choices=tuple(choices))


def texts(name: str, meaning: str) -> Column:
    """A list of short texts."""
    return Column(name, "texts", meaning)


def numbers(name: str, meaning: str, *, required: bool = False) -> Column:
    """A vector of finite numbers, not all of them zero."""
    return Column(name, "numbers", meaning, required=required)
