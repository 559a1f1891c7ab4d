"""The hot layer of the vector cache: the newest texts and their vectors in one matrix, oldest overwritten first."""

import threading
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from matchmaker.text.encoder import Vectors


class VectorMemory:
    """At most `rows` texts; safe to share between threads."""

    def __init__(self, rows: int, dimension: int) -> None:
        self._matrix = np.zeros((rows, dimension), np.float32)  # pages are only taken when written
        self._texts: list[str | None] = [None] * rows
        self._row_of: dict[str, int] = {}
        self._next = 0
        self._changing = threading.Lock()

    def take(self, texts: Sequence[str]) -> tuple[Vectors, NDArray[np.bool_]]:
        """Vectors of shape (len(texts), dimension) and which of them are known; unknown rows hold anything."""
        with self._changing:
            row_of = self._row_of.get
            rows = np.array([row_of(text, -1) for text in texts], np.int64)
            return self._matrix.take(rows, axis=0, mode="wrap"), rows >= 0

    def put(self, texts: Sequence[str], vectors: Vectors) -> None:
        """Remember texts; a text known already keeps its row."""
        with self._changing:
            for text, vector in zip(texts, vectors, strict=True):
                if text not in self._row_of:
                    self._replace(self._next, text)
                    self._matrix[self._next] = vector
                    self._next = (self._next + 1) % len(self._texts)

    def _replace(self, row: int, text: str) -> None:
        forgotten = self._texts[row]
        if forgotten is not None:
            del self._row_of[forgotten]
        self._texts[row] = text
        self._row_of[text] = row
