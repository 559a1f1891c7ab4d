"""`python -m training MODEL`: train it as a job that may run unattended, or try out one of its heads."""

import argparse
import importlib
import os
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from matchmaker.errors import NotFoundError
from matchmaker.scorers import SCORERS
from matchmaker.scorers.performance.scorer import Performance
from matchmaker.scorers.scorer import Scorer
from training.cards import CARD_FILE, TEXT_FILE, keep_local_figures, write_card
from training.checkout import CHECKOUT
from training.gates import verdict_table
from training.jobs.kept import Kept
from training.outcomes import recipe_with_outcomes, take
from training.pipeline import STEPS, Job, train
from training.progress import StepProgress
from training.report import metric_table, report_console
from training.sources import known_sources
from training.tracking import CHALLENGER, Tracking
from training.tracking.store import default_uri
from training.trainer import RECIPES, Trainer, read_recipe
from training.trial import try_out

WORK = CHECKOUT / "var" / "training"  # bundles, logs and what was learned, by model


def add_training(parser: argparse.ArgumentParser, model: str) -> None:
    """The options of a training."""
    parser.add_argument("--data", type=Path, required=True, metavar="DIR", help="folder of the public data sets")
    parser.add_argument("--recipe", type=Path, metavar="FILE", help=f"default: training/recipes/{model}.toml")
    parser.add_argument(
        "--out", type=Path, metavar="DIR", help=f"bundle goes to DIR/bundle, default: var/training/{model}"
    )
    parser.add_argument("--ship", action="store_true", help=f"write models/{model} from sources that may be given away")
    parser.add_argument("--card", action="store_true", help=f"keep the figures for models/{model}/{CARD_FILE}")
    parser.add_argument(
        "--fresh", action="store_true", help="learn everything again, whatever jobs before have learned from the same"
    )
    parser.add_argument(
        "--only-head", metavar="NAME", help="figures of one head alone; nothing is written or registered"
    )
    if model == Performance.name:
        parser.add_argument(
            "--outcomes",
            nargs="?",
            const="",
            metavar="URL",
            help="learn from the store's matured outcomes too; default: the service's database",
        )
    add_tracking(parser)
    parser.set_defaults(command=train_model, model=model)


def add_tracking(parser: argparse.ArgumentParser) -> None:
    """Where runs and versions are kept."""
    uri = default_uri()
    parser.add_argument(
        "--tracking-uri", default=uri, metavar="URI", help="MLflow store; default: var/mlflow/mlflow.db"
    )
    parser.add_argument("--artifacts", metavar="URI", help="where bundles and plots lie; default: beside a SQLite file")


def open_tracking(options: argparse.Namespace) -> Tracking:
    """The store that the options name."""
    return Tracking(options.tracking_uri, options.artifacts)


def train_model(options: argparse.Namespace) -> None:
    """Train one model; with --ship write its bundle and card below models/, with --only-head try out one head."""
    trainer = trainer_named(options.model)
    if options.only_head:
        return _try_head(options, trainer)
    shipped_to = CHECKOUT / "models" / options.model
    now = datetime.now(UTC)
    log = WORK / options.model / "logs" / f"{now:%Y%m%dT%H%M%SZ}-{os.getpid()}.log"
    job: Job[Any, Any, Any, Any] = Job(
        trainer=trainer,
        scorer=scorer_named(options.model),
        recipe=_with_outcomes(options, recipe_path(options), now),
        data=options.data,
        out=shipped_to if options.ship else options.out or WORK / options.model,
        sources=known_sources(),
        now=now,
        ship=options.ship,
        kept=Kept(None if options.fresh else WORK / "kept"),
        log=log,
    )
    with StepProgress(options.model, STEPS, log) as progress:
        trained = train(job, open_tracking(options), progress)
    console = report_console()
    console.print(metric_table(trained.bundle.manifest.metrics, options.model))
    console.print(verdict_table(trained.verdicts))
    if options.card:
        keep_local_figures(shipped_to, trained.bundle.manifest)
    if (options.card or options.ship) and (shipped_to / TEXT_FILE).is_file():
        write_card(shipped_to)
    named = f"version {trained.version}, alias {CHALLENGER}" if trained.version else "not registered"
    console.print(f"{options.model} {trained.bundle.manifest.version}: {trained.bundle.folder} ({named})")


def _with_outcomes(options: argparse.Namespace, recipe: Path, now: datetime) -> Path:
    """The recipe, with own outcomes among its sources where they are asked for: they are taken as of now."""
    if getattr(options, "outcomes", None) is None:
        return recipe
    report_console().print(take(options.outcomes, now, options.data))
    return recipe_with_outcomes(recipe, options.out or WORK / options.model)


def trainer_named(model: str) -> Trainer[Any, Any, Any, Any]:
    """The trainer of a model."""
    trainer: Trainer[Any, Any, Any, Any] = importlib.import_module(f"training.{model}").TRAINER
    return trainer


def scorer_named(model: str) -> type[Scorer]:
    """The scorer of a model; NotFoundError when there is none of this name."""
    found = {scorer.name: scorer for scorer in SCORERS}.get(model)
    if found is None:
        raise NotFoundError(f"no scorer named {model}; there are {', '.join(scorer.name for scorer in SCORERS)}")
    return found


def recipe_path(options: argparse.Namespace) -> Path:
    """The recipe that was named, or the model's own."""
    own: Path = options.recipe or RECIPES / ("shipped" if options.ship else "") / f"{options.model}.toml"
    return own


def _try_head(options: argparse.Namespace, trainer: Trainer[Any, Any, Any, Any]) -> None:
    """The figures of one head alone: a bundle is always complete, so nothing is written or registered."""
    path = recipe_path(options)
    recipe, _ = read_recipe(path, trainer.name, trainer.recipe_type)
    parts = getattr(recipe, "parts", {})
    if options.only_head not in parts:
        raise NotFoundError(f"no head {options.only_head!r} in {path}; there are {', '.join(parts) or 'none'}")
    head = importlib.import_module(f"training.{options.model}.heads").HEADS[options.only_head]
    with StepProgress(f"{options.model} {options.only_head}", ("try",)) as progress, progress.step("try"):
        metrics, verdicts = try_out(head, parts[options.only_head], options.data)
    console = report_console()
    console.print(metric_table(metrics, f"{options.model}: {options.only_head} alone"))
    console.print(verdict_table(verdicts))
