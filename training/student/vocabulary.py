"""Where the student starts: what its teacher says of every word piece alone, fewer numbers long, rare words louder."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from matchmaker.text.encoder import Vectors
from matchmaker.text.onnx_encoder import OnnxEncoder

_READABLE = re.compile(r"(##)?[^\W_]+")  # punctuation and marks such as [PAD] are never looked up
_FIRST_WORD = 995  # place in BERT's vocabulary from which on pieces stand in the order of how common they are


@dataclass(frozen=True)
class Axes:
    """The directions a student keeps of its teacher's space: a middle, shape (wide,), and axes, (wide, dimension)."""

    middle: Vectors
    axes: Vectors

    @classmethod
    def of(cls, vectors: Vectors, dimension: int) -> "Axes":
        """Principal axes of unit vectors of shape (texts, wide), less their mean; rows of zeros do not count.

        The mean says nothing of a subject (Mu 2018, section 2.1), and a sum of words could not have it for every length.
        """
        known = vectors[vectors.any(axis=1)]
        middle = known.mean(axis=0)
        _, directions = np.linalg.eigh(np.cov(known - middle, rowvar=False))
        return cls(middle, np.ascontiguousarray(directions[:, ::-1][:, :dimension], np.float32))

    def project(self, vectors: Vectors) -> Vectors:
        """Shape (texts, dimension)."""
        return np.asarray((vectors - self.middle) @ self.axes, np.float32)


def readable_pieces(teacher: OnnxEncoder) -> list[str]:
    """The teacher's word pieces that are words or parts of words, the most common first."""
    return [piece for piece in teacher.pieces if _READABLE.fullmatch(piece)]


def start_vectors(vectors: Vectors, axes: Axes, places: NDArray[np.int64]) -> Vectors:
    """One vector a piece from the teacher's, times log(1 + rank): Zipf's law stands in for counted frequencies.

    Less the mean of all pieces, which is not that of texts. `places` are their places in the teacher's vocabulary. Smooth inverse frequency (Arora 2017) without a corpus, as
    model2vec has it (Tulkens and van Dongen 2024).
    """
    loudness = np.log1p(np.maximum(places - _FIRST_WORD, 1))
    return np.asarray((vectors - vectors.mean(axis=0)) @ axes.axes * loudness[:, None], np.float32)


def places_of(pieces: Sequence[str], teacher: OnnxEncoder) -> NDArray[np.int64]:
    """Where each piece stands in the teacher's vocabulary."""
    place = {piece: row for row, piece in enumerate(teacher.pieces)}
    return np.array([place[piece] for piece in pieces], np.int64)
