"""The shape of a stretch of growth: how large, how even, what came before and after. Orders come evenly and stop dead."""

import numpy as np
import polars as pl

from matchmaker.scorers.authenticity.growth_days import DayGrid, Indices, Numbers
from matchmaker.scorers.authenticity.growth_stretches import TAIL_DAYS, Stretches

NEAR_DAYS = 7  # what the week before and the week after a stretch brought
FEWEST_NEAR_DAYS = 2  # below this a rate before or after says nothing
FEWEST_SEEN = 3  # counts inside a stretch, below which its evenness is that of the interpolation
LARGEST_RATIO = 1.5  # rates around a stretch are cut at this multiple of its own
LARGEST_UNEVENNESS = 5.0
SMALLEST_CHANGE = 1e-5  # keeps logarithms finite

SHAPE_FEATURES = (
    "spreads_log",
    "change_ratio_log",
    "days_log",
    "noise_ratio_log",
    "sampling_days_log",
    "followers_log",
    "is_loss",
    "before_ratio",
    "after_ratio",
    "lost_ratio",
    "unevenness",
    "first_half_ratio",
    "days_known_after",
)


def shape_columns(grid: DayGrid, surplus: Numbers, found: Stretches) -> pl.DataFrame:
    """SHAPE_FEATURES of each stretch; null where too few counts are known.

    before_ratio and after_ratio: surplus a day around the stretch / that inside it; lost_ratio: share of the change
    that the TAIL_DAYS after took back; unevenness: coefficient of variation of the surplus a day;
    first_half_ratio: share of the change in the first half; noise_ratio: spread / followers; sampling_days: days
    between counts.
    """
    first, last = grid.start[found.owner], grid.last[found.owner]
    size, before = np.maximum(np.abs(found.change), SMALLEST_CHANGE), np.maximum(grid.counts[found.begins], 1.0)
    rate = np.where(found.change < 0, -size, size) / found.days
    seen = grid.seen[found.ends] - grid.seen[found.begins]
    earlier = np.maximum(found.begins - NEAR_DAYS, first)
    later, tail = np.minimum(found.ends + NEAR_DAYS, last), np.minimum(found.ends + TAIL_DAYS, last)
    is_even = seen >= FEWEST_SEEN
    return pl.DataFrame(
        {
            "spreads_log": np.log(size / found.spread),
            "change_ratio_log": np.log(np.maximum(size / before, SMALLEST_CHANGE)),
            "days_log": np.log(found.days),
            "noise_ratio_log": np.log(found.spread / before),
            "sampling_days_log": np.log(found.days / np.maximum(seen, 1)),
            "followers_log": np.log(before),
            "is_loss": (found.change < 0).astype(np.float64),
            "before_ratio": _rate_ratio(surplus, earlier, found.begins, rate),
            "after_ratio": _rate_ratio(surplus, found.ends, later, rate),
            "lost_ratio": np.where(
                tail - found.ends >= FEWEST_NEAR_DAYS,
                _cut(-(surplus[tail] - surplus[found.ends]) / (rate * found.days)),
                np.nan,
            ),
            "unevenness": np.where(is_even, _unevenness(surplus, found, rate), np.nan),
            "first_half_ratio": np.where(is_even, _first_half(surplus, found) / (rate * found.days), np.nan),
            "days_known_after": (tail - found.ends).astype(np.float64),
        }
    ).fill_nan(None)


def _rate_ratio(surplus: Numbers, begins: Indices, ends: Indices, rate: Numbers) -> Numbers:
    days = ends - begins
    ratio = _cut((surplus[ends] - surplus[begins]) / np.maximum(days, 1) / rate)
    return np.where(days >= FEWEST_NEAR_DAYS, ratio, np.nan)


def _cut(ratio: Numbers) -> Numbers:
    return np.clip(ratio, -LARGEST_RATIO, LARGEST_RATIO)


def _unevenness(surplus: Numbers, found: Stretches, rate: Numbers) -> Numbers:
    if not len(found.owner):
        return np.empty(0)
    daily = np.append(np.diff(surplus, prepend=0.0) ** 2, 0.0)
    edges = np.stack([found.begins + 1, found.ends + 1], axis=1).ravel()
    squares = np.add.reduceat(daily, edges)[::2] / found.days
    return np.minimum(np.sqrt(np.maximum(squares - rate**2, 0.0)) / np.abs(rate), LARGEST_UNEVENNESS)


def _first_half(surplus: Numbers, found: Stretches) -> Numbers:
    """Surplus up to the middle; between two days where the middle is."""
    low, high = (found.begins + found.ends) // 2, (found.begins + found.ends + 1) // 2
    half: Numbers = (surplus[low] + surplus[high]) / 2 - surplus[found.begins]
    return half
