"""How far do counts fall from forecasts of authors never learned from? Standardised errors, fold by fold."""

from collections.abc import Callable

import polars as pl

from matchmaker.domain.assessment import Numbers
from matchmaker.scorers.performance.model import PerformanceModel, floats, plan_known
from matchmaker.scorers.performance.parameters import history_class, tier_class
from training.performance.rows import authors
from training.splits import by_group

FOLDS = 3  # each part learns from two authors in three, which widens errors by less than a band's own doubt


def cross_scores(
    rows: pl.DataFrame, priors: Numbers, fit: Callable[[pl.DataFrame, Numbers], PerformanceModel], seed: int
) -> pl.DataFrame:
    """`standardised` learning rows, each by a model that `fit` made of other authors' rows and their priors.

    Cross-conformal scores (Vovk 2015): bands rest on every author learned from, not on the calibration part alone,
    which for the smaller platforms is a handful. `priors`, shape (rows,), are out of fold already.
    """
    parts = []
    for held_out in by_group(authors(rows), (1,) * FOLDS, seed + 1):
        model = fit(rows.filter(pl.Series(~held_out)), priors[~held_out])
        parts.append(standardised(model, rows.filter(pl.Series(held_out)), priors[held_out]))
    return pl.concat(parts)


def standardised(model: PerformanceModel, rows: pl.DataFrame, priors: Numbers | None = None) -> pl.DataFrame:
    """Rows that have a forecast: `score`, the error in units of the reach on its side, and their cell's columns."""
    outlook = model.outlook(rows, priors)
    return rows.select(
        "metric",
        "platform",
        author=pl.format("{}/{}", "set", "author_id"),
        history=pl.Series(history_class(floats(rows, "past_count"))),
        plan=pl.Series(plan_known(rows)).cast(pl.Boolean),
        tier=pl.Series(tier_class(floats(rows, "followers_log"))),
        score=pl.Series(outlook.reach.standardised(floats(rows, "target") - outlook.centre)),
    ).filter(pl.col("score").is_finite())
