"""Which rows are learned from, calibrated on and tested on? By creator, by time, by source; never by row."""

import hashlib
from collections.abc import Iterator, Sequence
from typing import TypeAlias

import numpy as np
from numpy.typing import ArrayLike, NDArray

from matchmaker.errors import MatchmakerError

Mask: TypeAlias = NDArray[np.bool_]

SHARES = (0.7, 0.15, 0.15)  # train, calibration, test


class SplitError(MatchmakerError):
    """A part of a split would be empty."""

    status, code, title = 422, "split_empty", "Too little data to split"


def by_group(groups: ArrayLike, shares: Sequence[float] = SHARES, seed: int = 0) -> tuple[Mask, ...]:
    """One mask of shape (rows,) a share, every group whole in one of them.

    The part follows from the group's name and the seed alone: rows may come in any order, and a creator who was
    held out stays held out when more data arrives. Shares are met on average. Raises SplitError on an empty part.
    """
    names, member_of = np.unique(np.asarray(groups), return_inverse=True)
    places = np.array([_place(str(name), seed) for name in names])
    parts = np.searchsorted(_borders(shares), places, side="right")[member_of]
    return _masks(parts, len(shares), f"{len(names)} groups")


def by_time(moments: ArrayLike, shares: Sequence[float] = SHARES) -> tuple[Mask, ...]:
    """One mask of shape (rows,) a share, each part wholly later than the one before.

    Rows of one moment stay together. Raises SplitError on an empty part.
    """
    instants, order = np.unique(np.asarray(moments), return_inverse=True)
    rows_before = np.cumsum(np.bincount(order)) - np.bincount(order)
    parts = np.searchsorted(_borders(shares), rows_before / len(order), side="right")[order]
    return _masks(parts, len(shares), f"{len(instants)} moments")


def leave_one_out(sources: ArrayLike) -> Iterator[tuple[str, Mask, Mask]]:
    """For each source in order of name: its name, the mask of all other rows and the mask of its own."""
    names = np.asarray(sources)
    for source in np.unique(names):
        yield str(source), names != source, names == source


def _place(name: str, seed: int) -> float:
    digest = hashlib.sha256(f"{seed}:{name}".encode()).digest()
    return int.from_bytes(digest[:8]) / 2**64


def _borders(shares: Sequence[float]) -> NDArray[np.float64]:
    borders: NDArray[np.float64] = (np.cumsum(shares) / np.sum(shares))[:-1]
    return borders


def _masks(parts: NDArray[np.int64], count: int, what: str) -> tuple[Mask, ...]:
    masks = tuple(parts == part for part in range(count))
    if not all(mask.any() for mask in masks):
        rows = ", ".join(str(int(mask.sum())) for mask in masks)
        raise SplitError(f"expected rows in each of {count} parts, got {rows} from {what}; bring more of them")
    return masks
