"""`matchmaker explain-change`: why a creator's score differs between two stored rankings, cause by cause."""

import json
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from matchmaker.application.comparison.asked import versions_of
from matchmaker.application.comparison.change_document import ChangePart, Observed, ScoreChange
from matchmaker.application.comparison.score_change import explain_change
from matchmaker.application.workplace import open_workplace
from matchmaker.settings import Settings

_SIGNALS_SHOWN = 15  # a screen; --json has all


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("explain-change")(explain)


def explain(
    creator: Annotated[str, typer.Option("--creator", help="The creator's id.")],
    before: Annotated[str, typer.Option("--from", help="The id of the older ranking.")],
    after: Annotated[str, typer.Option("--to", help="The id of the newer ranking.")],
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON instead of a table.")] = False,
) -> None:
    """Split the difference of a creator's score into what the data, the brief and each model changed."""
    settings = Settings()
    with open_workplace(settings) as workplace:
        change = explain_change(workplace, versions_of(settings), creator, before, after)
    if as_json:
        typer.echo(json.dumps(change, ensure_ascii=False, indent=2))
    else:
        _show(change, Console())


def _show(change: ScoreChange, console: Console) -> None:
    old, new = change["before"], change["after"]
    console.print(
        f"{change['creator_id']}: score {old['score']:.2f} (rank {old['rank']}) → {new['score']:.2f} "
        f"(rank {new['rank']}), {change['difference']:+.2f}",
        markup=False,
        highlight=False,
    )
    names = list(change["parts"][0]["contributions"])
    table = Table("cause", "what", "points", *names)
    for part in change["parts"]:
        cells = [f"{part['contributions'][name]:+.2f}" for name in names]
        table.add_row(part["cause"], part["what"], f"{part['points']:+.2f}", *cells)
    table.add_row("", "together", f"{change['difference']:+.2f}", *[""] * len(names))
    console.print(table)
    for part in change["parts"]:
        _show_moved(part, console)
    if change["signals"]:
        _show_signals(change, console)
    for note in change["notes"]:
        console.print(f"note: {note}", markup=False, highlight=False)


def _show_moved(part: ChangePart, console: Console) -> None:
    for move in part["moved"]:
        values = f"{_shown(move['before'])} → {_shown(move['after'])}"
        console.print(
            f"{part['cause']}: {move['quantity']} {values} ({move['contribution']})", markup=False, highlight=False
        )


def _show_signals(change: ScoreChange, console: Console) -> None:
    table = Table("signal", "before", "after", "unit", "read by", title="Signals that differ", title_justify="left")
    for move in change["signals"][:_SIGNALS_SHOWN]:
        cells = _shown(move["before"]), _shown(move["after"]), move["unit"], ", ".join(move["used_by"])
        table.add_row(move["signal"], *cells)
    console.print(table)
    if len(change["signals"]) > _SIGNALS_SHOWN:
        console.print(f"and {len(change['signals']) - _SIGNALS_SHOWN} more; --json has all")


def _shown(value: Observed) -> str:
    if value is None:
        return "unknown"
    return value if isinstance(value, str) else f"{value:,.4g}"
