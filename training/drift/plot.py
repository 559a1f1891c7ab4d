"""The largest shifts drawn: the distribution before and now, one small chart a column."""

from collections.abc import Sequence
from pathlib import Path

import matplotlib.pyplot as plt
import numpy as np

from training.drift.logged import Logged
from training.drift.statistics import Shift

_CHARTS = 9
_COLUMNS = 3


def plot(found: Sequence[Shift], reference: Logged, recent: Logged, path: Path) -> None:
    """Write a figure of the columns that moved most to `path` (.png, .svg, .pdf)."""
    largest = sorted(found, key=lambda shift: -shift.psi)[:_CHARTS]
    rows = -(-len(largest) // _COLUMNS)
    figure, axes = plt.subplots(rows, _COLUMNS, figsize=(4 * _COLUMNS, 2.6 * rows), squeeze=False, layout="constrained")
    before = {**reference.signals, **reference.predictions}
    now = {**recent.signals, **recent.predictions}
    for axis in axes.flat[len(largest) :]:
        axis.set_axis_off()
    for shift, axis in zip(largest, axes.flat, strict=False):
        known = [values[~np.isnan(values)] for values in (before[shift.column], now[shift.column])]
        edges = np.histogram_bin_edges(np.concatenate(known), bins=30)
        for values, label in zip(known, ("before", "now"), strict=True):
            axis.hist(values, edges, weights=np.full(len(values), 1 / max(len(values), 1)), alpha=0.55, label=label)
        axis.set_title(f"{shift.column}\nPSI {shift.psi:.2f}", fontsize=9)
        axis.set_yticks([])
    axes.flat[0].legend(frameon=False)
    figure.savefig(path)
    plt.close(figure)
