"""Judged rows: what a version said of each held-out row and what was true, kept beside its figures."""

from collections.abc import Mapping
from io import BytesIO
from types import MappingProxyType

import polars as pl

from matchmaker.errors import ValidationFailedError

JUDGED_FILE = "judged.parquet"  # the artifact of a run
KEY = ("set", "target", "row")
JUDGED: Mapping[str, type[pl.DataType]] = MappingProxyType(
    {
        "set": pl.String,
        "target": pl.String,
        "row": pl.String,  # the same in every version that judged it
        "group": pl.String,  # rows of one group resemble each other and are drawn together; null is a group of its own
        "truth": pl.Float64,  # 0 or 1, or log1p of a count
        "predicted": pl.Float64,  # a probability, or log1p of the p50
        "low": pl.Float64,  # p10 on the scale of `truth`, null where the head has no interval
        "high": pl.Float64,  # p90
        "platform": pl.String,
        "tier": pl.String,
        "language": pl.String,
        "source": pl.String,
    }
)
SLICED_BY = ("platform", "tier", "language", "source")


def read_judged(content: bytes) -> pl.DataFrame:
    """The judged rows of a Parquet file; ValidationFailedError names the first column that is not as JUDGED says."""
    return checked(pl.read_parquet(BytesIO(content)))


def checked(rows: pl.DataFrame) -> pl.DataFrame:
    """The columns of JUDGED in their order; ValidationFailedError for one that is missing or of another type.

    Columns that are null throughout may be missing, but for the key, `truth` and `predicted`.
    """
    needed = (*KEY, "truth", "predicted")
    for name, kind in JUDGED.items():
        if name in needed and name not in rows.columns:
            raise ValidationFailedError(f"expected judged rows with a column {name}, got {', '.join(rows.columns)}")
        if name in rows.columns and rows.schema[name] not in (kind, pl.Null):
            raise ValidationFailedError(f"expected {name} of judged rows as {kind.__name__}, got {rows.schema[name]}")
    missing = [pl.lit(None, kind).alias(name) for name, kind in JUDGED.items() if name not in rows.columns]
    columns = rows.with_columns(missing).select(pl.col(name).cast(kind) for name, kind in JUDGED.items())
    return columns.with_columns(pl.col(pl.Float64).fill_nan(None))
