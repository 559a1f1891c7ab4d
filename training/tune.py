"""`python -m training tune MODEL`: search better values of a recipe's keys and write them as a diff to review."""

import argparse
import hashlib
import importlib
import os
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import optuna
from rich.table import Table

from matchmaker.bundles import Metric
from matchmaker.errors import MatchmakerError
from training.checkout import CHECKOUT
from training.gate.contender import Judging
from training.jobs.commands import add_tracking, open_tracking
from training.report import number, report_console
from training.tracking import RunRecord
from training.trainer import RECIPES, Trainer, read_recipe
from training.tuning.search import Budget, Tried, Tuned, best_values, inner_folds, outer_folds, relative_loss, tried
from training.tuning.space import Values, read_space, recipe_diff, with_values

MODELS = ("topic_fit", "performance")  # those whose bundles can be asked about held-out rows of any split
SEED = 0


class NotTunableError(MatchmakerError):
    """The model's trainer cannot judge a bundle on a split of rows."""

    status, code, title = 422, "not_tunable", "The model cannot be tuned"


@dataclass(frozen=True)
class Outcome:
    """What a search found: the values, the recipe as a diff, and what such a search gained on rows it never saw.

    `outer` holds a loss a split relative to the recipe as it is, of values chosen without that split's test rows;
    `trials` are those of the search that chose the values.
    """

    values: Values
    diff: str
    outer: tuple[float, ...]
    trials: tuple[Tried, ...] = ()


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """What is tuned, on which data, for how long."""
    parser.add_argument("model", choices=MODELS)
    parser.add_argument("--data", type=Path, required=True, metavar="DIR", help="folder of the public data sets")
    parser.add_argument("--recipe", type=Path, metavar="FILE", help="default: training/recipes/MODEL.toml")
    parser.add_argument("--space", type=Path, metavar="FILE", help="default: training/recipes/tuning/MODEL.toml")
    parser.add_argument("--out", type=Path, metavar="DIR", help="studies and diff, default: var/tuning")
    parser.add_argument("--minutes", type=float, default=60, help="time for all searches together (default 60)")
    parser.add_argument("--trials", type=int, default=50, help="trials a search, earlier ones counted (default 50)")
    parser.add_argument("--folds", type=int, default=3, help="inner splits a trial is judged on (default 3)")
    parser.add_argument("--outer", type=int, default=3, help="outer splits that judge the search (default 3)")

    add_tracking(parser)


def run(arguments: argparse.Namespace) -> None:
    """Search, print what was found and write the diff; a search that was stopped goes on."""
    trainer = importlib.import_module(f"training.{arguments.model}").TRAINER
    tracking = open_tracking(arguments)  # before the search: an hour must not end in an address that was wrong
    path = arguments.recipe or RECIPES / f"{arguments.model}.toml"
    space = arguments.space or RECIPES / "tuning" / f"{arguments.model}.toml"
    out = arguments.out or CHECKOUT / "var" / "tuning"
    limits = {name: getattr(arguments, name) for name in ("minutes", "trials", "folds", "outer")}
    outcome = tune(trainer, path, space, arguments.data, out, **limits)
    report_console().print(outcome_table(arguments.model, outcome))
    tracking.log(arguments.model, search_record(arguments.model, outcome))
    print(f"{arguments.model}: {write_diff(out / f'{arguments.model}.diff', outcome)}")


def tune(
    trainer: Trainer[Any, Any, Any, Any],
    recipe_path: Path,
    space_path: Path,
    data: Path,
    out: Path,
    *,
    minutes: float,
    trials: int,
    folds: int,
    outer: int,
) -> Outcome:
    """Nested cross-validation on the rows the recipe trains on; its held-out rows stay unseen for the gate.

    The time is shared evenly: `outer` searches tell what a search gains, the last one on all rows gives the values.
    """
    if not isinstance(trainer, Judging):
        raise NotTunableError(f"expected a model whose bundles can be asked about any rows, got {trainer.name}")
    recipe, text = read_recipe(recipe_path, trainer.name, trainer.recipe_type)
    tuned = Tuned(trainer, text, read_space(space_path), folds)
    with_values(text, {key: each.low for key, each in tuned.space.items()})  # refuses keys before any time is spent
    learned = trainer.split(trainer.examples(trainer.load(data, recipe), recipe), recipe).train
    optuna.logging.set_verbosity(optuna.logging.WARNING)
    out.mkdir(parents=True, exist_ok=True)
    storage, name = f"sqlite:///{out / 'studies.db'}", _study_name(trainer.name, text, space_path, folds)
    began, share = time.monotonic(), 60 * minutes / (outer + 1)
    gained = []
    for place, fold in enumerate(outer_folds(tuned, learned, outer)):
        budget = Budget(began + (place + 1) * share, trials)
        chosen = best_values(tuned, inner_folds(tuned, fold.split.train), f"{name}-{place}", storage, budget, SEED)
        gained.append(relative_loss(tuned, chosen, fold) if chosen else 1.0)
    budget = Budget(began + 60 * minutes, trials)
    values = best_values(tuned, inner_folds(tuned, learned), name, storage, budget, SEED)
    shown = recipe_path.resolve()
    place_in_repository = shown.relative_to(CHECKOUT) if shown.is_relative_to(CHECKOUT) else Path(shown.name)
    diff = recipe_diff(place_in_repository, text, with_values(text, values))
    return Outcome(values, diff, tuple(gained), tried(name, storage))


def write_diff(path: Path, outcome: Outcome) -> str:
    """The diff below a line on what to expect of it, in one rename; what was done, in words."""
    if not outcome.values:
        return "nothing searched was better than the recipe as it is; no diff was written"
    told = f"Loss over that of the recipe as it is, on rows that chose nothing: {_numbers(outcome.outer)}\n"
    handle, made = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    with os.fdopen(handle, "w") as file:
        file.write(told + outcome.diff)
    Path(made).chmod(0o644)
    Path(made).replace(path)
    return f"git apply {path}"


def search_record(model: str, outcome: Outcome) -> RunRecord:
    """The search as a run, its trials nested in it."""
    return RunRecord(
        name=f"tune {model}",
        params={key: str(value) for key, value in outcome.values.items()},
        tags={"kind": "tuning"},
        metrics=[_loss(f"outer split {place}", value) for place, value in enumerate(outcome.outer)],
        texts={"recipe.diff": outcome.diff},
        parts={f"trial {trial.number}": _trial_record(trial) for trial in outcome.trials},
    )


def _trial_record(trial: Tried) -> RunRecord:
    return RunRecord(
        name=f"trial {trial.number}",
        params={key: str(value) for key, value in trial.values.items()},
        tags={"kind": "tuning", "state": trial.state},
        metrics=[_loss(f"after split {place}", value) for place, value in enumerate(trial.losses)],
    )


def _loss(target: str, value: float) -> Metric:
    return Metric(set="tuning", target=target, metric="relative_loss", value=value, rows=1)


def outcome_table(model: str, outcome: Outcome) -> Table:
    """The values found, and what the search gained on outer splits."""
    table = Table("key", "value", title=f"tune {model}", title_justify="left", title_style="bold")
    for key, value in outcome.values.items():
        table.add_row(key, str(value))
    table.add_row("relative loss on outer splits", _numbers(outcome.outer))
    return table


def _numbers(values: Sequence[float]) -> str:
    return ", ".join(number(value) for value in values) or "not measured"


def _study_name(model: str, text: str, space: Path, folds: int) -> str:
    """The same for the same recipe and ranges alone: other losses are never mixed."""
    digest = hashlib.sha256(f"{text}{space.read_text()}{folds}".encode()).hexdigest()
    return f"{model}-{digest[:12]}"
