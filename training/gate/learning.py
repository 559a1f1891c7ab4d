"""Does the way of training know what it should not? Fitted on shuffled labels a model must be at chance."""

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import polars as pl

from matchmaker.bundles import Bundle, Manifest
from training.evaluation import bootstrap, r2, roc_auc
from training.gate.contender import Judging, Shuffling
from training.gate.differences import FEWEST_PAIRED, Question, questions
from training.gates import Verdict, not_asked
from training.report import number
from training.trainer import DataT, ExamplesT, ModelT, RecipeT, Split, Trainer

CHECK = "shuffled labels"
DRAWS = 200  # enough to tell chance from knowledge


def judge_shuffled(
    trainer: Trainer[RecipeT, DataT, ExamplesT, ModelT], split: Split[ExamplesT], recipe: RecipeT
) -> tuple[Verdict, ...]:
    """A verdict a set and target: what a model of shuffled labels says of test rows whose labels are true.

    An area further from 0.5 than `chance_ratio`, or an R2 above it, with an interval that leaves chance out means
    that labels of the test rows reach the model some other way than through learning.
    """
    if not recipe.gate.shuffled_labels:
        return (not_asked(CHECK, "the recipe's gate does not ask for it"),)
    if not isinstance(trainer, Judging) or not isinstance(trainer, Shuffling):
        return (not_asked(CHECK, f"the trainer of {trainer.name} cannot shuffle its labels"),)
    wrong = trainer.shuffled(split, recipe)
    model = trainer.calibrate(trainer.fit(wrong.train, recipe), wrong.calibration, recipe)
    draft = trainer.draft(model, recipe)
    manifest = Manifest(
        name=trainer.name,
        version="shuffled",
        created_at="",
        description="",
        features=draft.features,
        signals=draft.signals,
    )
    judged = trainer.judge(Bundle(Path("shuffled"), manifest, draft.files), wrong, recipe)
    return tuple(_verdicts(judged, recipe.gate.chance_ratio, recipe.seed))


def _verdicts(judged: pl.DataFrame, tolerance: float, seed: int) -> Iterator[Verdict]:
    for question in questions(judged, judged.clear()):
        if question.challenger.height < FEWEST_PAIRED:
            continue
        name, value, low, high = above_chance(question, seed)
        knows = (value > tolerance and low > 0) or (name == "roc_auc" and -value > tolerance and high < 0)
        told = (
            f"{name} {number(value + _CHANCE[name])} ({number(low + _CHANCE[name])} to {number(high + _CHANCE[name])})"
        )
        yield Verdict(
            f"{CHECK}: {question.name}",
            not knows,
            f"{told}, expected chance, {number(_CHANCE[name])}, within {tolerance}",
        )


_CHANCE = {"roc_auc": 0.5, "r2": 0.0}


def above_chance(question: Question, seed: int) -> tuple[str, float, float, float]:
    """The metric, how far above chance it is, and the ends of that distance's interval."""
    rows = question.challenger
    truth, predicted, group = (rows[name].to_numpy() for name in ("truth", "predicted", "group"))
    name, statistic = ("roc_auc", roc_auc) if question.is_probability else ("r2", r2)
    found = np.array(bootstrap(statistic, truth, predicted, groups=group, draws=DRAWS, seed=seed)) - _CHANCE[name]
    return (name, *(float(each) for each in found))
