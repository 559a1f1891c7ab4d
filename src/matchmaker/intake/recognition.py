"""Finds out which canonical table a file holds, and refuses columns that no table has, naming the nearest."""

import difflib
from collections.abc import Sequence
from typing import Literal, TypeAlias

from matchmaker.domain.columns import Table
from matchmaker.domain.tables import CREATORS, TABLES, TABLES_BY_NAME
from matchmaker.errors import FieldError, ValidationFailedError

Basis: TypeAlias = Literal["followers", "reach"]
_BARE_RATE = "engagement_rate"


def table_named(name: str) -> Table:
    """The canonical table of this name; ValidationFailedError lists all."""
    if name not in TABLES_BY_NAME:
        raise ValidationFailedError(f"expected a table of {', '.join(TABLES_BY_NAME)}, got {name!r}; check --table")
    return TABLES_BY_NAME[name]


def recognise(stem: str, columns: Sequence[str]) -> Table:
    """The table of a file from its name without extensions (`posts`, `posts-2026`, `my_posts`), else its columns.

    Raises ValidationFailedError when neither says it.
    """
    spoken = stem.lower().replace("-", "_").replace(" ", "_")
    named = [table for table in TABLES if spoken.startswith(table.name) or spoken.endswith(table.name)]
    if named:
        return max(named, key=lambda table: len(table.name))
    fitting = [table for table in TABLES if _fits(table, columns)]
    if len(fitting) != 1:
        options = ", ".join(table.name for table in fitting or TABLES)
        raise ValidationFailedError(
            f"expected a file name or columns that say which table this is, got {stem!r} with columns "
            f"{', '.join(columns)[:300]}; say --table with one of {options}"
        )
    return fitting[0]


def canonical_names(table: Table, columns: Sequence[str], basis: Basis | None, source: str = "rows") -> dict[str, str]:
    """Each column of a file to its canonical name; ValidationFailedError names every column that has none.

    `engagement_rate` becomes the rate by followers or by reach only when the basis is declared.
    """
    renamed = {name: _with_basis(table, name, basis) for name in columns}
    unknown = [name for name in columns if renamed[name] not in table.names]
    twice = sorted({name for name in columns if list(renamed.values()).count(renamed[name]) > 1})
    if unknown:
        faults = [FieldError(f"/{name}", unknown_column(table, name), name[:80]) for name in unknown]
        words = "; ".join(f"{fault.got!r}: {fault.expected}" for fault in faults[:10])
        raise ValidationFailedError(
            f"expected columns of the table {table.name} in {source}, got {words}", errors=faults
        )
    if twice or len(set(columns)) < len(columns):
        raise ValidationFailedError(
            f"expected each column once in {source}, got {', '.join(twice)} more than once; remove one"
        )
    missing = [column.name for column in table.columns if column.required and column.name not in renamed.values()]
    if missing:
        raise ValidationFailedError(
            f"expected the required columns of {table.name} in {source}, got none named {', '.join(missing)}; "
            f"add them (data/schemas/{table.name}.json says what they hold)"
        )
    return renamed


def unknown_column(table: Table, name: str) -> str:
    """What to do about a column that the table does not have."""
    if name == _BARE_RATE and table is CREATORS:
        return (
            "an engagement rate with its basis: engagement_rate_by_followers_ratio or engagement_rate_by_reach_ratio "
            "(or --engagement-rate-basis followers|reach)"
        )
    nearest = nearest_of(name, table.names)
    return f"a column of {table.name}; did you mean {nearest}?" if nearest else f"a column of {table.name}"


def nearest_of(name: str, known: Sequence[str]) -> str | None:
    """The known name most like this one, None where none is."""
    holding = [other for other in known if name.lower() and name.lower() in other]
    found = difflib.get_close_matches(name.lower(), known, n=1, cutoff=0.6) or holding
    return found[0] if found else None


def _with_basis(table: Table, name: str, basis: Basis | None) -> str:
    return f"engagement_rate_by_{basis}_ratio" if name == _BARE_RATE and basis and table is CREATORS else name


def _fits(table: Table, columns: Sequence[str]) -> bool:
    required = {column.name for column in table.columns if column.required}
    return required <= set(columns) <= {*table.names, _BARE_RATE}
