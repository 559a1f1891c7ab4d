"""`python -m training`: train a model, judge, promote, roll back or reproduce a version, list the data sets.

Exit codes: 0 done, 1 the data or the gate refused, 2 wrong usage, 3 infrastructure: the tracking server or the disk
failed, another job holds the model, the job was stopped, or a fault of the program. After 3 the same command goes on.
"""

import argparse
import importlib
import os
import sys
import traceback
from collections.abc import Callable, Sequence
from pathlib import Path

from rich.table import Table

from matchmaker.errors import MatchmakerError
from matchmaker.scorers.scorer import Scorer
from training.cards import TEXT_FILE, check_card, write_card
from training.checkout import CHECKOUT
from training.gate import command as gate_command
from training.gates import GateFailedError, verdict_table
from training.jobs.commands import add_tracking, add_training, open_tracking, scorer_named
from training.jobs.run import stop_politely
from training.report import report_console
from training.sources import known_sources
from training.tracking import CHALLENGER, Tracking
from training.tracking.claims import ClaimLostError, ModelBusyError
from training.tracking.store import TrackingError

MODELS = ("topic_fit", "authenticity", "performance")
# Modules with add_arguments(parser) and run(arguments): they make something other than a scorer's bundle.
COMMANDS = {
    "reproduce": "build a version again and say whether it is the same, or what differs",
    "drift": "say whether what is asked, forecast and earned still looks as it did",
    "inspect": "say what is wrong with a table before a model learns from it",
    "exam": "learn from one data folder and be asked about the rows of another",
    "encoder": "export and quantise the text encoder",
    "tuned_encoder": "tune the last layers of the text encoder to topics",
    "tune": "search a recipe by nested cross-validation; the winner is written as a diff",
    "outcomes": "take matured outcomes out of the store for performance to learn from",
    "sample": "simulate the sample market",
    "export": "write a public set of feeds as files for matchmaker import",
}
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
    except (TrackingError, ModelBusyError, ClaimLostError) as error:
        return _complain(error.detail, INFRASTRUCTURE)
    except MatchmakerError as error:
        return _complain(error.detail, REFUSED)
    except OSError as error:
        return _complain(str(error), INFRASTRUCTURE)
    except KeyboardInterrupt:
        return _complain("stopped by a signal; the same command goes on where it was", INFRASTRUCTURE)
    except Exception as error:  # a fault of ours is neither the data's nor the gate's: 1 would be a lie
        traceback.print_exc()
        return _complain(f"{type(error).__name__}: {error}; a fault of the program, please report it", INFRASTRUCTURE)
    return DONE


def build_parser(arguments: Sequence[str]) -> argparse.ArgumentParser:
    """The parser; a command's own options are asked of its module only when it is the one called."""
    parser = argparse.ArgumentParser(prog="python -m training", description=__doc__)
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    for model in MODELS:
        add_training(commands.add_parser(model, help=f"train {model} and register it as {CHALLENGER}"), model)
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
    cards.add_argument("--check", action="store_true", help="write nothing; fail when a card is not up to date")
    cards.set_defaults(command=write_cards)
    return parser


def list_datasets(options: argparse.Namespace) -> None:
    """Print the data sets that have a reader."""
    table = Table("name", "folder", "licence", "may be shipped", "found")
    for source in known_sources():
        found = "" if options.data is None else "yes" if source.exists(options.data) else "no"
        table.add_row(source.name, source.folder, source.licence, "yes" if source.shippable else "no", found)
    report_console().print(table)


def write_cards(options: argparse.Namespace) -> None:
    """Write the card of every model that has a card text; with --check only compare."""
    for text in sorted((CHECKOUT / "models").glob(f"*/{TEXT_FILE}")):
        if options.check:
            check_card(text.parent)
        else:
            print(write_card(text.parent))


def _add_versions(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    gate = commands.add_parser("gate", help="judge a registered version beside the champion of now")
    gate_command.add_gate(gate, MODELS)
    gate.set_defaults(command=_judge)
    promotion = commands.add_parser("promote", help="make a version that passed its gate the champion")
    gate_command.add_promote(promotion, MODELS)
    promotion.set_defaults(command=_with_tracking(gate_command.promote))
    rollback = commands.add_parser("rollback", help="make the champion of before the champion again")
    rollback.add_argument("model", choices=MODELS)
    rollback.set_defaults(command=_with_tracking(gate_command.roll_back))
    shadow = commands.add_parser("shadow", help="let a version answer in the background, beside the champion")
    gate_command.add_shadow(shadow, MODELS)
    shadow.set_defaults(command=_with_tracking(gate_command.shade))
    for parser in (gate, promotion, rollback, shadow):
        add_tracking(parser)


def _judge(options: argparse.Namespace) -> None:
    scorer: type[Scorer] = scorer_named(options.model)
    gate_command.gate(options, open_tracking(options), scorer)


def _with_tracking(
    command: Callable[[argparse.Namespace, Tracking], None],
) -> Callable[[argparse.Namespace], None]:
    return lambda options: command(options, open_tracking(options))


def _complain(detail: str, code: int) -> int:
    print(f"training: {detail}", file=sys.stderr)
    return code


if __name__ == "__main__":
    stop_politely()
    sys.exit(main(sys.argv[1:]))
