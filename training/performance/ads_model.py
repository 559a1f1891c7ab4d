"""How an advertisement's outcome is learned from few rows: trees, and a penalised line where it helps."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import lightgbm as lgb
import numpy as np
import polars as pl
from numpy.typing import ArrayLike

from matchmaker.domain.assessment import P50, QUANTILE_LEVELS, Numbers
from training.splits import by_group

PENALTY = 30.0  # of the line, per standardised column
FOLDS = 5  # for outcomes of ad sets and advertisers the model has not seen
BANDS = 3  # thirds of the forecast, each with its own spread: cheap ads scatter more
PLAIN: Mapping[str, str | float] = {
    "objective": "l2",
    "num_leaves": 15,
    "learning_rate": 0.05,
    "num_threads": 1,
    "verbose": -1,
}  # a rival's
TREES: Mapping[str, str | float] = {
    "objective": "l2",
    "learning_rate": 0.03,
    "min_data_in_leaf": 30,
    "feature_fraction": 0.8,
    "bagging_fraction": 0.7,
    "bagging_freq": 1,
    "lambda_l2": 5.0,
    "deterministic": True,
    "force_row_wise": True,
    "num_threads": 1,
    "verbose": -1,
}
ROUNDS = 250


@dataclass(frozen=True)
class Design:
    """Columns of an advertisement that may be known when it is planned.

    The line sees `numbers`, each of `words` as indicators, and every product of `slopes` (some of the numbers) with
    an indicator of `moderators` (some of the words); the trees, of this many `leaves`, see numbers and words as
    they are.
    """

    numbers: tuple[str, ...]
    words: tuple[str, ...]
    leaves: int
    slopes: tuple[str, ...] = ()
    moderators: tuple[str, ...] = ()


@dataclass(frozen=True)
class AdModel:
    """Trees and a line on the columns of `design`, and the line's weight in the mean of both."""

    design: Design
    vocabulary: dict[str, tuple[str, ...]]
    trees: lgb.Booster
    line: "_Line"
    line_share: float

    def predict(self, rows: pl.DataFrame) -> Numbers:
        """The expected target, shape (rows,)."""
        return mixed(self.both(rows), self.line_share)

    def both(self, rows: pl.DataFrame) -> Numbers:
        """What the trees and what the line says, shape (rows, 2)."""
        grown = np.asarray(self.trees.predict(_codes(rows, self.design, self.vocabulary)), np.float64)
        return np.column_stack([grown, self.line.predict(_indicators(rows, self.design, self.vocabulary))])


@dataclass(frozen=True)
class Learned:
    """A model, and what such models said of the learning rows when they had not seen the row's group."""

    model: AdModel
    unseen: Numbers
    target: Numbers

    def quantiles(self, rows: pl.DataFrame) -> Numbers:
        """Quantiles of the target for other rows, shape (rows, len(QUANTILE_LEVELS))."""
        return banded(self.model.predict(rows), self.unseen, self.target)


@dataclass(frozen=True)
class _Line:
    """Ridge regression on standardised columns; an unknown number counts as an average one."""

    means: Numbers
    scales: Numbers
    weights: Numbers
    base: float

    @classmethod
    def fitted(cls, columns: Numbers, target: Numbers) -> "_Line":
        means, scales = np.nan_to_num(np.nanmean(columns, axis=0)), np.nanstd(columns, axis=0)
        scales = np.where(np.nan_to_num(scales) > 0, scales, 1.0)
        standard = np.nan_to_num((columns - means) / scales)
        base = float(target.mean())
        gram = standard.T @ standard + PENALTY * np.eye(columns.shape[1])
        return cls(means, scales, np.linalg.solve(gram, standard.T @ (target - base)), base)

    def predict(self, columns: Numbers) -> Numbers:
        standard = np.nan_to_num((columns - self.means) / self.scales)
        said: Numbers = self.base + standard @ self.weights
        return said


def learn(rows: pl.DataFrame, target: Numbers, groups: ArrayLike, design: Design, seed: int) -> Learned:
    """The model of learning rows; the line weighs what it earns on groups unseen (stacking, Breiman 1996)."""
    said = np.full((rows.height, 2), np.nan)
    # Not the seed itself: whoever calls may have parted the same groups by it.
    for held_out in by_group(groups, (1,) * FOLDS, seed + 1):
        others = fit(rows.filter(pl.Series(~held_out)), target[~held_out], design, 0.0, seed)
        said[held_out] = others.both(rows.filter(pl.Series(held_out)))
    apart = said[:, 1] - said[:, 0]
    share = float(np.clip((apart * (target - said[:, 0])).sum() / max(float((apart**2).sum()), 1e-12), 0.0, 1.0))
    return Learned(fit(rows, target, design, share, seed), mixed(said, share), target)


def fit(
    rows: pl.DataFrame,
    target: Numbers,
    design: Design,
    line_share: float,
    seed: int,
    settings: Mapping[str, str | float] = TREES,
) -> AdModel:
    """Trees and line on learning rows; `target` has shape (rows,)."""
    words = {name: tuple(rows[name].drop_nulls().unique().sort()) for name in design.words}
    data = lgb.Dataset(_codes(rows, design, words), target)
    trees = lgb.train({"num_leaves": design.leaves, **settings, "seed": seed}, data, ROUNDS)
    return AdModel(design, words, trees, _Line.fitted(_indicators(rows, design, words), target), line_share)


def mixed(both: Numbers, line_share: float) -> Numbers:
    """The weighted mean of what trees and line say, shape (rows,)."""
    mean: Numbers = both[:, 0] + line_share * (both[:, 1] - both[:, 0])
    return mean


def banded(middle: Numbers, learned_middle: Numbers, learned_target: Numbers) -> Numbers:
    """Quantiles around `middle` from the errors of forecasts of unseen groups, by thirds of the forecast.

    Split conformal with out-of-fold scores (Barber 2021, CV+ without its per-fold correction), Mondrian by band. The
    middle level is the forecast itself, the mean of the log, where that lies between its neighbours: R2 asks for it.
    """
    borders = np.quantile(learned_middle, np.linspace(0, 1, BANDS + 1)[1:-1])
    own, place = np.searchsorted(borders, learned_middle), np.searchsorted(borders, middle)
    errors = learned_target - learned_middle
    table = np.stack([np.quantile(errors[own == band], QUANTILE_LEVELS) for band in range(BANDS)])
    steps = table[place]
    steps[:, P50] = np.clip(0.0, steps[:, P50 - 1], steps[:, P50 + 1])
    quantiles: Numbers = middle[:, None] + steps
    return quantiles


def _codes(rows: pl.DataFrame, design: Design, words: dict[str, tuple[str, ...]]) -> Numbers:
    coded = [
        pl.col(name).replace_strict(dict(zip(known, range(len(known)), strict=True)), default=None)
        for name, known in words.items()
    ]
    return _matrix(rows, [*(pl.col(name) for name in design.numbers), *coded])


def _indicators(rows: pl.DataFrame, design: Design, words: dict[str, tuple[str, ...]]) -> Numbers:
    each = {name: [(pl.col(name) == word).fill_null(False).cast(pl.Float64) for word in words[name]] for name in words}
    moderated = [
        pl.col(slope) * indicator for slope in design.slopes for name in design.moderators for indicator in each[name]
    ]
    return _matrix(
        rows, [*(pl.col(name) for name in design.numbers), *(one for all_ in each.values() for one in all_), *moderated]
    )


def _matrix(rows: pl.DataFrame, columns: Sequence[pl.Expr]) -> Numbers:
    named = [column.cast(pl.Float64).fill_null(float("nan")).alias(str(place)) for place, column in enumerate(columns)]
    matrix: Numbers = rows.select(named).to_numpy()
    return matrix
