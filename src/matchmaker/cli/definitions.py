"""`matchmaker definitions`: the words with a formula and the size classes, as the service uses them."""

import json
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from matchmaker.domain.definitions import DEFINITIONS, definitions_document
from matchmaker.domain.tiers import TIERS


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("definitions")(show_definitions)


def show_definitions(
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON, the answer of GET /v1/definitions.")] = False,
) -> None:
    """Print every measured word with its unit and formula, and the tiers."""
    if as_json:
        typer.echo(json.dumps(definitions_document(), indent=2))
        return
    console = Console()
    console.print(_words())
    console.print(_tiers())


def _words() -> Table:
    table = Table("word", "unit", "formula", "note", title="Definitions")
    for item in DEFINITIONS:
        table.add_row(item.name, item.unit, item.formula, item.note)
    return table


def _tiers() -> Table:
    table = Table("tier", "from followers", title="Tiers")
    for tier in TIERS:
        table.add_row(tier.name, f"{tier.followers_count_min:,}")
    return table
