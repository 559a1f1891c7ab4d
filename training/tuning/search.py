"""Nested cross-validation: every choice of values is judged on rows that took no part in choosing it (Stone 1974)."""

import time
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import optuna
import polars as pl
from optuna.trial import TrialState

from training.evaluation import brier, mae
from training.gate.contender import Judging, unsaved_bundle
from training.gate.differences import questions
from training.trainer import Recipe, Split, Trainer
from training.tuning.space import Range, Values, with_values

STARTUP_TRIALS = 5  # before the sampler and the pruner believe what they have seen
FIRST_INNER_SEED, FIRST_OUTER_SEED = 1_000, 2_000  # of splits: apart from each other and from those of recipes


@dataclass(frozen=True)
class Tuned:
    """What is tuned: a trainer that judges, a recipe's text, the ranges, and how many inner splits a trial gets."""

    trainer: Trainer[Any, Any, Any, Any]
    text: str
    space: Mapping[str, Range]
    folds: int

    def recipe(self, values: Values) -> Recipe:
        """The recipe with these values."""
        made: Recipe = self.trainer.recipe_type.model_validate(tomllib.loads(with_values(self.text, values)))
        return made


@dataclass(frozen=True)
class Fold:
    """One split, and the losses of the recipe as it is on its test rows, by set and target."""

    split: Split[Any]
    losses: Mapping[tuple[str, str], float]


@dataclass(frozen=True)
class Budget:
    """When a study ends: at a moment of the monotonic clock, or with so many finished trials, earlier ones counted."""

    until: float
    trials: int


@dataclass(frozen=True)
class Tried:
    """One trial of a study: its values, its mean relative loss after each split it was given, and how it ended."""

    number: int
    values: Values
    losses: tuple[float, ...]
    state: str


def inner_folds(tuned: Tuned, rows: object) -> list[Fold]:
    """Splits of rows that may be learned from, by the trainer's own rule under other seeds."""
    return [_fold(tuned, rows, FIRST_INNER_SEED + number) for number in range(tuned.folds)]


def outer_folds(tuned: Tuned, rows: object, count: int) -> Iterator[Fold]:
    """Splits whose test rows only ever judge a finished choice."""
    return (_fold(tuned, rows, FIRST_OUTER_SEED + number) for number in range(count))


def best_values(tuned: Tuned, folds: Sequence[Fold], name: str, storage: str, budget: Budget, seed: int) -> Values:
    """The values with the lowest mean relative loss so far; none when nothing beat the recipe as it is.

    The study goes on where one of the same name in `storage` stopped. A trial is given up when it is worse after a
    split than half of those before it were there.
    """
    study = optuna.create_study(
        study_name=name,
        storage=storage,
        load_if_exists=True,
        sampler=optuna.samplers.TPESampler(seed=seed, n_startup_trials=STARTUP_TRIALS),
        pruner=optuna.pruners.MedianPruner(n_startup_trials=STARTUP_TRIALS),
    )

    def objective(trial: optuna.Trial) -> float:
        values = {key: wanted.suggest(trial, key) for key, wanted in tuned.space.items()}
        found: list[float] = []
        for step, fold in enumerate(folds):
            found.append(relative_loss(tuned, values, fold))
            trial.report(float(np.mean(found)), step)
            if trial.should_prune():
                raise optuna.TrialPruned
        trial.set_user_attr("values", values)
        return float(np.mean(found))

    left = budget.trials - len(study.get_trials(deepcopy=False, states=(TrialState.COMPLETE, TrialState.PRUNED)))
    seconds = budget.until - time.monotonic()
    if left > 0 and seconds > 0:
        study.optimize(objective, n_trials=left, timeout=seconds)
    done = study.get_trials(deepcopy=False, states=(TrialState.COMPLETE,))
    best = min(done, key=lambda trial: float(trial.value or 0.0), default=None)
    return dict(best.user_attrs["values"]) if best is not None and float(best.value or 0.0) < 1 else {}


def tried(name: str, storage: str) -> tuple[Tried, ...]:
    """The finished trials of a study, given up ones too, in their order."""
    study = optuna.load_study(study_name=name, storage=storage)
    ended = study.get_trials(deepcopy=False, states=(TrialState.COMPLETE, TrialState.PRUNED))
    return tuple(
        Tried(trial.number, dict(trial.params), tuple(trial.intermediate_values.values()), trial.state.name.lower())
        for trial in ended
    )


def relative_loss(tuned: Tuned, values: Values, fold: Fold) -> float:
    """Mean over sets and targets of the loss over that of the recipe as it is: sets of any scale weigh the same."""
    losses = _losses(tuned, tuned.recipe(values), fold.split)
    return float(np.mean([losses[key] / known for key, known in fold.losses.items() if key in losses and known > 0]))


def judged(tuned: Tuned, recipe: Recipe, split: Split[Any]) -> pl.DataFrame:
    """What a model of this recipe says of the test rows (JUDGED)."""
    trainer = tuned.trainer
    assert isinstance(trainer, Judging)
    model = trainer.calibrate(trainer.fit(split.train, recipe), split.calibration, recipe)
    rows: pl.DataFrame = trainer.judge(unsaved_bundle(trainer.name, trainer.draft(model, recipe)), split, recipe)
    return rows


def _fold(tuned: Tuned, rows: object, seed: int) -> Fold:
    recipe = tuned.recipe({})
    split = tuned.trainer.split(rows, recipe.model_copy(update={"seed": seed}))
    return Fold(split, _losses(tuned, recipe, split))


def _losses(tuned: Tuned, recipe: Recipe, split: Split[Any]) -> dict[tuple[str, str], float]:
    """Brier score of probabilities, mean absolute error of numbers: both are least for who says what is true."""
    rows = judged(tuned, recipe, split)
    return {
        (asked.set, asked.target): (brier if asked.is_probability else mae)(
            asked.challenger["truth"].to_numpy(), asked.challenger["predicted"].to_numpy()
        )
        for asked in questions(rows, rows.clear())
    }
