"""`matchmaker disputes list|resolve`: which flags are contested, and what became of it."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Annotated

import typer
from pydantic import TypeAdapter
from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from matchmaker.domain.disputes import Dispute, Outcome
from matchmaker.settings import Settings
from matchmaker.store.disputes import Disputes
from matchmaker.store.engine import open_database

_DISPUTES = TypeAdapter(list[Dispute])
_MOMENT = "%Y-%m-%d %H:%M"

disputes = typer.Typer(help="Look at contested flags and decide.", no_args_is_help=True)
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON, with the contacts, instead of a table.")]


def register(app: typer.Typer) -> None:
    """Add the commands."""
    app.add_typer(disputes, name="disputes")


@disputes.command("list")
def list_disputes(
    creator_id: Annotated[str | None, typer.Option("--creator", help="Those of one creator.")] = None,
    everything: Annotated[bool, typer.Option("--all", help="Resolved ones too.")] = False,
    as_json: AsJson = False,
) -> None:
    """List open disputes, the oldest first."""
    with _opened() as kept:
        _show(kept.listed(creator_id, only_open=not everything), as_json)


@disputes.command("resolve")
def resolve(
    dispute_id: Annotated[str, typer.Argument(help="As 'matchmaker disputes list' shows it.")],
    outcome: Annotated[
        Outcome,
        typer.Option(help="upheld: the flag stands; withdrawn: taken back; corrected: the data were mended."),
    ],
    note: Annotated[str, typer.Option(help="Why, for whoever asks later.")],
    as_json: AsJson = False,
) -> None:
    """Close a dispute; the flag counts again as it is measured."""
    with _opened() as kept:
        _show([kept.resolve(dispute_id, outcome, note, datetime.now(UTC))], as_json)


@contextmanager
def _opened() -> Iterator[Disputes]:
    engine = open_database(Settings().database)
    try:
        yield Disputes(engine)
    finally:
        engine.dispose()


def _show(found: list[Dispute], as_json: bool) -> None:
    if as_json:
        sys.stdout.write(_DISPUTES.dump_json(found, indent=2).decode() + "\n")
        return
    table = Table("dispute", "creator", "flag", "opened", "outcome", "reason", box=SIMPLE_HEAD, pad_edge=False)
    for dispute in found:
        about = dispute.objection
        opened = dispute.opened_at.strftime(_MOMENT)
        row = (dispute.dispute_id, about.creator_id, about.flag_code, opened, dispute.outcome or "open", about.reason)
        table.add_row(*map(escape, row))
    Console().print(table)
