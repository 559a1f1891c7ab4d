"""How good is a fit on each platform, size, language and source of its held-out rows?"""

import math
from collections.abc import Iterator

import polars as pl

from matchmaker.application.comparison.paired import estimate
from matchmaker.application.comparison.slices import FEWEST_SLICE_ROWS, SLICED_BY, is_yes_or_no
from matchmaker.bundles import Metric


def slice_metrics(judged: pl.DataFrame, seed: int) -> tuple[Metric, ...]:
    """A row a target, slice and metric: brier of probabilities, mae and coverage of counts, all sets together."""
    targets = judged.partition_by("target", as_dict=True, maintain_order=True)
    return tuple(
        row
        for (target,), rows in targets.items()
        for dimension in SLICED_BY
        for row in _rows(str(target), dimension, rows, seed)
    )


def _rows(target: str, dimension: str, rows: pl.DataFrame, seed: int) -> Iterator[Metric]:
    metrics = ("brier",) if is_yes_or_no(rows) else ("mae", "coverage")
    for value in rows[dimension].drop_nulls().unique().sort():
        part = rows.filter(pl.col(dimension) == value)
        for metric in metrics:
            found = estimate(part, metric, seed)
            if found.rows >= FEWEST_SLICE_ROWS:
                yield Metric(
                    set=f"{dimension} {value}",
                    target=target,
                    metric=metric,
                    value=_known(found.value),
                    low=_known(found.low),
                    high=_known(found.high),
                    rows=found.rows,
                )


def _known(value: float) -> float | None:
    return None if math.isnan(value) else value
