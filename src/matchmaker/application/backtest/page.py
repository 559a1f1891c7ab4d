"""A backtest as one page that opens offline: what was asked, how far off, how often inside, what it cost."""

from collections.abc import Iterable, Sequence
from html import escape

from matchmaker.application.backtest.document import (
    Backtest,
    CampaignMoney,
    ComparedRow,
    IntervalStanding,
    MetricFigures,
)
from matchmaker.application.backtest.drawing import coverage, scatter
from matchmaker.ranking.document import Quantiles

_WHOLE_FROM = 100.0  # counts from here on are shown without decimals: ratios are small
_WORST = 20  # rows of the table of surprises
_STYLE = """
body { font: 15px/1.5 system-ui, sans-serif; color: #1c2430; margin: 2rem auto; max-width: 72rem; padding: 0 1rem }
h1 { font-size: 1.5rem } h2 { font-size: 1.15rem; margin-top: 2rem } .soft { color: #5b6675 }
table { border-collapse: collapse; font-variant-numeric: tabular-nums; display: block; overflow-x: auto }
th, td { padding: .3rem .7rem; text-align: right; border-bottom: 1px solid #dde3ea; white-space: nowrap }
th:first-child, td:first-child, th:nth-child(2), td:nth-child(2) { text-align: left }
.plots { display: flex; flex-wrap: wrap; gap: 1rem } svg { width: 22rem; max-width: 100% } svg.wide { width: 42rem }
svg text { font: 11px system-ui, sans-serif; fill: #3a4554 } svg .title { font-size: 13px; font-weight: 600 }
.grid { stroke: #e5eaf0 } .exact { stroke: #5b6675; stroke-dasharray: 4 3 }
.in line, .interval { stroke: #2b6cb0; stroke-opacity: .45 } .in circle, .share { fill: #2b6cb0 }
.out line { stroke: #c05621; stroke-opacity: .45 } .out circle { fill: #c05621 } .interval { stroke-width: 3 }
"""


def page(found: Backtest) -> str:
    """The page as HTML text; nothing in it is fetched."""
    sections = [
        _head(found),
        _errors(found["figures"]),
        _coverage(found["figures"], found["intervals"]),
        _plots(found["rows"]),
    ]
    sections += [_money(found["money"]), _surprises(found["rows"])]
    return (
        '<!doctype html><html lang="en"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1"><title>Forecasts and outcomes</title>'
        f"<style>{_STYLE}</style></head><body>{''.join(sections)}</body></html>\n"
    )


def _head(found: Backtest) -> str:
    final = found["outcomes_count"] - found["young_count"]
    facts = [
        f"{found['outcomes_count']:,} outcomes, {final:,} of them final; "
        f"{found['young_count']:,} were younger than 28 days when they were read and are not judged.",
        "<em>ranking</em>: as it was answered then. <em>replayed</em>: the model in service, knowing the posts published "
        "before each one.",
    ]
    if found["unforecast_count"]:
        facts.append(f"{found['unforecast_count']:,} final outcomes could not be forecast or have no count to compare.")
    facts += [escape(note) + "." for note in found["notes"]]
    listed = "".join(f"<li>{fact}</li>" for fact in facts)
    return f"<h1>Forecasts and outcomes</h1><p class='soft'>As of {escape(found['as_of'])}</p><ul>{listed}</ul>"


def _errors(figures: Sequence[MetricFigures]) -> str:
    head = ("metric", "forecast", "outcomes", "error", "95 %", "past mean", "ours beside it", "typical actual / p50")
    rows = [
        (
            escape(row["metric"]),
            escape(row["origin"]),
            f"{row['rows']:,}",
            _number(row["error"]),
            _interval(row["error_low"], row["error_high"]),
            _number(row["past_mean_error"]),
            _number(row["error_beside_past_mean"]),
            _number(row["typical_factor"]),
        )
        for row in figures
    ]
    words = (
        "Mean absolute difference of log(1 + count): 0.7 is a factor of two. The past mean is the naive rival; "
        "<em>ours beside it</em> is our error on the outcomes where the rival has an answer."
    )
    return f"<h2>Error</h2><p>{words}</p>{_table(head, rows)}"


def _coverage(figures: Sequence[MetricFigures], intervals: Sequence[IntervalStanding]) -> str:
    words = "Share of outcomes between p10 and p90, with a 95 % interval of its own."
    head = ("metric", "forecast", "1 + p10 divided by", "1 + p90 times", "what settled outcomes say")
    rows = [
        (
            escape(row["metric"]),
            escape(row["origin"]),
            _number(row["widen_low_factor"]),
            _number(row["widen_high_factor"]),
            escape(row["text"]),
        )
        for row in intervals
    ]
    return f"<h2>Coverage</h2><p>{words}</p>{coverage(figures) if figures else ''}{_table(head, rows)}"


def _plots(rows: Sequence[ComparedRow]) -> str:
    kinds = dict.fromkeys((row["origin"], row["metric"]) for row in rows)
    plots = "".join(
        scatter([row for row in rows if (row["origin"], row["metric"]) == kind], f"{kind[1]}, {kind[0]}")
        for kind in sorted(kinds)
    )
    return (
        f'<h2>Expected and came</h2><p>Blue: inside the interval; orange: outside.</p><div class="plots">{plots}</div>'
    )


def _money(money: Sequence[CampaignMoney]) -> str:
    sums = ("campaign", "currency", "outcomes", "fees", "revenue", "roas", "roi")
    costs = ("per mille", "per engagement", "expected", "per click", "per acquisition")
    rows = [
        (
            escape(row["campaign_id"] or "none named"),
            escape(row["currency"]),
            f"{row['outcomes_count']:,}",
            _amount(row["fee_amount"]),
            _amount(row["revenue_amount"]),
            _number(row["roas_ratio"]),
            _number(row["roi_ratio"]),
            _amount(row["cost_per_mille"]),
            _amount(row["cost_per_engagement"]),
            _range(row["cost_per_engagement_forecast"]),
            _amount(row["cost_per_click"]),
            _amount(row["cost_per_acquisition"]),
        )
        for row in money
    ]
    words = (
        "Fees and revenue as imported, each currency by itself; a cost counts the outcomes that know both sides. "
        "<em>expected</em> is the cost per engagement as forecast, p10 to p90, simulated over all outcomes together."
    )
    return f"<h2>Money</h2><p>{words}</p>{_table((*sums, *costs), rows) if rows else '<p>No outcome has a fee.</p>'}"


def _surprises(rows: Sequence[ComparedRow]) -> str:
    outside = sorted((row for row in rows if not row["inside"]), key=_times_off, reverse=True)[:_WORST]
    head = ("creator", "metric", "forecast", "p10", "p50", "p90", "came")
    listed = [
        (
            escape(row["creator_id"]),
            escape(row["metric"]),
            escape(row["origin"]),
            *(_level(value) for value in (row["p10"], row["p50"], row["p90"], row["actual"])),
        )
        for row in outside
    ]
    return f"<h2>Furthest outside</h2>{_table(head, listed) if listed else '<p>None.</p>'}"


def _times_off(row: ComparedRow) -> float:
    return max((1 + row["actual"]) / (1 + row["p50"]), (1 + row["p50"]) / (1 + row["actual"]))


def _table(head: Iterable[str], rows: Iterable[Iterable[str]]) -> str:
    heads = "".join(f"<th>{word}</th>" for word in head)
    body = "".join(f"<tr>{''.join(f'<td>{cell}</td>' for cell in row)}</tr>" for row in rows)
    return f"<table><thead><tr>{heads}</tr></thead><tbody>{body}</tbody></table>"


def _level(value: float) -> str:
    return f"{value:,.0f}" if value >= _WHOLE_FROM else f"{value:,.2f}"


def _number(value: float | None) -> str:
    return "–" if value is None else f"{value:.2f}"


def _amount(value: float | None) -> str:
    return "–" if value is None else f"{value:,.2f}"


def _range(quantiles: Quantiles | None) -> str:
    return "–" if quantiles is None else f"{quantiles['p10']:,.2f} to {quantiles['p90']:,.2f}"


def _interval(low: float | None, high: float | None) -> str:
    return "–" if low is None or high is None else f"{low:.2f} to {high:.2f}"
