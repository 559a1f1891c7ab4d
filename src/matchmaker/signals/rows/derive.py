"""Adding derived columns to a table: only those an expression reads, each once."""

from collections.abc import Iterable, Sequence
from typing import TypeAlias

import polars as pl

Stage: TypeAlias = Sequence[pl.Expr]  # named expressions over the table's columns and those of earlier stages


def derive(frame: pl.DataFrame, stages: Sequence[Stage], needed: Iterable[str]) -> pl.DataFrame:
    """creator_id and the `needed` columns of `frame` and `stages` (with what they are derived from)."""
    wanted = {"creator_id", *needed}
    kept: list[list[pl.Expr]] = []
    for stage in reversed(stages):
        kept.insert(0, [column for column in stage if column.meta.output_name() in wanted])
        wanted.update(name for column in kept[0] for name in column.meta.root_names())
    derived = frame.select(name for name in frame.columns if name in wanted)
    for columns in kept:
        derived = derived.with_columns(columns)
    return derived
