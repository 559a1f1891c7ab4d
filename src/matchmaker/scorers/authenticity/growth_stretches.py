"""Stretches of time in which followers came or left: pieces of one event put together, its aftermath left to it."""

from dataclasses import dataclass
from typing import Self

import numpy as np
from numpy.typing import NDArray

from matchmaker.scorers.authenticity.growth_days import Indices, Numbers

TAIL_DAYS = 21  # followers that leave again after an event are mostly gone by then
_APART = 1 << 40  # more than the cells of all creators: cells of two creators never meet


@dataclass(frozen=True)
class Stretches:
    """One entry a stretch, in order of creator and time, all of shape (stretches,).

    From the count of cell `begins` to that of cell `ends`; change: followers gained (or lost, negative) beyond
    ordinary growth; spread: the standard deviation of such a change, in followers.
    """

    owner: Indices
    begins: Indices
    ends: Indices
    change: Numbers
    spread: Numbers

    @property
    def days(self) -> Indices:
        """Length of each stretch."""
        return self.ends - self.begins

    def where(self, kept: NDArray[np.bool_] | Indices) -> Self:
        """Some of the stretches: a mask, or rows in the order wanted."""
        return type(self)(self.owner[kept], self.begins[kept], self.ends[kept], self.change[kept], self.spread[kept])

    def plus(self, other: Self) -> Self:
        """These and others, in order of creator and time."""
        both = type(self)(
            np.concatenate([self.owner, other.owner]),
            np.concatenate([self.begins, other.begins]),
            np.concatenate([self.ends, other.ends]),
            np.concatenate([self.change, other.change]),
            np.concatenate([self.spread, other.spread]),
        )
        return both.where(np.lexsort((both.ends, both.begins, both.owner)))


def merged(pieces: Stretches, surplus: Numbers) -> Stretches:
    """Stretches of one sign, of which those that touch or overlap are one; `surplus` has shape (cells,)."""
    if not len(pieces.owner):
        return pieces
    order = pieces.where(np.lexsort((pieces.ends, pieces.begins, pieces.owner)))
    reach = np.maximum.accumulate(order.owner * _APART + order.ends)
    is_new = np.append(True, order.owner[1:] * _APART + order.begins[1:] > reach[:-1])
    first = np.flatnonzero(is_new)
    owner, begins = order.owner[first], order.begins[first]
    ends = np.maximum.reduceat(order.ends, first)
    spread = np.sqrt(np.add.reduceat(order.spread**2, first))
    return Stretches(owner, begins, ends, surplus[ends] - surplus[begins], spread)


def without_tails(losses: Stretches, gains: Stretches) -> Stretches:
    """Losses that are no aftermath of a gain: not within TAIL_DAYS of one that brought more than they took.

    What leaves after an event is told of that event, and is no second one.
    """
    if not len(losses.owner) or not len(gains.owner):
        return losses
    finished = gains.owner * _APART + gains.ends
    last = np.searchsorted(finished, losses.owner * _APART + losses.begins, side="right") - 1
    gain = np.maximum(last, 0)
    follows = (last >= 0) & (gains.owner[gain] == losses.owner) & (losses.begins - gains.ends[gain] <= TAIL_DAYS)
    return losses.where(~(follows & (-losses.change <= gains.change[gain])))
