"""Vectors drawn towards what people post about: texts of one topic come closer, in whatever words they speak."""

from dataclasses import dataclass
from functools import cached_property
from typing import Any, Self, TypeAlias

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array

Reals: TypeAlias = NDArray[np.floating[Any]]
SMALLEST_LENGTH = 1e-6  # a text that its topics cancel out has no direction


@dataclass(frozen=True)
class Turn:
    """What tuning an encoder to topics changes of its vectors, as a linear map of few ranks.

    `down` has shape (dimension, rank), `up` (rank, dimension): a vector v becomes the direction of v + v @ down @ up.
    The vectors that are stored stay those of the encoder.
    """

    down: Reals
    up: Reals

    def of(self, vectors: Reals) -> Reals:
        """Unit vectors of the same shape and precision; rows of zeros stay zeros."""
        down, up = self.down.astype(vectors.dtype), self.up.astype(vectors.dtype)
        return unit_rows(vectors + (vectors @ down) @ up)


@dataclass(frozen=True)
class Backgrounds:
    """What all posts, and all briefs, have in common and no subject has: their mean vectors, shape (dimension,) each.

    Removing the mean of sentence vectors is the first half of "all but the top" (Mu 2018, section 2.1). Briefs share
    more than posts do ("seeks creators who ..."), and that part is near to people who talk about creating. Where there
    is a `turn`, vectors are turned before; the means are those of turned vectors.
    """

    posts: Reals
    briefs: Reals
    turn: Turn | None = None

    @classmethod
    def of(cls, posts: Reals, briefs: Reals, turn: Turn | None = None) -> Self:
        """Means of unit vectors of shape (texts, dimension); rows of zeros are unreadable and do not count."""
        readable = (vectors[vectors.any(axis=1)] for vectors in (posts, briefs))
        means = [(turn.of(vectors) if turn else vectors).mean(axis=0) for vectors in readable]
        return cls(means[0], means[1], turn)

    @classmethod
    def none(cls, dimension: int) -> Self:
        """Nothing in common: vectors stay as they were encoded."""
        return cls(np.zeros(dimension, np.float32), np.zeros(dimension, np.float32))

    def of_posts(self, vectors: Reals) -> Reals:
        """Unit vectors of posts or topics less their common part; rows of zeros stay zeros."""
        readable = vectors.any(axis=1, keepdims=True)
        return unit_rows((self._turned(vectors) - self.posts.astype(vectors.dtype)) * readable)

    def of_brief(self, vector: Reals) -> Reals:
        """A brief less its part along the common direction: one word has little of it and loses little."""
        turned, length = self._turned(vector[None])[0], float(np.linalg.norm(self.briefs))
        if length < SMALLEST_LENGTH:
            return np.asarray(turned)
        common = (self.briefs / length).astype(vector.dtype)
        return np.asarray(unit_rows((turned - (turned @ common) * common)[None])[0])

    def _turned(self, vectors: Reals) -> Reals:
        return vectors if self.turn is None else self.turn.of(vectors)


@dataclass(frozen=True)
class TopicSpace:
    """A bank of topics, one unit vector a row as encoded; shape (topics, dimension).

    A sentence encoder compares wording as much as subject. Adding to each vector the topics it is nearest to
    (attention over a fixed memory; Vaswani 2017, section 3.2.1, with the bank as keys and values) keeps the subject.
    `temperature` is in units of cosine, `weight` is that of the topics against the text itself. Topics and texts meet
    without their common parts.
    """

    topics: NDArray[np.float32]
    temperature: float
    weight: float
    backgrounds: Backgrounds

    @cached_property
    def subjects(self) -> Reals:
        """The topics less what posts have in common; unit vectors of shape (topics, dimension)."""
        return self.backgrounds.of_posts(self.topics)

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
        """From unit vectors of shape (texts, dimension), their common part removed."""
        topics = space.subjects.astype(plain.dtype)
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

    def products(self, vectors: Reals, rows: NDArray[np.int64]) -> Reals:
        """Of each text, the product with one of the vectors, that of its number in `rows`; shape (texts,)."""
        plain = np.einsum("ij,ij->i", self.plain, vectors[rows])
        return np.asarray(
            (plain + np.einsum("ij,ij->i", self.attention, (vectors @ self.topics.T)[rows])) / self.lengths
        )

    def sums(self, members: csr_array) -> Reals:
        """Sums over rows: `members` has shape (groups, texts) and ones; the answer (groups, dimension)."""
        shares = members.multiply(1 / self.lengths).tocsr()
        return np.asarray(shares @ self.plain + (shares @ self.attention) @ self.topics)


def unit_rows(vectors: Reals) -> Reals:
    """Rows of length 1; rows of zeros stay zeros."""
    lengths = np.sqrt(np.einsum("ij,ij->i", vectors, vectors))
    lengths[lengths == 0] = 1
    return np.asarray(vectors / lengths[:, None])
