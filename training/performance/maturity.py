"""Learning how counts grow: a falling curve of what is still to come, fitted by least absolute deviations."""

from collections.abc import Iterator

import numpy as np
import polars as pl
from numpy.typing import NDArray
from scipy.optimize import linprog
from scipy.sparse import csr_matrix, hstack, identity

from matchmaker.domain.assessment import QUANTILE_LEVELS, Numbers
from matchmaker.scorers.performance.maturity import (
    AGE_CLASSES_FROM,
    AGES_DAYS,
    COUNTED,
    SMALLEST_GROWTH,
    Growth,
    Maturity,
    age_class,
)
from matchmaker.scorers.performance.model import floats
from training.recounts import LATER_AGE

FEWEST_RECOUNTS = 200  # posts; fewer leave some of the ages to a handful
FEWEST_CLASS_RECOUNTS = 50  # of one age class; below it takes the ratios of all ages


def fit_maturity(examples: pl.DataFrame) -> Maturity:
    """Growth by platform and metric of the examples that were counted twice; none where there are too few."""
    return Maturity(growths=tuple(_growths(examples.drop_nulls(LATER_AGE))))


def grown_logs(rows: pl.DataFrame, metric: str) -> Numbers:
    """Observed growth of log1p counts between the first and the last count, shape (rows,); NaN where one lacks."""
    growth: Numbers = np.log1p(floats(rows, f"{metric}_later")) - np.log1p(floats(rows, f"{metric}_first"))
    return growth


def _growths(recounted: pl.DataFrame) -> Iterator[Growth]:
    for (platform,), rows in recounted.group_by("platform", maintain_order=True):
        for metric in COUNTED:
            known = rows.filter(pl.Series(np.isfinite(grown_logs(rows, metric))))
            if known.height >= FEWEST_RECOUNTS:
                yield _growth(str(platform), metric, known)


def _growth(platform: str, metric: str, rows: pl.DataFrame) -> Growth:
    ages, later, grown = floats(rows, "planned_age_days"), floats(rows, LATER_AGE), grown_logs(rows, metric)
    steps = _least_deviation_steps(_remaining(ages) - _remaining(later), grown)
    left = tuple(float(value) for value in np.append(np.cumsum(steps[::-1])[::-1], 0.0))
    curve = Growth(platform=platform, metric=metric, left=left, ratios=(), posts_count=rows.height)
    ratios = grown / np.maximum(curve.expected(ages, later), SMALLEST_GROWTH)
    return curve.model_copy(update={"ratios": tuple(_class_ratios(ratios, age_class(ages)))})


def _remaining(age_days: Numbers) -> Numbers:
    """The share of each step between AGES_DAYS that is still to come at an age, shape (rows, steps)."""
    ages = np.log(AGES_DAYS)
    age = np.log(np.maximum(age_days, AGES_DAYS[0]))[:, None]
    share: Numbers = np.clip((ages[1:] - age) / np.diff(ages), 0.0, 1.0)
    return share


def _least_deviation_steps(shares: Numbers, grown: Numbers) -> Numbers:
    """Growth in each step, never negative, with the smallest sum of absolute errors (a linear programme)."""
    rows, steps = shares.shape
    costs = np.concatenate([np.zeros(steps), np.ones(2 * rows)])
    parts = hstack([csr_matrix(shares), identity(rows), -identity(rows)]).tocsc()
    solved: Numbers = linprog(costs, A_eq=parts, b_eq=grown, method="highs").x[:steps]
    return solved


def _class_ratios(ratios: Numbers, classes: NDArray[np.int64]) -> Iterator[tuple[float, ...]]:
    for place in range(len(AGE_CLASSES_FROM)):
        own = ratios[classes == place]
        enough = own if len(own) >= FEWEST_CLASS_RECOUNTS else ratios
        yield tuple(float(value) for value in np.quantile(enough, QUANTILE_LEVELS))
