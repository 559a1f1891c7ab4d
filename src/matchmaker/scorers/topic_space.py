"""Vectors drawn towards what people post about: texts of one topic come closer, in whatever words they speak."""

from dataclasses import dataclass
from typing import Any, Self, TypeAlias

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array

Reals: TypeAlias = NDArray[np.floating[Any]]
SMALLEST_LENGTH = 1e-6  # a text that its topics cancel out has no direction


@dataclass(frozen=True)
class TopicSpace:
    """A bank of topics, one unit vector a row; shape (topics, dimension).

    A sentence encoder compares wording as much as subject. Adding to each vector the topics it is nearest to
    (attention over a fixed memory; Vaswani 2017, section 3.2.1, with the bank as keys and values) keeps the subject.
    `temperature` is in units of cosine, `weight` is that of the topics against the text itself.
    """

    topics: NDArray[np.float32]
    temperature: float
    weight: float

    def sharpen(self, vectors: Reals) -> Reals:
        """Unit vectors of the same shape and precision; rows of zeros stay zeros."""
        sharpened = Sharpened.of(vectors, self).vectors
        return np.asarray(sharpened * vectors.any(axis=1, keepdims=True))


@dataclass(frozen=True)
class Sharpened:
    """Unit vectors drawn to their topics, kept in parts: plain + attention @ topics, divided by `lengths`.

    The products that are asked of them need the parts alone, at a third of the time of writing the vectors out.
    """

    plain: Reals
    attention: Reals
    lengths: Reals
    topics: Reals

    @classmethod
    def of(cls, plain: Reals, space: TopicSpace) -> Self:
        """From unit vectors of shape (texts, dimension)."""
        topics = space.topics.astype(plain.dtype)
        cosines = plain @ topics.T
        attention = np.exp((cosines - cosines.max(axis=1, keepdims=True, initial=-1.0)) / space.temperature)
        attention *= space.weight / attention.sum(axis=1, keepdims=True)
        drawn = np.einsum("ij,ij->i", attention, 2 * cosines + attention @ (topics @ topics.T))
        return cls(plain, attention, np.sqrt(np.maximum(1 + drawn, SMALLEST_LENGTH**2)), topics)

    @property
    def vectors(self) -> Reals:
        """Shape (texts, dimension), written out."""
        return np.asarray((self.plain + self.attention @ self.topics) / self.lengths[:, None])

    def where(self, kept: NDArray[np.bool_]) -> Self:
        """The rows of a mask."""
        return type(self)(self.plain[kept], self.attention[kept], self.lengths[kept], self.topics)

    def cosines(self, vector: Reals) -> Reals:
        """Cosine of each to a unit vector; shape (texts,)."""
        return np.asarray((self.plain @ vector + self.attention @ (self.topics @ vector)) / self.lengths)

    def sums(self, members: csr_array) -> Reals:
        """Sums over rows: `members` has shape (groups, texts) and ones; the answer (groups, dimension)."""
        shares = members.multiply(1 / self.lengths).tocsr()
        return np.asarray(shares @ self.plain + (shares @ self.attention) @ self.topics)


def unit_rows(vectors: Reals) -> Reals:
    """Rows of length 1; rows of zeros stay zeros."""
    lengths = np.sqrt(np.einsum("ij,ij->i", vectors, vectors))
    lengths[lengths == 0] = 1
    return np.asarray(vectors / lengths[:, None])
