"""Pictures of intervals under drift: what they kept month by month, untreated and treated, and when an alarm was up."""

import numpy as np
import polars as pl
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from matchmaker.domain.assessment import P10, P90, Numbers
from matchmaker.scorers.performance.recalibration import Treated
from training.performance.ads_snapchat import Judged

WEEK = 7.0


def drift_plot(untreated: Judged, treated: Judged, treatment: Treated) -> Figure:
    """Coverage of the 80 % interval by week of start, its ends, and the weeks in which the drift alarm was up."""
    figure = Figure(figsize=(8, 6), layout="constrained")
    kept, ends = figure.subplots(2, 1, sharex=True)
    weeks = np.floor((untreated.rows["started_days"].to_numpy()) / WEEK) * WEEK
    for judged, label in ((untreated, "untreated"), (treated, "treated")):
        _coverage(kept, weeks, judged, label)
    kept.axhline(0.8, color="black", linewidth=0.8)
    kept.set(ylabel="outcomes inside the interval", ylim=(0, 1.02))
    for flags, label, colour in (
        (treatment.drifting, "the model's own interval fails", "tab:orange"),
        (treatment.alarmed, "not to be believed", "tab:red"),
    ):
        kept.fill_between(*_weekly(weeks, flags.astype(np.float64)), alpha=0.15, color=colour, step="mid", label=label)
    kept.legend(fontsize="small")
    _ends(ends, weeks, treated)
    return figure


def _coverage(axes: Axes, weeks: Numbers, judged: Judged, label: str) -> None:
    inside = (judged.quantiles[:, P10] <= judged.truth) & (judged.truth <= judged.quantiles[:, P90])
    axes.plot(*_weekly(weeks, inside.astype(np.float64)), marker="o", markersize=3, label=label)


def _ends(axes: Axes, weeks: Numbers, judged: Judged) -> None:
    for values, label in (
        (judged.quantiles[:, P10], "p10 treated"),
        (judged.truth, "outcome"),
        (judged.quantiles[:, P90], "p90 treated"),
    ):
        axes.plot(*_weekly(weeks, np.exp(values)), label=label)
    axes.set(yscale="log", ylabel="cost per mille, weekly mean", xlabel="week of start, days since 1970")
    axes.legend(fontsize="small")


def _weekly(weeks: Numbers, values: Numbers) -> tuple[list[float], list[float]]:
    """Weeks and the mean of a value in each."""
    means = pl.DataFrame({"week": weeks, "value": values}).group_by("week").agg(pl.col("value").mean()).sort("week")
    return means["week"].to_list(), means["value"].to_list()
