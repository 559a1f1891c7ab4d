"""Figures as MLflow keeps them: one name a number, so that its own pages can chart and compare them."""

import re
from collections.abc import Sequence

from matchmaker.bundles import Metric

LOW, HIGH = "_low", "_high"  # end of the name of a figure that is an end of an interval
_SPOKEN = re.compile(r"[^\w\-. /]")  # what MLflow refuses in the name of a metric


def flat_figures(metrics: Sequence[Metric]) -> dict[str, float]:
    """Rows of a report as MLflow metrics: set/target/metric, its ends as _low and _high, its rivals as _rival_name."""
    figures: dict[str, float] = {}
    for row in metrics:
        name = f"{row.set}/{row.target}/{row.metric}"
        parts = {"": row.value, LOW: row.low, HIGH: row.high, f"_rival_{row.rival}": row.rival_value}
        figures |= {_SPOKEN.sub("_", f"{name}{end}"): value for end, value in parts.items() if value is not None}
    return figures
