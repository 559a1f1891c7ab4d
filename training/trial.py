"""An experiment with a part of a model: its figures and the gate's verdicts on them; nothing is written or registered."""

from collections.abc import Sequence
from pathlib import Path

from matchmaker.bundles import Metric
from training.data_quality import inspect_loaded
from training.gates import Verdict, judge_figures
from training.trainer import DataT, Evaluation, ExamplesT, ModelT, RecipeT, Trainer


def try_out(
    trainer: Trainer[RecipeT, DataT, ExamplesT, ModelT], recipe: RecipeT, data: Path
) -> tuple[Sequence[Metric], tuple[Verdict, ...]]:
    """Every step up to the gate; a model is only ever registered whole."""
    tables = trainer.load(data, recipe)
    inspection = inspect_loaded(trainer, tables, recipe)
    split = trainer.split(trainer.examples(tables, recipe), recipe)
    model = trainer.calibrate(trainer.fit(split.train, recipe), split.calibration, recipe)
    evaluation: Evaluation = trainer.evaluate(model, split, recipe)
    return evaluation.metrics, inspection.verdicts() + judge_figures(evaluation.metrics, recipe)
