"""`matchmaker signals`: every number that can be measured about a creator, with unit, version and meaning."""

import json
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from matchmaker.signals import SIGNALS, Signal
from matchmaker.signals.declaration import FAMILIES


def register(app: typer.Typer) -> None:
    """Add the command to the program."""
    app.command("signals")(signals)


def signals(
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON for programs instead of a table.")] = False,
    family: Annotated[str | None, typer.Option(help=f"One family alone: {', '.join(FAMILIES)}.")] = None,
) -> None:
    """List every signal: its name, unit, version and what it means."""
    if family is not None and family not in FAMILIES:
        raise typer.BadParameter(f"expected one of {', '.join(FAMILIES)}, got {family!r}", param_hint="--family")
    chosen = [item for item in SIGNALS if family in (None, item.family)]
    if as_json:
        typer.echo(json.dumps([_document(item) for item in chosen], indent=2, ensure_ascii=False))
    else:
        for name in dict.fromkeys(item.family for item in chosen):
            Console().print(_table(name, [item for item in chosen if item.family == name]))


def _document(item: Signal) -> dict[str, object]:
    return {
        "name": item.name,
        "family": item.family,
        "table": item.table,
        "unit": item.unit,
        "version": item.version,
        "minimum": item.minimum,
        "maximum": item.maximum,
        "meaning": item.meaning,
    }


def _table(family: str, members: list[Signal]) -> Table:
    table = Table(title=f"{family}: {len(members)} signals", title_justify="left")
    table.add_column("name", no_wrap=True)
    for heading in ("unit", "version", "meaning"):
        table.add_column(heading)
    for item in members:
        table.add_row(item.name, item.unit, str(item.version), item.meaning)
    return table
