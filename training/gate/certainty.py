"""When is a difference certain, though many were looked at? Intervals widened for the number of comparisons."""

from scipy.stats import norm

CONFIDENCE = 0.95


def widened(middle: float, low: float, high: float, comparisons: int) -> tuple[float, float]:
    """A 95 % interval at 1 - 0.05 / comparisons, both sides stretched as a normal one would be (Bonferroni; Dunn 1961).

    Among twenty honest slices one 95 % interval leaves out 0 by chance: without this every fifth honest version of
    `benchmarks/gate_week.py` was refused.
    """
    stretch = norm.ppf(1 - (1 - CONFIDENCE) / (2 * max(comparisons, 1))) / norm.ppf((1 + CONFIDENCE) / 2)
    return middle - stretch * (middle - low), middle + stretch * (high - middle)
