"""`python -m training gate | promote | rollback`: judge a version beside the champion of now, and move the aliases."""

import argparse
import importlib
import tempfile
import tomllib
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from matchmaker.bundles import Bundle
from matchmaker.scorers.scorer import Scorer
from training.gate.contender import Judging, Made, find_champion
from training.gate.gated import GATE_FILE, Gated
from training.gate.judge import judge_challenger
from training.gates import judge_figures, refuse_failures, verdict_table
from training.report import report_console
from training.tracking import Tracking
from training.tracking.versions import CHALLENGER
from training.trainer import Recipe, Split, Trainer, read_recipe

Open = Callable[[argparse.Namespace], Tracking]
FindScorer = Callable[[str], type[Scorer]]


def add_gate(parser: argparse.ArgumentParser, models: Sequence[str]) -> None:
    """The options of `gate`."""
    parser.add_argument("model", choices=models)
    parser.add_argument("version", nargs="?", default=CHALLENGER, help=f"a number or an alias; default: {CHALLENGER}")
    parser.add_argument(
        "--data",
        type=Path,
        metavar="DIR",
        help="ask both versions about the held-out rows of this folder, and fit on shuffled labels; "
        "without it the answers kept with their runs are compared",
    )
    parser.add_argument(
        "--recipe", type=Path, metavar="FILE", help="thresholds [gate] and [[gates]]; default: the version's own recipe"
    )


def add_promote(parser: argparse.ArgumentParser, models: Sequence[str]) -> None:
    """The options of `promote`."""
    parser.add_argument("model", choices=models)
    parser.add_argument(
        "version", nargs="?", default=CHALLENGER, help=f"a version's number or an alias; default: {CHALLENGER}"
    )


def gate(options: argparse.Namespace, tracking: Tracking, scorer: type[Scorer]) -> None:
    """Judge a registered version; the verdict goes to its tags and its run, a failure raises GateFailedError."""
    trainer = importlib.import_module(f"training.{options.model}").TRAINER
    version = tracking.versions.number(options.model, options.version)
    gated = gate_version(tracking, trainer, scorer, version, data=options.data, recipe=options.recipe)
    refuse_failures(gated.verdicts)
    report_console().print(verdict_table(gated.verdicts))
    print(f"{options.model}: version {version} passed, alias {CHALLENGER}")


def gate_version(
    tracking: Tracking,
    trainer: Trainer[Any, Any, Any, Any],
    scorer: type[Scorer],
    version: str,
    *,
    data: Path | None = None,
    recipe: Path | None = None,
) -> Gated:
    """The gate's verdicts on a registered version beside the champion of now, kept with the version and its run.

    With `data` both answer the held-out rows anew; without it what their runs kept is compared.
    """
    versions, model = tracking.versions, trainer.name
    with tempfile.TemporaryDirectory() as work:
        bundle = versions.bundle(model, version, Path(work) / "challenger")
        rules = _rules(bundle, trainer, recipe)
        champion = find_champion(versions, model, Path(work) / "champion")
        if champion is not None and champion.version == version:
            champion = None
        split = None if data is None else _split(trainer, rules, data)
        judged = versions.judged(model, version)
        if split is not None and isinstance(trainer, Judging):
            judged = trainer.judge(bundle, split, rules)
        made = Made(bundle, judged)
        figures = judge_figures(bundle.manifest.metrics, rules)
        gated = judge_challenger(trainer, scorer, rules, made, champion, split).after(figures)
    versions.keep_verdict(model, version, gated.tags, {GATE_FILE: gated.document})
    return gated


def promote(options: argparse.Namespace, tracking: Tracking) -> None:
    """Make a version that passed its gate the champion."""
    version = tracking.versions.promote(options.model, options.version)
    print(f"{options.model}: version {version} is the champion")


def add_shadow(parser: argparse.ArgumentParser, models: Sequence[str]) -> None:
    """The options of `shadow`."""
    parser.add_argument("model", choices=models)
    parser.add_argument("version", help=f"a version's number or an alias such as {CHALLENGER}; none ends it")


def shade(options: argparse.Namespace, tracking: Tracking) -> None:
    """Let a version answer in the background of services, beside the champion."""
    version = tracking.versions.shade(options.model, None if options.version == "none" else options.version)
    said = "no version" if version is None else f"version {version}"
    print(f"{options.model}: {said} answers in the shadow; matchmaker models shadow says what it would change")


def roll_back(options: argparse.Namespace, tracking: Tracking) -> None:
    """Make the champion of before the champion again."""
    version = tracking.versions.roll_back(options.model)
    print(f"{options.model}: version {version} is the champion again")


def _rules(bundle: Bundle, trainer: Trainer[Any, Any, Any, Any], recipe: Path | None) -> Recipe:
    """The recipe the version was made by, or that of a file with other thresholds."""
    if recipe is not None:
        read: Recipe = read_recipe(recipe, trainer.name, trainer.recipe_type)[0]
        return read
    own: Recipe = trainer.recipe_type.model_validate(tomllib.loads(bundle.manifest.recipe))
    return own


def _split(trainer: Trainer[Any, Any, Any, Any], recipe: Recipe, data: Path) -> Split[Any]:
    return trainer.split(trainer.examples(trainer.load(data, recipe), recipe), recipe)
