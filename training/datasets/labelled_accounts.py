"""The common shape of labelled account sets: canonical account columns, a label and the name of the source."""

from collections.abc import Mapping

import polars as pl

from matchmaker.domain.accounts import ACCOUNT_COLUMNS
from training.datasets.source import Source


def labelled_accounts(
    rows: pl.DataFrame, source: Source, columns: Mapping[str, pl.Expr], label: str = "fake"
) -> pl.DataFrame:
    """Account columns (null where the source has none), the Boolean `label` (null rows dropped) and `source`.

    `columns` says how each canonical column, and the label, is read from the source's own. Rows that repeat
    in every column given, label included, are kept once.
    """
    known = rows.select(expression.alias(name) for name, expression in columns.items())
    distinct = known.drop_nulls(label).unique(maintain_order=True)
    account = [
        (pl.col(column.name) if column.name in columns else pl.lit(None)).cast(column.dtype).alias(column.name)
        for column in ACCOUNT_COLUMNS
    ]
    return distinct.select(*account, pl.col(label).cast(pl.Boolean), pl.lit(source.name).alias("source"))


def yes(name: str) -> pl.Expr:
    """A 0/1 column as true/false."""
    return pl.col(name).cast(pl.Float64) > 0


def percent(name: str) -> pl.Expr:
    """A column in percent as a ratio."""
    return pl.col(name).cast(pl.Float64) / 100
