"""Vectors drawn towards what people post about: texts of one topic come closer, in whatever words they speak."""

from dataclasses import dataclass
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

Reals: TypeAlias = NDArray[np.floating[Any]]


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
        topics = self.topics.astype(vectors.dtype)
        attention = vectors @ topics.T
        attention /= self.temperature
        attention -= attention.max(axis=1, keepdims=True, initial=0.0)
        np.exp(attention, out=attention)
        attention *= self.weight / attention.sum(axis=1, keepdims=True)
        sharpened: Reals = attention @ topics
        sharpened += vectors
        sharpened *= vectors.any(axis=1, keepdims=True)
        return unit_rows(sharpened)


def unit_rows(vectors: Reals) -> Reals:
    """Rows of length 1; rows of zeros stay zeros."""
    lengths = np.sqrt(np.einsum("ij,ij->i", vectors, vectors))
    lengths[lengths == 0] = 1
    return np.asarray(vectors / lengths[:, None])
