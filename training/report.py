"""Figures for people: rows of a report as one table, each with its interval and its naive rival."""

from collections.abc import Sequence

from rich.console import Console
from rich.table import Table

from matchmaker.bundles import Metric

LOG_WIDTH = 160  # characters where there is no terminal: a log that wraps names cannot be searched


def report_console(*, stderr: bool = False) -> Console:
    """A console as wide as the terminal, or wide enough for every column where there is none."""
    console = Console(stderr=stderr)
    return console if console.is_terminal else Console(stderr=stderr, width=LOG_WIDTH)


def metric_table(rows: Sequence[Metric], title: str) -> Table:
    """A rich table with one line a figure."""
    table = Table(title=title, title_justify="left", title_style="bold")
    for heading in ("set", "target", "metric"):
        table.add_column(heading, overflow="fold")
    for heading in ("value", "95 % interval", "rows"):
        table.add_column(heading, justify="right", no_wrap=True)
    table.add_column("rival", overflow="fold")
    table.add_column("its value", justify="right", no_wrap=True)
    for row in rows:
        table.add_row(
            *(row.set, row.target, row.metric),
            *(number(row.value), interval(row), f"{row.rows:,}"),
            *(row.rival or "", number(row.rival_value)),
        )
    return table


def number(value: float | None) -> str:
    """Three decimals below ten, thousands separators above; a dash for unknown."""
    if value is None:
        return "–"
    return f"{value:.3f}" if abs(value) < 10 else f"{value:,.1f}"


def interval(row: Metric) -> str:
    """The figure's interval as "low to high"; empty when it has none."""
    return "" if row.low is None or row.high is None else f"{number(row.low)} to {number(row.high)}"
