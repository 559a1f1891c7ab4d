"""Does the way of training know what it should not? Fitted on shuffled labels a model must be at chance."""

from collections.abc import Iterator

import polars as pl

from training.evaluation import bootstrap, r2
from training.gate.contender import Judging, Shuffling, unsaved_bundle
from training.gate.differences import FEWEST_PAIRED, questions
from training.gates import Verdict, not_asked
from training.report import number
from training.trainer import DataT, ExamplesT, ModelT, RecipeT, Split, Trainer

CHECK = "shuffled labels"
ATTEMPTS = 3  # by chance one shuffle of 300 labels fails in about ten: three in a row do not
DRAWS = 200  # enough to tell chance from knowledge


def judge_shuffled(
    trainer: Trainer[RecipeT, DataT, ExamplesT, ModelT], split: Split[ExamplesT], recipe: RecipeT
) -> tuple[Verdict, ...]:
    """A verdict a set and target: what a model of shuffled labels says of test rows whose labels are true.

    An explained share of the variance (of yes and no: the Brier skill) above `chance_ratio` whose interval leaves 0
    out means that labels of the test rows reach the model some other way than through learning. Areas are not asked:
    they look at the order alone, and one coefficient of either sign is all that takes. One shuffle of a few hundred
    labels resembles the true ones now and then; a leak does not go away when they are shuffled again.
    """
    if not recipe.gate.shuffled_labels:
        return (not_asked(CHECK, "the recipe's gate does not ask for it"),)
    if not isinstance(trainer, Judging) or not isinstance(trainer, Shuffling):
        return (not_asked(CHECK, f"the trainer of {trainer.name} cannot shuffle its labels"),)
    for attempt in range(ATTEMPTS):
        verdicts = tuple(_verdicts(_chance(trainer, split, recipe, attempt), recipe.gate.chance_ratio, recipe.seed))
        if all(verdict.passed for verdict in verdicts):
            break
    return verdicts


def _chance(
    trainer: Trainer[RecipeT, DataT, ExamplesT, ModelT], split: Split[ExamplesT], recipe: RecipeT, attempt: int
) -> pl.DataFrame:
    """What a model of labels shuffled once says of rows whose labels are true (JUDGED)."""
    assert isinstance(trainer, Judging)
    assert isinstance(trainer, Shuffling)
    wrong = trainer.shuffled(split, recipe.model_copy(update={"seed": recipe.seed + attempt}))
    model = trainer.calibrate(trainer.fit(wrong.train, recipe), wrong.calibration, recipe)
    draft = trainer.draft(model, recipe)
    judged: pl.DataFrame = trainer.judge(unsaved_bundle(trainer.name, draft), wrong, recipe)
    return judged


def _verdicts(judged: pl.DataFrame, tolerance: float, seed: int) -> Iterator[Verdict]:
    for question in questions(judged, judged.clear()):
        rows = question.challenger
        if rows.height < FEWEST_PAIRED:
            continue
        truth, predicted, group = (rows[name].to_numpy() for name in ("truth", "predicted", "group"))
        value, low, high = bootstrap(r2, truth, predicted, groups=group, draws=DRAWS, seed=seed)
        knows = value > tolerance and low > 0
        told = f"explains {number(value)} ({number(low)} to {number(high)}) of the variance"
        yield Verdict(f"{CHECK}: {question.name}", not knows, f"{told}, expected at most {number(tolerance)}")
