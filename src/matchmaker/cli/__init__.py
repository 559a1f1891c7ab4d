"""The command line: one module a command, imported when it is asked for; exit 1 = you can fix it, 2 = wrong usage."""

import importlib
import sys
from collections.abc import Iterable

import typer

from matchmaker.errors import MatchmakerError

COMMANDS = {
    "serve": "serve",
    "import": "import_command",
    "rank": "rank",
    "score": "score",
    "plan-sample": "plan_sample",
    "forecast": "forecast",
    "backtest": "backtest",
    "signals": "signals",
    "disputes": "disputes",
    "definitions": "definitions",
    "models": "models",
    "mlflow": "mlflow",
    "explain-change": "explain_change",
}

FAULTS_SHOWN = 20  # a screen; the first ones are enough to mend an input


def command_line(names: Iterable[str] = COMMANDS) -> typer.Typer:
    """The commands of these names; each module brings its own with `register(app)`."""
    app = typer.Typer(name="matchmaker", no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False)
    app.callback()(matchmaker)
    for name in names:
        importlib.import_module(f"matchmaker.cli.{COMMANDS[name]}").register(app)
    return app


def matchmaker() -> None:
    """Who fits a brand's brief, whose audience is real, what a post will earn, and how sure we are."""


def main() -> None:
    """Run a command; an error the user can mend goes to stderr in its own words, without a traceback."""
    asked = [name for name in sys.argv[1:2] if name in COMMANDS]
    try:
        command_line(asked or COMMANDS)()
    except MatchmakerError as error:
        sys.stderr.write(f"matchmaker: {error.detail}\n")
        for fault in error.errors[:FAULTS_SHOWN]:
            sys.stderr.write(f"  {fault.pointer}: expected {fault.expected}, got {fault.got}\n")
        if len(error.errors) > FAULTS_SHOWN:
            sys.stderr.write(f"  and {len(error.errors) - FAULTS_SHOWN} more\n")
        sys.exit(1)
