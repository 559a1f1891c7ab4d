"""`matchmaker models shadow`: what the versions in the shadow would have changed so far."""

from datetime import UTC, datetime, timedelta
from typing import Annotated

import typer
from pydantic_core import to_json
from rich.console import Console
from rich.table import Table

from matchmaker.application.shadow import ShadowSummary, summaries
from matchmaker.settings import Settings
from matchmaker.store.engine import open_database
from matchmaker.store.shadow_answers import ShadowAnswers

_SHOWN = 5  # creators named in a cell


def show_shadow(
    days: Annotated[float, typer.Option(min=0, help="Look back this many days.")] = 30.0,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON instead of a table.")] = False,
) -> None:
    """Show how rankings would have moved under the versions with the alias shadow."""
    engine = open_database(Settings().database)
    try:
        found = summaries(ShadowAnswers(engine).since(datetime.now(UTC) - timedelta(days=days)))
    finally:
        engine.dispose()
    if as_json:
        typer.echo(to_json(found, indent=2).decode())
        return
    if not found:
        typer.echo("nothing was asked in the shadow; set one with python -m training shadow MODEL VERSION")
        return
    Console().print(_table(found))


def _table(found: list[ShadowSummary]) -> Table:
    table = Table(
        "in the shadow", "rankings", "Kendall tau", "same top ten", "largest change", "would enter", "would leave"
    )
    for item in found:
        other = [
            f"{name} {version} (for {item['champions'].get(name)})"
            for name, version in item["shadows"].items()
            if item["champions"].get(name) != version
        ]
        tau = "-" if item["kendall_tau"] is None else f"{item['kendall_tau']:.3f}"
        overlap = "-" if item["top_overlap_ratio"] is None else f"{100 * item['top_overlap_ratio']:.0f} %"
        change = f"{item['largest_score_change']:.1f} points"
        moved = (_named(item["entered"]), _named(item["left"]))
        table.add_row("\n".join(other), f"{item['rankings_count']:,}", tau, overlap, change, *moved)
    return table


def _named(counts: dict[str, int]) -> str:
    return "\n".join(f"{creator} ({count}x)" for creator, count in list(counts.items())[:_SHOWN])
