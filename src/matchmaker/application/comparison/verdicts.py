"""Better or worse? The words for a difference whose interval leaves out 0, metric by metric."""

import math
from collections.abc import Callable

from matchmaker.application.comparison.document import Verdict

NOMINAL_COVERAGE = 0.8  # p10 to p90
# Words in a metric's name. Where none is known, a difference is only called different.
_LOWER_IS_BETTER = {"brier", "ece", "mae", "error", "loss", "pinball", "rmse", "width", "alarms", "false"}
_HIGHER_IS_BETTER = {
    "auc", "f1", "accuracy", "recall", "precision", "r2", "spearman", "map", "mrr", "ndcg@10", "recall@10",
    "agreement", "better", "fifths",
}  # fmt: skip


def gain_of(metric: str) -> Callable[[float], float] | None:
    """How good a value of the metric is, larger being better; None where that cannot be said from its name."""
    words = set(metric.split("_"))
    if "coverage" in words:
        return lambda value: -abs(value - NOMINAL_COVERAGE)
    if not _LOWER_IS_BETTER.isdisjoint(words):
        return lambda value: -value
    return (lambda value: value) if not _HIGHER_IS_BETTER.isdisjoint(words) else None


def verdict(metric: str, a: float, b: float, low: float, high: float) -> Verdict:
    """What the values of both versions and the interval of their difference (NaN: none) say of b."""
    if math.isnan(low) or math.isnan(high):
        return "unknown"
    if low <= 0 <= high:
        return "not significant"
    gain = gain_of(metric)
    if gain is None or gain(a) == gain(b):
        return "different"
    return "better" if gain(b) > gain(a) else "worse"
