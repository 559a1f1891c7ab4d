"""Conformal bands of a performance model: how far counts fall from the forecast, cell by cell."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import TypeAlias

import numpy as np
import polars as pl

from matchmaker.domain.assessment import QUANTILE_LEVELS, Numbers
from matchmaker.domain.tiers import TIERS
from matchmaker.scorers.performance.parameters import ANY, HISTORY_FROM, Band
from training.performance.fit import FittedPerformance
from training.performance.scores import standardised

FEWEST_BAND_ROWS, FEWEST_BAND_AUTHORS = 200, 10  # below these a cell takes the band of the next coarser one
COARSER_AUTHORS = 30  # authors that the coarser cell's band counts for against a cell's own; 20 to 60 do as well
Cell: TypeAlias = tuple[tuple[str, object], ...]

CELL = ("metric", "platform", "history")
CELLS = ((), ("metric",), ("metric", "history"), CELL, (*CELL, "plan"), (*CELL, "plan", "tier"))


def set_bands(fitted: FittedPerformance, rows: pl.DataFrame | None = None) -> FittedPerformance:
    """The model with conformal bands (Romano 2019, Mondrian by CELLS, per quantile).

    They rest on the cross-conformal scores of what the model learned from, and on `rows` it has not seen.
    """
    unseen = None if rows is None else standardised(fitted.model(), rows)
    scored = pl.concat([scores for scores in (fitted.scores, unseen) if scores is not None])
    parameters = fitted.parameters.model_copy(update={"bands": tuple(_bands(scored))})
    return replace(fitted, parameters=parameters)


def conformal_quantiles(scores: Numbers) -> tuple[float, ...]:
    """Order statistics of `scores` at QUANTILE_LEVELS with the finite-sample correction of split conformal.

    A level above one half takes the ceil((n + 1) level)-th smallest, one below the floor((n + 1) level)-th.
    """
    ordered = np.sort(scores)
    ranks = np.array(QUANTILE_LEVELS) * (len(ordered) + 1)
    places = np.where(np.array(QUANTILE_LEVELS) > 0.5, np.ceil(ranks), np.floor(ranks)).astype(int) - 1
    middle = float(np.median(ordered))
    return tuple(
        middle if level == 0.5 else float(ordered[place])
        for level, place in zip(QUANTILE_LEVELS, np.clip(places, 0, len(ordered) - 1), strict=True)
    )


def _bands(scored: pl.DataFrame) -> Iterator[Band]:
    found: dict[Cell, Numbers] = {}
    for keys in CELLS:
        groups = scored.group_by(keys, maintain_order=True) if keys else [((), scored)]
        for names, group in groups:
            cell = dict(zip(keys, names, strict=True))
            authors = group["author"].n_unique()
            if keys and (group.height < FEWEST_BAND_ROWS or authors < FEWEST_BAND_AUTHORS or cell.get("tier") == ANY):
                continue
            own = np.array(conformal_quantiles(group["score"].to_numpy()))
            found[tuple(cell.items())] = quantiles = _held_to(_coarser(found, cell), own, authors) if keys else own
            yield _band(cell, quantiles, group.height)


def _coarser(found: Mapping[Cell, Numbers], cell: Mapping[str, object]) -> Numbers:
    """The quantiles of the finest cell that holds this one."""
    holding = [quantiles for names, quantiles in found.items() if names != tuple(cell.items()) and _holds(names, cell)]
    return holding[-1]


def _holds(names: Cell, cell: Mapping[str, object]) -> bool:
    return all(name in cell and cell[name] == value for name, value in names)


def _held_to(coarser: Numbers, own: Numbers, authors: int) -> Numbers:
    """A mean that trusts a cell by its authors, whose posts resemble each other: rows alone would trust ten too much."""
    return (authors * own + COARSER_AUTHORS * coarser) / (authors + COARSER_AUTHORS)


def _band(cell: Mapping[str, object], quantiles: Numbers, rows_count: int) -> Band:
    history, tier = cell.get("history"), cell.get("tier")
    return Band(
        metric=str(cell["metric"]) if "metric" in cell else None,
        platform=str(cell["platform"]) if "platform" in cell else None,
        history_from=None if history is None else HISTORY_FROM[int(str(history))],
        plan_known=None if "plan" not in cell else bool(cell["plan"]),
        tier=None if tier is None else TIERS[int(str(tier))].name,
        quantiles=tuple(float(value) for value in quantiles),
        rows_count=rows_count,
    )
