"""Cells and tables of a page, as HTML; every text that comes from outside is escaped."""

from collections.abc import Sequence
from html import escape

from matchmaker.application.comparison.document import Figure


def table(
    head: Sequence[str],
    rows: Sequence[Sequence[str]],
    *,
    name: str = "",
    numbers: Sequence[int] = (),
    sure: Sequence[bool] = (),
) -> str:
    """Cells are HTML; `numbers` are the columns set to the right, `sure` the rows a filter keeps."""
    kind = ['class="n"' if place in numbers else "" for place in range(len(head))]
    titles = "".join(f"<th {kind[place]}>{cell}</th>" for place, cell in enumerate(head))
    lines = [
        f'<tr data-sure="{int(sure[number]) if sure else 1}">'
        + "".join(f"<td {kind[place]}>{cell}</td>" for place, cell in enumerate(row))
        + "</tr>"
        for number, row in enumerate(rows)
    ]
    identity = f' id="{name}"' if name else ""
    return f'<div class="scroll"><table{identity}><thead><tr>{titles}</tr></thead><tbody>{"".join(lines)}</tbody></table></div>'


def items(lines: Sequence[str]) -> str:
    """List items of lines of text."""
    return "".join(f"<li>{escape(line)}</li>" for line in lines)


def side(side: str, title: str) -> str:
    """A title in the colour of its side."""
    return f'<span class="side {side}">{escape(title)}</span>'


def chip(verdict: str) -> str:
    """A verdict in its colour."""
    return f'<span class="chip {verdict.split()[0]}">{verdict}</span>'


def interval(figure: Figure | None) -> str:
    """A figure above its interval."""
    if figure is None:
        return ""
    bounds = "" if figure["low"] is None else f"<br><small>{number(figure['low'])} to {number(figure['high'])}</small>"
    return f"{number(figure['value'])}{bounds}"


def difference(value: float | None, low: float | None, high: float | None) -> str:
    """A signed difference above its interval."""
    if value is None:
        return ""
    bounds = "" if low is None or high is None else f"<br><small>{low:+.4f} to {high:+.4f}</small>"
    return f"{value:+.4f}{bounds}"


def signed(value: float, *, strong: bool) -> str:
    """A signed number, green above 0 and red below."""
    kind = "up" if value > 0 else "down" if value < 0 else "soft"
    text = f'<span class="{kind}">{value:+.2f}</span>'
    return f"<b>{text}</b>" if strong else text


def version(version: int | None) -> str:
    """The version of a definition, or that it is not read."""
    return "not read" if version is None else str(version)


def number(value: float | None) -> str:
    """Four decimals; nothing for null."""
    return "" if value is None else f"{value:,.4f}"
