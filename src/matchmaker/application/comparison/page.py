"""The comparison as one self-contained page: tables, plots and the library that draws them, no network needed."""

import json
from collections.abc import Iterator, Sequence
from html import escape
from string import Template

from matchmaker.application.comparison.cells import (
    chip,
    difference,
    interval,
    items,
    number,
    side,
    signed,
    table,
    version,
)
from matchmaker.application.comparison.charts import Spec, charts
from matchmaker.application.comparison.document import BriefChurn, Comparison, MetricDelta, RankMove, SliceDelta
from matchmaker.resources import resource_file

_SURE = ("better", "worse", "different")


def page(comparison: Comparison) -> str:
    """The page as HTML text."""
    drawn = charts(comparison)
    body = "\n".join(_sections(comparison, drawn))
    return Template(resource_file("comparison/page.html")).substitute(
        title=escape(f"{comparison['model']}: {comparison['b']['title']} against {comparison['a']['title']}"),
        body=body,
        charts=json.dumps(drawn).replace("<", "\\u003c"),
        vega=resource_file("vega/vega.min.js"),
        vega_lite=resource_file("vega/vega-lite.min.js"),
    )


def _sections(comparison: Comparison, drawn: dict[str, Spec]) -> Iterator[str]:
    yield _head(comparison)
    yield _figures(comparison, drawn)
    yield _plot_section("calibration", "Calibration", _CALIBRATION, _NO_CALIBRATION, drawn)
    yield _plot_section("coverage", "Coverage of the intervals", _COVERAGE, _NO_COVERAGE, drawn)
    yield _slices(comparison)
    yield _churn(comparison)
    yield _features(comparison, drawn)
    yield _data(comparison)
    yield _recipe(comparison)


_CALIBRATION = (
    "Rows in ten bins of equal count: mean probability said against the share that was so, with 95 % intervals."
)
_NO_CALIBRATION = "Neither version kept judged rows with probabilities; the figures above have their brier and ece."
_COVERAGE = (
    "Share of held-out rows inside p10 to p90 with its 95 % interval; the dashed line is what the interval promises."
)
_NO_COVERAGE = "Neither version has intervals to judge."


def _head(comparison: Comparison) -> str:
    a, b = comparison["a"], comparison["b"]
    facts = {
        "Version": (a["title"], b["title"]),
        "From": (a["source"], b["source"]),
        "Made": (a["created_at"], b["created_at"]),
        "Commit": (a["commit"], b["commit"]),
        "Seed": (str(a["seed"]), str(b["seed"])),
        "Bundle": (a["digest"][:16], b["digest"][:16]),
        "Judged rows kept": (f"{a['judged_rows_count']:,}", f"{b['judged_rows_count']:,}"),
    }
    rows = [[escape(name), escape(left), escape(right)] for name, (left, right) in facts.items()]
    links = {"figures": "Figures", "calibration": "Calibration", "coverage": "Coverage", "slices": "Slices"}
    links |= {"churn": "Rankings", "features": "Features", "data": "Data", "recipe": "Recipe"}
    return (
        f"<h1>{escape(comparison['model'])}: {side('b', b['title'])} against {side('a', a['title'])}</h1>"
        f'<p class="soft">b is the newer side of every difference, a the older: b - a.</p>'
        f"<nav>{''.join(f'<a href=#{place}>{word}</a>' for place, word in links.items())}</nav>"
        f'<div class="summary"><ul>{items([*comparison["summary"], *comparison["notes"]])}</ul></div>'
        + table(["", side("a", "a"), side("b", "b")], rows)
    )


def _figures(comparison: Comparison, drawn: dict[str, Spec]) -> str:
    head = ["set", "target", "metric", side("a", "a"), side("b", "b"), "rivals", "b - a", "how", "verdict"]
    rows = [_figure_row(row) for row in comparison["metrics"]]
    sure = [row["verdict"] in _SURE for row in comparison["metrics"]]
    return (
        '<h2 id="figures">Figures</h2><p>As each version logged them, with 95 % intervals. <em>paired</em>: both judged '
        "the same rows, and the interval is that of the difference on them. <em>unpaired</em>: the two intervals put "
        "together.</p>"
        + _plot("differences", drawn)
        + _tools("figures-table")
        + table(head, rows, name="figures-table", numbers=(3, 4, 6), sure=sure)
    )


def _figure_row(row: MetricDelta) -> list[str]:
    rivals = "; ".join(f"{escape(name)} {number(value)}" for name, value in row["rivals"].items())
    how = f"paired, {row['rows']:,} rows" if row["basis"] == "paired" else row["basis"]
    return [
        escape(row["set"]),
        escape(row["target"]),
        escape(row["metric"]),
        interval(row["a"]),
        interval(row["b"]),
        f"<small>{rivals}</small>",
        difference(row["difference"], row["low"], row["high"]),
        how,
        chip(row["verdict"]),
    ]


def _slices(comparison: Comparison) -> str:
    head = ["target", "slice", "metric", side("a", "a"), side("b", "b"), "b - a", "rows", "verdict"]
    found = comparison["slices"]
    if not found:
        return '<h2 id="slices">Slices</h2><p class="soft">Slices need rows judged by both versions.</p>'
    return (
        '<h2 id="slices">Slices</h2><p>Rows that both versions judged, all sets of a target together.</p>'
        + _tools("slices-table")
        + table(
            head,
            [_slice_row(row) for row in found],
            name="slices-table",
            numbers=(3, 4, 5, 6),
            sure=[row["verdict"] in _SURE for row in found],
        )
    )


def _slice_row(row: SliceDelta) -> list[str]:
    return [
        escape(row["target"]),
        escape(f"{row['dimension']} {row['value']}"),
        row["metric"],
        number(row["a"]),
        number(row["b"]),
        difference(row["difference"], row["low"], row["high"]),
        f"{row['rows']:,}",
        chip(row["verdict"]),
    ]


def _churn(comparison: Comparison) -> str:
    churn = comparison["churn"]
    if churn is None:
        return '<h2 id="churn">Rankings</h2><p class="soft">Not compared; see the notes above.</p>'
    others = ", ".join(f"{escape(name)} {escape(used)}" for name, used in churn["other_models"].items())
    head = ["brief", "creators", "Kendall's tau", "first ten in common", "largest change of a score", "enter", "leave"]
    rows = [
        [
            f"<b>{escape(brief['brief'])}</b><br><small>{escape(brief['text'])}</small>",
            str(brief["candidates_count"]),
            number(brief["kendall_tau"]),
            f"{brief['top_overlap_ratio']:.0%}",
            f"{brief['largest_score_change']:.2f}",
            str(len(brief["entered"])),
            str(len(brief["left"])),
        ]
        for brief in churn["briefs"]
    ]
    return (
        f'<h2 id="churn">Rankings</h2><p>{escape(churn["market"])}, ranked by both versions, all else equal'
        f"{f' (other models: {others})' if others else ''}.</p>"
        + table(head, rows, numbers=(1, 2, 3, 4, 5, 6))
        + "".join(_moves(brief) for brief in churn["briefs"])
    )


def _moves(brief: BriefChurn) -> str:
    moves = [("enters", move) for move in brief["entered"]] + [("leaves", move) for move in brief["left"]]
    if not moves:
        return ""
    parts = list(moves[0][1]["contributions"])
    head = [escape(brief["brief"]), "", "rank", "score", *parts]
    rows = [_move_row(word, move, parts) for word, move in moves]
    return f"<h3>{escape(brief['brief'])}: who enters and leaves the first ten, and what moved them</h3>" + table(
        head, rows, numbers=tuple(range(2, 4 + len(parts)))
    )


def _move_row(word: str, move: RankMove, parts: Sequence[str]) -> list[str]:
    cells = [signed(move["contributions"][part], strong=part == move["moved_by"]) for part in parts]
    return [
        escape(move["creator_id"]),
        f'<span class="{"up" if word == "enters" else "down"}">{word}</span>'
        + ("" if move["moved_by"] else " <small>others passed</small>"),
        f"{move['rank_a']} → {move['rank_b']}",
        f"{move['score_a']:.2f} → {move['score_b']:.2f}",
        *cells,
    ]


def _features(comparison: Comparison, drawn: dict[str, Spec]) -> str:
    signals = [
        [escape(change["signal"]), version(change["version_a"]), version(change["version_b"])]
        for change in comparison["signals"]
    ]
    named = (
        table(["signal", "definition in a", "definition in b"], signals)
        if signals
        else "<p>Both read the same signals by the same definitions.</p>"
    )
    came = [f"{change['head']}: {change['feature']}" for change in comparison["features"] if change["state"] == "added"]
    went = [
        f"{change['head']}: {change['feature']}" for change in comparison["features"] if change["state"] == "removed"
    ]
    lists = "".join(
        f"<h3>{word}</h3><ul>{items(names)}</ul>"
        for word, names in (("Columns that came", came), ("Columns that went", went))
        if names
    )
    return (
        '<h2 id="features">What the models lean on</h2><p>Share of a head\'s importance: gain of its trees, or size of '
        "its coefficients; the columns that changed most.</p>" + _plot("features", drawn) + lists + named
    )


def _data(comparison: Comparison) -> str:
    data = comparison["data"]
    lists = {
        "Sources that came": data["sources_added"],
        "Sources that went": data["sources_removed"],
        "Sources of both": data["sources_kept"],
        "Findings that came": data["findings_added"],
        "Findings that went": data["findings_removed"],
    }
    same = "The same data, byte for byte" if data["same"] else "Other data"
    parts = [f"<h3>{word}</h3><ul>{items(lines)}</ul>" for word, lines in lists.items() if lines]
    return (
        f'<h2 id="data">Data</h2><p>{same}: {escape(data["digest_a"][:16] or "unknown")} → '
        f"{escape(data['digest_b'][:16] or 'unknown')}.</p>" + "".join(parts)
    )


def _recipe(comparison: Comparison) -> str:
    if not comparison["recipe"] and not comparison["recipe_diff"]:
        return '<h2 id="recipe">Recipe</h2><p>The same recipe.</p>'
    rows = [[escape(row["key"]), escape(row["a"] or ""), escape(row["b"] or "")] for row in comparison["recipe"]]
    lines = "\n".join(_diff_line(line) for line in comparison["recipe_diff"])
    changes = table(["key", side("a", "a"), side("b", "b")], rows) if rows else "<p>Only comments differ.</p>"
    return f'<h2 id="recipe">Recipe</h2>{changes}<h3>Text</h3><pre>{lines}</pre>'


def _diff_line(line: str) -> str:
    kind = {"+": "add", "-": "del"}.get(line[:1])
    return f'<span class="{kind}">{escape(line)}</span>' if kind else escape(line)


def _plot_section(name: str, title: str, text: str, nothing: str, drawn: dict[str, Spec]) -> str:
    said = f"<p>{text}</p>" if name in drawn else f'<p class="soft">{nothing}</p>'
    return f'<h2 id="{name}">{title}</h2>{said}{_plot(name, drawn)}'


def _plot(name: str, drawn: dict[str, Spec]) -> str:
    return f'<div class="plot" id="plot-{name}"></div>' if name in drawn else ""


def _tools(name: str) -> str:
    return (
        f'<div class="tools" data-table="{name}"><input type="search" placeholder="Find a set, target or metric" '
        'aria-label="Find"><label><input type="checkbox"> significant only</label><output class="soft"></output></div>'
    )
