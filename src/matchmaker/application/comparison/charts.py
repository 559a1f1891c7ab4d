"""The plots of a comparison as Vega-Lite specifications: data and encoding, drawn by the reader's browser."""

from collections.abc import Mapping, Sequence
from typing import TypeAlias

from matchmaker.application.comparison.document import CalibrationCurve, Comparison, FeatureChange, MetricDelta
from matchmaker.application.comparison.verdicts import NOMINAL_COVERAGE

Spec: TypeAlias = Mapping[str, object]

SCHEMA = "https://vega.github.io/schema/vega-lite/v5.json"  # a name, never fetched
SIDES = {"domain": ["a", "b"], "range": ["#8a94a6", "#2563a8"]}  # grey is what was, blue is what comes
VERDICTS = {"domain": ["better", "worse", "different", "not significant"], "range": ["#1a7f4b", "#b3372f", "#7a5ea8", "#9aa3b2"]}  # fmt: skip
MOST_FIGURES, MOST_FEATURES, MOST_CURVES, MOST_COVERAGES = 30, 20, 12, 40  # more cannot be read in one look
_ROW_HEIGHT, _PAIR_HEIGHT, _WIDTH = 18, 22, 520
_CONFIG: Spec = {
    "font": "system-ui, sans-serif",
    "view": {"stroke": None},
    "axis": {"grid": True, "gridColor": "#eceff3", "domainColor": "#c6ccd6", "tickColor": "#c6ccd6", "labelLimit": 420},
    "legend": {"orient": "top", "title": None},
}


def charts(comparison: Comparison) -> dict[str, Spec]:
    """By the name of its place in the page; a plot without anything to show is left out."""
    found = {
        "differences": differences(comparison["metrics"]),
        "calibration": calibration(comparison["calibration"]),
        "coverage": coverage(comparison["metrics"]),
        "features": features(comparison["features"]),
    }
    return {name: spec for name, spec in found.items() if spec is not None}


def differences(metrics: Sequence[MetricDelta]) -> Spec | None:
    """The surest differences with their intervals, in units of half an interval, so that all metrics share an axis."""
    rows = []
    for row in metrics:
        difference, low, high = row["difference"], row["low"], row["high"]
        if difference is None or low is None or high is None or high <= low or difference == 0:
            continue
        half = (high - low) / 2
        rows.append(
            {
                "figure": _name(row),
                "z": difference / half,
                "low": low / half,
                "high": high / half,
                "verdict": row["verdict"],
                "difference": f"{difference:+.4f} ({low:+.4f} to {high:+.4f}), {row['basis']}",
            }
        )
    rows = sorted(rows, key=lambda row: -abs(float(str(row["z"]))))[:MOST_FIGURES]
    if not rows:
        return None
    colour = {"field": "verdict", "type": "nominal", "scale": VERDICTS}
    y = {"field": "figure", "type": "nominal", "sort": None, "title": None}
    tooltip = [{"field": "figure"}, {"field": "difference"}, {"field": "verdict"}]
    return _spec(
        rows,
        layer=[
            {
                "mark": {"type": "rule", "strokeWidth": 2},
                "encoding": {
                    "y": y,
                    "x": _x("low", "b - a, in half intervals"),
                    "x2": {"field": "high"},
                    "color": colour,
                },
            },
            {
                "mark": {"type": "point", "filled": True, "size": 60},
                "encoding": {"y": y, "x": _x("z", "b - a, in half intervals"), "color": colour, "tooltip": tooltip},
            },
            _line(0),
        ],
        width=_WIDTH,
        height={"step": _ROW_HEIGHT},
    )


def calibration(curves: Sequence[CalibrationCurve]) -> Spec | None:
    """What was said against what happened, a small plot a set and target, the largest first."""
    sizes: dict[str, int] = {}
    for curve in curves:
        name = f"{curve['set']}: {curve['target']}"
        sizes[name] = max(sizes.get(name, 0), sum(point["rows"] for point in curve["points"]))
    shown = sorted(sizes, key=lambda name: -sizes[name])[:MOST_CURVES]
    rows = [
        {"name": name, "side": curve["side"], **point}
        for curve in curves
        if (name := f"{curve['set']}: {curve['target']}") in shown
        for point in curve["points"]
    ]
    if not rows:
        return None
    scale = {"domain": [0, 1]}
    said = {"field": "predicted", "type": "quantitative", "title": "said", "scale": scale}
    happened = {"field": "observed", "type": "quantitative", "title": "happened", "scale": scale}
    colour = {"field": "side", "type": "nominal", "scale": SIDES}
    diagonal = {
        "data": {"values": [{"v": 0}, {"v": 1}]},
        "mark": {"type": "line", "strokeDash": [4, 4], "color": "#9aa3b2"},
        "encoding": {"x": {"field": "v", "type": "quantitative"}, "y": {"field": "v", "type": "quantitative"}},
    }
    layers = [
        diagonal,
        {
            "mark": {"type": "rule", "opacity": 0.35},
            "encoding": {
                "x": said,
                "y": {"field": "low", "type": "quantitative"},
                "y2": {"field": "high"},
                "color": colour,
            },
        },
        {
            "mark": {"type": "line", "point": True},
            "encoding": {
                "x": said,
                "y": happened,
                "color": colour,
                "tooltip": [
                    {"field": "predicted", "format": ".3f"},
                    {"field": "observed", "format": ".3f"},
                    {"field": "rows"},
                ],
            },
        },
    ]
    return _spec(
        rows,
        facet={"field": "name", "type": "nominal", "title": None, "sort": shown},
        columns=4,
        spec={"width": 190, "height": 190, "layer": layers},
    )


def coverage(metrics: Sequence[MetricDelta]) -> Spec | None:
    """How many rows lay inside p10 to p90, by set and target, beside what the interval promises."""
    measured = [row for row in metrics if row["metric"] == "coverage"][:MOST_COVERAGES]
    rows = [
        {"name": f"{row['set']}: {row['target']}", "side": side, **figure}
        for row in measured
        for side, figure in (("a", row["a"]), ("b", row["b"]))
        if figure is not None
    ]
    if not rows:
        return None
    y = {"field": "name", "type": "nominal", "sort": None, "title": None}
    shift = {"field": "side", "type": "nominal"}
    colour = {"field": "side", "type": "nominal", "scale": SIDES}
    return _spec(
        rows,
        layer=[
            {
                "mark": {"type": "rule", "strokeWidth": 2, "opacity": 0.6},
                "encoding": {
                    "y": y,
                    "yOffset": shift,
                    "x": _x("low", "coverage"),
                    "x2": {"field": "high"},
                    "color": colour,
                },
            },
            {
                "mark": {"type": "point", "filled": True, "size": 45},
                "encoding": {
                    "y": y,
                    "yOffset": shift,
                    "x": _x("value", "coverage"),
                    "color": colour,
                    "tooltip": [
                        {"field": "name"},
                        {"field": "side"},
                        {"field": "value", "format": ".3f"},
                        {"field": "rows"},
                    ],
                },
            },
            _line(NOMINAL_COVERAGE),
        ],
        width=_WIDTH,
        height={"step": _PAIR_HEIGHT, "for": "position"},
    )


def features(changes: Sequence[FeatureChange]) -> Spec | None:
    """The shares of the columns that gained or lost most, else of those that weigh most."""
    weight = {id(change): max(change["a"] or 0, change["b"] or 0) for change in changes}
    moved = [change for change in changes if change["a"] != change["b"]] or list(changes)
    shown = sorted(moved, key=lambda change: -(abs((change["b"] or 0) - (change["a"] or 0)) or weight[id(change)]))
    rows = [
        {"name": f"{change['head']}: {change['feature']}", "side": side, "share": share}
        for change in shown[:MOST_FEATURES]
        for side, share in (("a", change["a"]), ("b", change["b"]))
        if share is not None
    ]
    if not rows:
        return None
    return _spec(
        rows,
        mark={"type": "bar"},
        encoding={
            "y": {"field": "name", "type": "nominal", "sort": None, "title": None},
            "yOffset": {"field": "side", "type": "nominal"},
            "x": {
                "field": "share",
                "type": "quantitative",
                "title": "share of the head's importance",
                "axis": {"format": "%"},
            },
            "color": {"field": "side", "type": "nominal", "scale": SIDES},
            "tooltip": [{"field": "name"}, {"field": "side"}, {"field": "share", "format": ".1%"}],
        },
        width=_WIDTH,
        height={"step": _PAIR_HEIGHT, "for": "position"},
    )


def _spec(rows: Sequence[Mapping[str, object]], **parts: object) -> Spec:
    return {"$schema": SCHEMA, "background": None, "config": _CONFIG, "data": {"values": rows}, **parts}


def _x(field: str, title: str) -> Spec:
    return {"field": field, "type": "quantitative", "title": title, "scale": {"zero": False}}


def _line(at: float) -> Spec:
    return {
        "data": {"values": [{"at": at}]},
        "mark": {"type": "rule", "strokeDash": [4, 4], "color": "#5b6472"},
        "encoding": {"x": {"field": "at", "type": "quantitative"}},
    }


def _name(row: MetricDelta) -> str:
    return f"{row['set']}: {row['target']}, {row['metric']}"
