"""Conformal bands of a performance model: how far counts fall from the forecast, cell by cell."""

from collections.abc import Iterator
from dataclasses import replace

import numpy as np
import polars as pl

from matchmaker.domain.assessment import QUANTILE_LEVELS, Numbers
from matchmaker.domain.tiers import TIERS
from matchmaker.scorers.performance.parameters import HISTORY_FROM, Band
from training.performance.fit import FittedPerformance
from training.performance.scores import standardised

FEWEST_BAND_ROWS, FEWEST_BAND_AUTHORS = 200, 20  # below these a cell takes the band of the next coarser one
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
    for cell in CELLS:
        groups = scored.group_by(cell, maintain_order=True) if cell else [((), scored)]
        for names, group in groups:
            if cell and (group.height < FEWEST_BAND_ROWS or group["author"].n_unique() < FEWEST_BAND_AUTHORS):
                continue
            band = _band(dict(zip(cell, names, strict=True)), group)
            if "tier" not in cell or band.tier is not None:
                yield band


def _band(cell: dict[str, object], group: pl.DataFrame) -> Band:
    history, tier = cell.get("history"), cell.get("tier")
    return Band(
        metric=str(cell["metric"]) if "metric" in cell else None,
        platform=str(cell["platform"]) if "platform" in cell else None,
        history_from=None if history is None else HISTORY_FROM[int(str(history))],
        plan_known=None if "plan" not in cell else bool(cell["plan"]),
        tier=None if tier is None or int(str(tier)) < 0 else TIERS[int(str(tier))].name,
        quantiles=conformal_quantiles(group["score"].to_numpy()),
        rows_count=group.height,
    )
