"""A small encoder for tests: quick, exact, and it tells what it was asked."""

import hashlib
from collections.abc import Sequence

import numpy as np

from matchmaker.text.encoder import Vectors


class HashEncoder:
    """Unit vectors that follow from the text's hash; an empty text is a row of zeros."""

    space = "hash-8"
    dimension = 8

    def __init__(self) -> None:
        self.asked: list[str] = []

    def encode(self, texts: Sequence[str]) -> Vectors:
        """Shape (len(texts), 8)."""
        self.asked += texts
        return np.array([self._vector(text) for text in texts], np.float32).reshape(-1, self.dimension)

    def _vector(self, text: str) -> Vectors:
        digest = np.frombuffer(hashlib.sha256(text.encode()).digest()[: self.dimension], np.uint8).astype(np.float32)
        vector = digest + 1 if text else np.zeros(self.dimension, np.float32)
        return np.asarray(vector / max(np.linalg.norm(vector), 1), np.float32)
