"""The command line: one module a command, listed below; exit 1 = you can fix it, 2 = wrong usage."""

import sys

import typer

from matchmaker.cli import definitions, import_command, models, rank, serve, signals
from matchmaker.errors import MatchmakerError

COMMANDS = (
    serve.register,
    import_command.register,
    rank.register,
    signals.register,
    definitions.register,
    models.register,
)

FAULTS_SHOWN = 20  # a screen; the first ones are enough to mend an input

app = typer.Typer(
    name="matchmaker",
    help="Who fits a brand's brief, whose audience is real, what a post will earn, and how sure we are.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)


@app.callback()
def matchmaker() -> None:
    """Who fits a brand's brief, whose audience is real, what a post will earn, and how sure we are."""


for register in COMMANDS:
    register(app)


def main() -> None:
    """Run a command; an error the user can mend goes to stderr in its own words, without a traceback."""
    try:
        app()
    except MatchmakerError as error:
        sys.stderr.write(f"matchmaker: {error.detail}\n")
        for fault in error.errors[:FAULTS_SHOWN]:
            sys.stderr.write(f"  {fault.pointer}: expected {fault.expected}, got {fault.got}\n")
        if len(error.errors) > FAULTS_SHOWN:
            sys.stderr.write(f"  and {len(error.errors) - FAULTS_SHOWN} more\n")
        sys.exit(1)
