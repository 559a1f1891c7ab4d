"""`python -m training reproduce MODEL VERSION`: build a version again and say whether it is the same, or what differs."""

import argparse
import json
import tempfile
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path

from rich.table import Table

from matchmaker.errors import MatchmakerError
from training.jobs.commands import add_tracking, open_tracking, scorer_named, trainer_named
from training.jobs.rebuild import Reproduction, reproduce
from training.pipeline import STEPS, Job
from training.progress import StepProgress
from training.report import number, report_console
from training.sources import known_sources

MODELS = ("topic_fit", "authenticity", "performance")
LATEST = "latest"
FIGURES_SHOWN = 20  # a screen; --json has all


class NotReproducedError(MatchmakerError):
    """A version was built again and is another."""

    status, code, title = 409, "not_reproduced", "The version is not what its record says"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Which version, and from which data."""
    parser.add_argument("model", choices=MODELS)
    parser.add_argument("version", help=f"a number, an alias such as champion, or {LATEST}")
    parser.add_argument("--data", type=Path, required=True, metavar="DIR", help="folder of the data sets")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write the report there too")
    add_tracking(parser)


def run(options: argparse.Namespace) -> None:
    """Report; NotReproducedError (exit 1) when anything differs."""
    tracking = open_tracking(options)
    wanted = tracking.latest(options.model) if options.version == LATEST else options.version
    version = tracking.versions.number(options.model, wanted)
    with tempfile.TemporaryDirectory() as work, StepProgress(f"reproduce {options.model}", STEPS[:8]) as progress:
        job = Job(
            trainer=trainer_named(options.model),
            scorer=scorer_named(options.model),
            recipe=Path(),
            data=options.data,
            out=Path(work),
            sources=known_sources(),
            now=datetime.now(UTC),
        )
        recorded = tracking.versions.bundle(options.model, version, Path(work))
        found = reproduce(job, version, recorded, tracking.logged(options.model, version), progress)
    if options.json:
        options.json.write_text(json.dumps({"same": found.same, **asdict(found)}, indent=1) + "\n")
    report(found, options.model)
    if not found.same:
        raise NotReproducedError(f"version {version} of {options.model} is not reproduced: {_why(found)}")


def report(found: Reproduction, model: str) -> None:
    """What is the same and what is not, for people."""
    console = report_console()
    same = sum(found.files.values())
    console.print(f"{model} version {found.version}, built again from {found.built_from}")
    console.print(
        f"files: {same} of {len(found.files)} identical; figures: {len(found.figures)} of {found.figures_count} differ"
    )
    for line in found.causes:
        console.print(f"no longer as recorded: {line}", markup=False)
    if not found.same:
        table = Table("file or figure", "recorded", "built again")
        for name, is_same in found.files.items():
            if not is_same:
                table.add_row(name, "", "another content")
        for name, before, after in found.figures[:FIGURES_SHOWN]:
            table.add_row(name, number(before), number(after))
        console.print(table)


def _why(found: Reproduction) -> str:
    return "; ".join(found.causes) or "data, code and libraries are as recorded, so something in it is left to chance"
