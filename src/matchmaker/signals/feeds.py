"""Post vectors summed per creator: the input of signals about what a feed is about."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from matchmaker.text.encoder import Vectors

FEWEST_VECTORS = 3  # with fewer posts every feed looks like a specialist's


@dataclass(frozen=True)
class Feeds:
    """Sums of the unit vectors of each creator's posts, split into the newer and the older half.

    `newer` and `older`: shape (creators, dimension), float64; `counts`: vectors a creator, at least
    FEWEST_VECTORS; `rows`: position of each creator's newest vector in the arrays that were summed.
    The newer half holds the odd one.
    """

    newer: NDArray[np.float64]
    older: NDArray[np.float64]
    counts: NDArray[np.int64]
    rows: NDArray[np.int64]

    @classmethod
    def of(cls, vectors: Vectors, feed_of_row: NDArray[np.int64]) -> "Feeds":
        """Feeds from rows that are newest first within a feed; feeds are runs of equal `feed_of_row`.

        `vectors` has shape (rows, dimension) with rows of length 1; rows of zeros (no text) are left out,
        and so are feeds with fewer than FEWEST_VECTORS others.
        """
        textual = np.flatnonzero(np.einsum("ij,ij->i", vectors, vectors) > 0)
        codes = feed_of_row[textual]
        starts = np.flatnonzero(np.diff(codes, prepend=-1))
        counts = np.diff(np.append(starts, codes.size))
        enough = counts >= FEWEST_VECTORS
        bounds = np.column_stack((starts, starts + (counts + 1) // 2))
        sums = _sums(vectors, textual, bounds)
        return cls(sums[enough, 0], sums[enough, 1], counts[enough], textual[starts[enough]])


def _sums(vectors: Vectors, rows: NDArray[np.int64], bounds: NDArray[np.int64]) -> NDArray[np.float64]:
    """Sums of `vectors[rows]` from each bound to the next, shape (feeds, 2, dimension)."""
    if not rows.size:
        return np.zeros((0, 2, vectors.shape[1]))
    chosen = vectors if rows.size == len(vectors) else vectors[rows]
    # A feed of one vector has an empty older half, which reduceat cannot express: the bound is held
    # inside the array, and the feed is dropped by the caller for having too few vectors.
    inside = np.minimum(bounds.ravel(), rows.size - 1)
    return np.add.reduceat(chosen, inside, axis=0).astype(np.float64).reshape(len(bounds), 2, -1)
