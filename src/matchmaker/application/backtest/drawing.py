"""Inline SVG of a backtest: forecasts against what came, and how often intervals held."""

import math
from collections.abc import Sequence
from html import escape

from matchmaker.application.backtest.document import ComparedRow, MetricFigures

_SIZE, _EDGE = 372, 56  # pixels of a square plot, and of its margin for labels
_MOST_POINTS = 600  # of a plot; more of them are a blot
_LINE = 26  # pixels of a row of the coverage plot


def scatter(rows: Sequence[ComparedRow], title: str) -> str:
    """Forecast (across, with its interval) against outcome (up), both on a log scale; the diagonal is exact."""
    shown = list(rows[:: max(1, math.ceil(len(rows) / _MOST_POINTS))])
    top = max(2, math.ceil(max(math.log10(1 + value) for row in shown for value in (row["p90"], row["actual"]))))
    scale = (_SIZE - 2 * _EDGE) / top

    def across(value: float) -> float:
        return _EDGE + scale * math.log10(1 + value)

    def up(value: float) -> float:
        return _SIZE - _EDGE - scale * math.log10(1 + value)

    ticks = "".join(
        f'<line class="grid" x1="{across(value):.1f}" x2="{across(value):.1f}" y1="{_EDGE}" y2="{_SIZE - _EDGE}"/>'
        f'<line class="grid" x1="{_EDGE}" x2="{_SIZE - _EDGE}" y1="{up(value):.1f}" y2="{up(value):.1f}"/>'
        f'<text x="{across(value):.1f}" y="{_SIZE - _EDGE + 14}" text-anchor="middle">{value:,}</text>'
        f'<text x="{_EDGE - 5}" y="{up(value) + 4:.1f}" text-anchor="end">{value:,}</text>'
        for value in (0, *(10**power for power in range(1, top + 1)))
    )
    points = "".join(
        f'<g class="{"in" if row["inside"] else "out"}">'
        f'<line x1="{across(row["p10"]):.1f}" x2="{across(row["p90"]):.1f}" y1="{up(row["actual"]):.1f}" '
        f'y2="{up(row["actual"]):.1f}"/>'
        f'<circle cx="{across(row["p50"]):.1f}" cy="{up(row["actual"]):.1f}" r="2.5">'
        f"<title>{escape(row['creator_id'])}: expected {row['p10']:,.0f} to {row['p90']:,.0f}, came {row['actual']:,.0f}"
        "</title></circle></g>"
        for row in shown
    )
    end = 10**top
    return (
        f'<svg viewBox="0 0 {_SIZE} {_SIZE}" role="img" aria-label="{escape(title)}">'
        f'<text class="title" x="{_EDGE}" y="18">{escape(title)}</text>{ticks}'
        f'<line class="exact" x1="{across(0):.1f}" y1="{up(0):.1f}" x2="{across(end):.1f}" y2="{up(end):.1f}"/>{points}'
        f'<text x="{_SIZE / 2}" y="{_SIZE - 8}" text-anchor="middle">expected (p10, p50, p90)</text>'
        f'<text transform="rotate(-90 12 {_SIZE / 2})" x="12" y="{_SIZE / 2}" text-anchor="middle">came</text></svg>'
    )


def coverage(figures: Sequence[MetricFigures]) -> str:
    """Share of outcomes inside the interval, with its own 95 % interval, beside the promise."""
    width, left, right = 640, 230, 60
    height = _LINE * (len(figures) + 2)
    scale = width - left - right

    def across(share: float) -> float:
        return left + scale * share

    rows = "".join(
        f'<text x="{left - 8}" y="{y + 4}" text-anchor="end">{escape(row["metric"])}, {escape(row["origin"])}</text>'
        f'<line class="interval" x1="{across(row["coverage_low"]):.1f}" x2="{across(row["coverage_high"]):.1f}" '
        f'y1="{y}" y2="{y}"/><circle class="share" cx="{across(row["coverage"]):.1f}" cy="{y}" r="4"/>'
        f'<text x="{width - right + 8}" y="{y + 4}">{row["coverage"]:.2f}</text>'
        for y, row in ((_LINE * (place + 1), row) for place, row in enumerate(figures))
    )
    promised = across(figures[0]["promised"])
    return (
        f'<svg class="wide" viewBox="0 0 {width} {height}" role="img" aria-label="Coverage of the intervals">'
        f'<line class="exact" x1="{promised:.1f}" x2="{promised:.1f}" y1="8" y2="{height - _LINE}"/>'
        f'<text x="{promised:.1f}" y="{height - 8}" text-anchor="middle">promised {figures[0]["promised"]:.1f}</text>'
        f'<text x="{left}" y="{height - 8}">0</text>{rows}</svg>'
    )
