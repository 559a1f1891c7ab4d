"""What forecasts look like: forecast against outcome, what is left over, and coverage level by level."""

from collections.abc import Callable, Mapping

import numpy as np
import polars as pl
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from matchmaker.domain.assessment import P10, P50, P90, QUANTILE_LEVELS
from matchmaker.scorers.performance.model import floats
from matchmaker.scorers.performance.parameters import HISTORY_FROM, history_class
from training.performance.figures import quantile_matrix

MOST_POINTS = 5_000  # more only blacken the plot


def plots(judged: pl.DataFrame) -> Mapping[str, Figure]:
    """Figures over posts asked about without a plan, by name."""
    rows = judged.filter(case="ordinary")
    return {
        "forecast_vs_actual": _figure(_forecast_vs_actual, rows),
        "residuals": _figure(_residuals, rows),
        "calibration": _figure(_calibration, rows),
        "coverage_by_history": _figure(_coverage_by_history, rows),
    }


def _figure(draw: Callable[[Axes, pl.DataFrame], None], rows: pl.DataFrame) -> Figure:
    figure = Figure(figsize=(6, 5), layout="constrained")
    draw(figure.subplots(), rows)
    return figure


def _forecast_vs_actual(axes: Axes, rows: pl.DataFrame) -> None:
    shown = rows.sample(min(rows.height, MOST_POINTS), seed=0)
    for (name,), group in shown.group_by("set", maintain_order=True):
        axes.scatter(quantile_matrix(group)[:, P50], floats(group, "target"), s=3, alpha=0.4, label=str(name))
    axes.axline((5, 5), slope=1, color="black", linewidth=0.8)
    axes.set(xlabel="forecast median, ln(1 + count)", ylabel="outcome, ln(1 + count)")
    axes.legend(markerscale=4, fontsize="small")


def _residuals(axes: Axes, rows: pl.DataFrame) -> None:
    left = floats(rows, "target") - quantile_matrix(rows)[:, P50]
    axes.hist(np.clip(left, -4, 4), bins=81)
    axes.axvline(0, color="black", linewidth=0.8)
    axes.set(xlabel="outcome - forecast median, ln(1 + count)", ylabel="posts and metrics")


def _calibration(axes: Axes, rows: pl.DataFrame) -> None:
    for (name,), group in rows.group_by("set", maintain_order=True):
        below = (floats(group, "target")[:, None] <= quantile_matrix(group)).mean(axis=0)
        axes.plot(QUANTILE_LEVELS, below, marker="o", markersize=3, label=str(name))
    axes.axline((0, 0), slope=1, color="black", linewidth=0.8)
    axes.set(xlabel="nominal level", ylabel="share of outcomes below the quantile")
    axes.legend(fontsize="small")


def _coverage_by_history(axes: Axes, rows: pl.DataFrame) -> None:
    quantiles, truth = quantile_matrix(rows), floats(rows, "target")
    inside = (quantiles[:, P10] <= truth) & (truth <= quantiles[:, P90])
    classes = history_class(floats(rows, "past_count"))
    shares = [
        inside[classes == place].mean() if (classes == place).any() else np.nan for place in range(len(HISTORY_FROM))
    ]
    axes.bar([f"{start}+" for start in HISTORY_FROM], shares)
    axes.axhline(0.8, color="black", linewidth=0.8)
    axes.set(xlabel="posts known", ylabel="coverage of the 80 % interval", ylim=(0, 1))
