"""`python -m training`: train a model, promote or roll back a version, list the data sets, write the cards.

Exit codes: 0 done, 1 the data or the gate refused, 2 wrong usage, 3 the tracking server or the disk failed.
"""

import argparse
import importlib
import os
import sys
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from rich.table import Table

from matchmaker.errors import MatchmakerError, NotFoundError
from matchmaker.scorers import SCORERS
from matchmaker.scorers.scorer import Scorer
from training.cards import CARD_FILE, TEXT_FILE, keep_local_figures, write_card
from training.gate import command as gate_command
from training.gates import GateFailedError, verdict_table
from training.pipeline import STEPS, Job, train
from training.progress import StepProgress
from training.report import metric_table, report_console
from training.sources import known_sources
from training.tracking import CHALLENGER, Tracking
from training.tracking.store import TrackingError, default_uri
from training.trainer import Trainer, read_recipe
from training.trial import try_out

MODELS = ("topic_fit", "authenticity", "performance")
# Modules with add_arguments(parser) and run(arguments): they make something other than a scorer's bundle.
COMMANDS = {
    "inspect": "say what is wrong with a table before a model learns from it",
    "exam": "learn from one data folder and be asked about the rows of another",
    "encoder": "export and quantise the text encoder",
    "sample": "simulate the sample market",
    "tune": "search better values for a recipe by nested cross-validation and write them as a diff",
    "export": "write a public set of feeds as files for matchmaker import",
}
CHECKOUT = Path(__file__).parents[1]
RECIPES = Path(__file__).parent / "recipes"
DONE, REFUSED, INFRASTRUCTURE = 0, 1, 3  # 2, wrong usage, is argparse's own


def main(arguments: Sequence[str]) -> int:
    """Run one command; what went wrong goes to stderr in words."""
    # Before LightGBM and torch are imported: they read it then, and one thread keeps results reproducible.
    os.environ.setdefault("OMP_NUM_THREADS", "1")
    options = build_parser(arguments).parse_args(arguments)
    try:
        options.command(options)
    except GateFailedError as error:
        report_console(stderr=True).print(verdict_table(error.verdicts))
        return _complain(error.detail, REFUSED)
    except TrackingError as error:
        return _complain(error.detail, INFRASTRUCTURE)
    except MatchmakerError as error:
        return _complain(error.detail, REFUSED)
    except OSError as error:
        return _complain(str(error), INFRASTRUCTURE)
    return DONE


def build_parser(arguments: Sequence[str]) -> argparse.ArgumentParser:
    """The parser; a command's own options are asked of its module only when it is the one called."""
    parser = argparse.ArgumentParser(prog="python -m training", description=__doc__)
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    for model in MODELS:
        _add_model(commands.add_parser(model, help=f"train {model} and register it as {CHALLENGER}"), model)
    for name, what in COMMANDS.items():
        command = commands.add_parser(name, help=what)
        if [name] == list(arguments[:1]):
            module = importlib.import_module(f"training.{name}")
            module.add_arguments(command)
            command.set_defaults(command=module.run)
    _add_versions(commands)
    datasets = commands.add_parser("datasets", help="list the public data sets that have a reader")
    datasets.add_argument("--data", type=Path, metavar="DIR", help="say which of them are there")
    datasets.set_defaults(command=list_datasets)
    cards = commands.add_parser("cards", help="write the cards of the shipped models again")
    cards.set_defaults(command=write_cards)
    return parser


def train_model(options: argparse.Namespace) -> None:
    """Train one model; with --ship write its bundle and card below models/, with --only-head try out one head."""
    trainer = importlib.import_module(f"training.{options.model}").TRAINER
    if options.only_head:
        return _try_head(options, trainer)
    shipped_to = CHECKOUT / "models" / options.model
    job: Job[Any, Any, Any, Any] = Job(
        trainer=trainer,
        scorer=_scorer(options.model),
        recipe=options.recipe or RECIPES / ("shipped" if options.ship else "") / f"{options.model}.toml",
        data=options.data,
        out=shipped_to if options.ship else options.out or CHECKOUT / "var" / "training" / options.model,
        sources=known_sources(),
        now=datetime.now(UTC),
        ship=options.ship,
    )
    with StepProgress(options.model, STEPS) as progress:
        trained = train(job, _tracking(options), progress)
    console = report_console()
    console.print(metric_table(trained.bundle.manifest.metrics, options.model))
    console.print(verdict_table(trained.verdicts))
    if options.card:
        keep_local_figures(shipped_to, trained.bundle.manifest)
    if (options.card or options.ship) and (shipped_to / TEXT_FILE).is_file():
        write_card(shipped_to)
    named = f"version {trained.version}, alias {CHALLENGER}" if trained.version else "not registered"
    console.print(f"{options.model} {trained.bundle.manifest.version}: {trained.bundle.folder} ({named})")


def _try_head(options: argparse.Namespace, trainer: Trainer[Any, Any, Any, Any]) -> None:
    """The figures of one head alone: a bundle is always complete, so nothing is written or registered."""
    path = options.recipe or RECIPES / ("shipped" if options.ship else "") / f"{options.model}.toml"
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


def judge_version(options: argparse.Namespace) -> None:
    """Judge a registered version beside the champion of now."""
    gate_command.gate(options, _tracking(options), _scorer(options.model))


def promote(options: argparse.Namespace) -> None:
    """Make a version the champion."""
    gate_command.promote(options, _tracking(options))


def roll_back(options: argparse.Namespace) -> None:
    """Make the champion of before the champion again."""
    gate_command.roll_back(options, _tracking(options))


def list_datasets(options: argparse.Namespace) -> None:
    """Print the data sets that have a reader."""
    table = Table("name", "folder", "licence", "may be shipped", "found")
    for source in known_sources():
        found = "" if options.data is None else "yes" if source.exists(options.data) else "no"
        table.add_row(source.name, source.folder, source.licence, "yes" if source.shippable else "no", found)
    report_console().print(table)


def write_cards(options: argparse.Namespace) -> None:
    """Write the card of every model that has a card text."""
    for text in sorted((CHECKOUT / "models").glob(f"*/{TEXT_FILE}")):
        print(write_card(text.parent))


def _add_model(parser: argparse.ArgumentParser, model: str) -> None:
    parser.add_argument("--data", type=Path, required=True, metavar="DIR", help="folder of the public data sets")
    parser.add_argument("--recipe", type=Path, metavar="FILE", help=f"default: training/recipes/{model}.toml")
    parser.add_argument(
        "--out", type=Path, metavar="DIR", help=f"bundle goes to DIR/bundle, default: var/training/{model}"
    )
    parser.add_argument("--ship", action="store_true", help=f"write models/{model} from sources that may be given away")
    parser.add_argument("--card", action="store_true", help=f"keep the figures for models/{model}/{CARD_FILE}")
    parser.add_argument(
        "--only-head", metavar="NAME", help="figures of one head alone; nothing is written or registered"
    )
    _add_tracking(parser)
    parser.set_defaults(command=train_model, model=model)


def _add_versions(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    judging = commands.add_parser("gate", help="judge a version beside the champion of now; only this lets one in")
    gate_command.add_gate(judging, MODELS)
    judging.set_defaults(command=judge_version)
    promotion = commands.add_parser("promote", help="make a version that passed its gate the champion")
    gate_command.add_promote(promotion, MODELS)
    promotion.set_defaults(command=promote)
    rollback = commands.add_parser("rollback", help="make the champion of before the champion again")
    rollback.add_argument("model", choices=MODELS)
    rollback.set_defaults(command=roll_back)
    for parser in (judging, promotion, rollback):
        _add_tracking(parser)


def _add_tracking(parser: argparse.ArgumentParser) -> None:
    uri = os.environ.get("MATCHMAKER_REGISTRY_URI", default_uri())
    parser.add_argument(
        "--tracking-uri", default=uri, metavar="URI", help="MLflow; default: MATCHMAKER_REGISTRY_URI or var/mlflow"
    )
    parser.add_argument("--artifacts", metavar="URI", help="where bundles and plots lie; default: beside a SQLite file")


def _tracking(options: argparse.Namespace) -> Tracking:
    return Tracking(options.tracking_uri, options.artifacts)


def _scorer(model: str) -> type[Scorer]:
    found = {scorer.name: scorer for scorer in SCORERS}.get(model)
    if found is None:
        raise NotFoundError(f"no scorer named {model}; there are {', '.join(scorer.name for scorer in SCORERS)}")
    return found


def _complain(detail: str, code: int) -> int:
    print(f"training: {detail}", file=sys.stderr)
    return code


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
