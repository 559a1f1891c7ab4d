"""Which stretches of a follower history stand out? A scan over window lengths, against the creator's own background.

Kulldorff 1997's idea of a scan statistic, with a robust background in place of a known one: ordinary growth is the
local median of daily growth, the spread of a window's surplus is the creator's own (median absolute value), shrunk
towards what is ordinary for accounts of its size where the history is short, and never below counting noise.
"""

from typing import Self

import numpy as np
import polars as pl
from pydantic import model_validator

from matchmaker.scorers.authenticity.growth_days import DayGrid, Indices, Numbers, exact
from matchmaker.scorers.authenticity.growth_stretches import Stretches, merged, without_tails
from matchmaker.scorers.authenticity.numbers import Parameters, Positive, Ratio

SMALLEST_OWN_RATIO = 0.25  # of the ordinary spread: a history without any movement is not without any spread
NORMAL = 1.4826  # standard deviation of a normal variable / median of its absolute value


class ScanLimits(Parameters):
    """Windows of `window_days` are compared with their spread.

    `window_spread_ratios`: ordinary standard deviation of each window's surplus / followers, which weighs as much as
    `prior_windows_count` windows of the creator's own history. `background_days`: width of the local median.
    A stretch is looked at from `least_spreads` standard deviations and `least_ratio` of the followers on, at most
    `most_gains` and `most_losses` of them a creator.
    """

    window_days: tuple[int, ...]
    window_spread_ratios: tuple[Positive, ...]
    prior_windows_count: Positive
    background_days: int
    least_spreads: Positive
    least_ratio: Ratio
    most_gains: int
    most_losses: int

    @model_validator(mode="after")
    def _a_spread_each(self) -> Self:
        if len(self.window_days) != len(self.window_spread_ratios):
            raise ValueError("expected one spread a window length")
        return self


def surplus_of(grid: DayGrid, background_days: int) -> tuple[Numbers, Numbers]:
    """Followers beyond ordinary growth, up to a constant of the creator, and ordinary growth a day; both (cells,).

    Ordinary is the local median over days or over steps between counts, whichever is nearer to no growth: one
    long step without counts is most of the days, and one short gap after the other most of the steps.
    """
    rate = np.diff(grid.counts, prepend=0.0)
    rate[grid.start[:-1]] = np.nan
    is_step = np.diff(grid.seen, prepend=0) > 0
    steps = np.where(is_step, rate, np.nan)
    frame = pl.DataFrame({"owner": grid.owner, "days": rate, "steps": steps}).fill_nan(None)
    medians = frame.select(
        pl.col("days", "steps").rolling_median(background_days, center=True, min_samples=1).over("owner")
    )
    by_day, by_step = (medians[name].fill_null(0.0).to_numpy() for name in ("days", "steps"))
    ordinary = exact(np.where(np.abs(by_step) < np.abs(by_day), by_step, by_day))
    ordinary[grid.start[:-1]] = 0.0
    return grid.counts - np.cumsum(ordinary), ordinary


def stretches(grid: DayGrid, surplus: Numbers, ordinary: Numbers, limits: ScanLimits) -> Stretches:
    """The stretches of every creator that stand out most: gains, and losses that are no gain's aftermath."""
    windows = np.array(limits.window_days)
    cells = np.arange(len(surplus))
    moved = np.stack([surplus - surplus[np.maximum(cells - window, 0)] for window in windows])
    spreads = _spreads(grid, moved, ordinary, limits)
    gains, losses = (
        _material(merged(_largest(grid, sign * moved / spreads, spreads, surplus, limits, most), surplus), grid, limits)
        for sign, most in ((1.0, limits.most_gains), (-1.0, limits.most_losses))
    )
    return gains.plus(without_tails(losses, gains))


def _material(found: Stretches, grid: DayGrid, limits: ScanLimits) -> Stretches:
    return found.where(np.abs(found.change) >= limits.least_ratio * grid.counts[found.begins])


def _spreads(grid: DayGrid, moved: Numbers, ordinary: Numbers, limits: ScanLimits) -> Numbers:
    """Standard deviation of each window's surplus, shape (windows, cells); infinite where it does not fit."""
    owner, cells = grid.owner, np.arange(len(ordinary))
    age = cells - grid.start[owner]
    columns = {
        str(window): np.where(age >= window, np.abs(change), np.nan)
        for window, change in zip(limits.window_days, moved, strict=True)
    }
    own = (
        pl.DataFrame({"owner": owner, **columns})
        .fill_nan(None)
        .group_by("owner", maintain_order=True)
        .agg(pl.all().median().fill_null(0.0))
        .drop("owner")
        .to_numpy()
        .T
        * NORMAL
    )
    spreads = np.empty_like(moved)
    for row, (window, ratio) in enumerate(zip(limits.window_days, limits.window_spread_ratios, strict=True)):
        seen = np.maximum(grid.lengths / window - 1, 0.0)
        weight = (seen / (seen + limits.prior_windows_count))[owner]
        typical = ratio * grid.counts[np.maximum(cells - window, 0)]
        # Arrivals are Poisson-like, at least one a day; two rounded ends differ by a triangular error.
        counting = window * np.maximum(np.abs(ordinary), 1.0) + grid.step**2 / 6
        # Shrunk as logarithms: in a short history the event itself may be most of what there is to see.
        usual = np.maximum(own[row][owner], SMALLEST_OWN_RATIO * typical) ** weight * typical ** (1 - weight)
        spreads[row] = np.where(age >= window, np.sqrt(usual**2 + counting), np.inf)
    # A longer window is never surer than a shorter one within it.
    ascending: Numbers = np.maximum.accumulate(spreads, axis=0)
    return ascending


def _largest(
    grid: DayGrid, height: Numbers, spreads: Numbers, surplus: Numbers, limits: ScanLimits, most: int
) -> Stretches:
    """The highest windows, one a creator and round; what overlaps one is struck out before the next round."""
    owner, cells, windows = grid.owner, np.arange(height.shape[1]), np.array(limits.window_days)
    found: list[tuple[Indices, Indices, Indices, Numbers]] = [
        (np.empty(0, np.int64), np.empty(0, np.int64), np.empty(0, np.int64), np.empty(0))
    ]
    for _ in range(most):
        highest = height.max(axis=0)
        kept = np.repeat(_each(np.maximum, highest, owner) >= limits.least_spreads, _counts(owner))
        height, owner, cells, highest = height[:, kept], owner[kept], cells[kept], highest[kept]
        if not len(owner):
            break
        first, counts = _firsts(owner), _counts(owner)
        tops = np.flatnonzero(highest == np.repeat(_each(np.maximum, highest, owner), counts))
        top = tops[np.searchsorted(tops, first)]
        row = height[:, top].argmax(axis=0)
        begins, ends = grid.seen_before[cells[top] - windows[row]], grid.seen_after[cells[top]]
        found.append((owner[first], begins, ends, spreads[row, cells[top]]))
        low, high = np.repeat(begins, counts), np.repeat(ends, counts)
        for line, window in zip(height, windows, strict=True):
            line[(cells > low) & (cells - window < high)] = -np.inf
    owners, begins, ends, spread = (np.concatenate(part) for part in zip(*found, strict=True))
    return Stretches(owners, begins, ends, surplus[ends] - surplus[begins], spread)


def _firsts(owner: Indices) -> Indices:
    return np.flatnonzero(np.diff(owner, prepend=-1))


def _counts(owner: Indices) -> Indices:
    return np.diff(_firsts(owner), append=len(owner))


def _each(operation: np.ufunc, values: Numbers, owner: Indices) -> Numbers:
    """The operation over each creator's values."""
    reduced: Numbers = operation.reduceat(values, _firsts(owner)) if len(owner) else values
    return reduced
