"""`python -m training exam MODEL`: learn from one data folder, be asked about the rows of another, write a report."""

import argparse
import importlib
import json
import os
import tempfile
from collections.abc import Sequence
from pathlib import Path

from matchmaker.bundles import Metric
from matchmaker.errors import MatchmakerError
from training.progress import StepProgress
from training.report import metric_table, report_console
from training.trainer import RECIPES, Examined, read_recipe

MODELS = ("authenticity", "topic_fit", "performance")
METRICS = (
    *("roc_auc", "pr_auc", "f1", "accuracy", "brier", "ece", "share_mae", "coverage"),
    *("spearman", "r2", "mae", "pinball", "width"),
)


class ExamError(MatchmakerError):
    """There is nothing to be asked about, or the model has no examination."""

    status, code, title = 422, "exam_impossible", "The examination is not possible"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Which model, from which folder, about which folder, and where the report goes."""
    parser.add_argument("model", choices=MODELS, help="the model that is examined")
    parser.add_argument("--data", type=Path, required=True, metavar="DIR", help="folder of sets to learn from")
    parser.add_argument("--exam", type=Path, required=True, metavar="DIR", help="folder of other rows of these sets")
    parser.add_argument("--out", type=Path, required=True, metavar="FILE", help="the report, a JSON list of rows")
    parser.add_argument("--recipe", type=Path, metavar="FILE", help="default: training/recipes/MODEL.toml")


def run(arguments: argparse.Namespace) -> None:
    """Examine, print the rows and write them: all of them, or no file at all."""
    trainer = importlib.import_module(f"training.{arguments.model}").TRAINER
    if not isinstance(trainer, Examined):
        raise ExamError(f"expected a model with an examination, got {arguments.model}; use its benchmark instead")
    for folder in (arguments.data, arguments.exam):
        if not folder.is_dir():
            raise ExamError(f"expected a folder laid out like data/ at {folder}, found none; check --data and --exam")
    arguments.out.parent.mkdir(parents=True, exist_ok=True)
    path = arguments.recipe or RECIPES / f"{arguments.model}.toml"
    recipe, _ = read_recipe(path, arguments.model, trainer.recipe_type)
    with StepProgress(f"exam {arguments.model}", ("exam",)) as progress, progress.step("exam"):
        rows = [row for row in trainer.exam(arguments.data, arguments.exam, recipe) if row.metric in METRICS]
    if not rows:
        raise ExamError(f"expected rows of sets of {arguments.model} below {arguments.exam}, found none; check --exam")
    write_report(arguments.out, rows)
    report_console().print(metric_table(rows, f"exam {arguments.model}"))


def write_report(path: Path, rows: Sequence[Metric]) -> None:
    """The rows as a JSON list, in place of the file of before only once they are complete."""
    text = json.dumps([row.model_dump() for row in rows], indent=1) + "\n"
    handle, made = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with os.fdopen(handle, "w") as file:
            file.write(text)
        Path(made).chmod(0o644)
        Path(made).replace(path)
    except BaseException:
        Path(made).unlink(missing_ok=True)
        raise
