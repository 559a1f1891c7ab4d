"""Is a column a name rather than a measurement? Numbers in the order of the file, platform ids, hashes."""

from collections.abc import Iterator

import numpy as np
import polars as pl

from training.data_table import Finding, LabelledTable, Numbers

NEARLY_UNIQUE = 0.95  # share of different values from which a column names rows
FEWEST_ROWS = 20  # below this measured values are nearly unique as well
IN_ORDER = 0.99  # rank correlation with the position in the file from which a column is a running number
DENSE = 2  # a shuffled numbering uses at least every second number of its range
LARGEST_COUNT = 1e12  # no follower, like or view count reaches it; ids of the platforms do
EPOCH_LIKE = 1e9  # a column of which most values exceed this counts seconds or accounts, not people
WORDS = 0.5  # share of values with a space from which a text is prose, not a name
HASH = r"^[0-9a-f]{8,}$"
DATE = r"^\d{4}-\d{2}-\d{2}"


def identifier(table: LabelledTable) -> Iterator[Finding]:
    """Columns that name rows or accounts; they belong into the table's keys, never among its features."""
    for name in table.features:
        said = _numbering(table, name) if name in table.numeric else _naming(table.rows[name])
        if said:
            yield table.finding("identifier", name, "refuse", f"{said}; declare it a key or drop it")


def _numbering(table: LabelledTable, name: str) -> str:
    values = table.numbers(name)
    known = values[~np.isnan(values)]
    if len(known) < FEWEST_ROWS or not np.all(known == np.round(known)):
        return ""
    if _looks_like_platform_ids(table, values):
        return f"whole numbers up to {known.max():.3g}, nearly all different: ids of a platform"
    if _unique_ratio(known) < NEARLY_UNIQUE:
        return ""
    if abs(np.corrcoef(np.arange(len(known)), known)[0, 1]) > IN_ORDER:
        return "a running number in the order of the file"
    if np.ptp(known) < DENSE * len(known):
        return f"a numbering: {len(known):,} rows, nearly all numbers from {known.min():g} to {known.max():g}"
    return ""


def _looks_like_platform_ids(table: LabelledTable, values: Numbers) -> bool:
    """In one class or in all rows: the ids of one class alone are the worst leak there is."""
    for _, rows in [*table.classes(), ("", np.ones(len(values), bool))]:
        known = values[rows & ~np.isnan(values)]
        if len(known) < FEWEST_ROWS or _unique_ratio(known) < NEARLY_UNIQUE:
            continue
        if known.max() > LARGEST_COUNT or np.median(known) > EPOCH_LIKE:
            return True
    return False


def _naming(column: pl.Series) -> str:
    known = column.drop_nulls()
    if known.dtype != pl.String or len(known) < FEWEST_ROWS:
        return ""
    if known.str.contains(DATE).all():
        return ""
    if known.str.contains(HASH).all() and known.n_unique() > 1:
        return f"{known.n_unique():,} hashes"
    if known.n_unique() < NEARLY_UNIQUE * len(known) or int(known.str.contains(" ").sum()) > WORDS * len(known):
        return ""
    return f"{known.n_unique():,} different texts in {len(known):,} rows"


def _unique_ratio(values: Numbers) -> float:
    return len(np.unique(values)) / len(values)
