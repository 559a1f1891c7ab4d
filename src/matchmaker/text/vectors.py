"""Vectors that were computed once are never computed again: a cache on disk, shared by processes, and in memory."""

import hashlib
import threading
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from matchmaker.text.clean import LONGEST_RAW, clean
from matchmaker.text.encoder import Encoder, Vectors
from matchmaker.text.vector_file import VectorFile
from matchmaker.text.vector_memory import VectorMemory

HOT_ROWS = 50_000  # 77 MB at 384 numbers: the recent posts of 1,700 creators
_PART_TEXTS = 256  # encoded and stored together: what a killed process loses at most, a few seconds of work


class VectorCache:
    """An encoder that asks another encoder only for texts it has not seen; safe for threads and processes.

    Vectors are kept as float16 (rounding moves a cosine by less than 1e-3) and are the same before and after
    they went to disk. Raises StorageFailedError when the disk refuses.
    """

    def __init__(self, folder: Path, encoder: Encoder, hot_rows: int = HOT_ROWS) -> None:
        self._encoder = encoder
        self._file = VectorFile(folder / f"{encoder.space}.sqlite", encoder.dimension)
        self._memory = VectorMemory(hot_rows, encoder.dimension)
        self._working = threading.Lock()

    @property
    def space(self) -> str:
        """The embedding space of the encoder behind."""
        return self._encoder.space

    @property
    def dimension(self) -> int:
        """Length of a vector."""
        return self._encoder.dimension

    def encode(self, texts: Sequence[str]) -> Vectors:
        """The same as `vectors_for`: the cache is an encoder."""
        return self.vectors_for(texts)

    def vectors_for(self, texts: Sequence[str]) -> Vectors:
        """Shape (len(texts), dimension), float32, rows of length 1; an unreadable text is a row of zeros."""
        heads = [text[:LONGEST_RAW] for text in texts]
        vectors, known = self._memory.take(heads)
        unknown = np.flatnonzero(~known)
        for start in range(0, len(unknown), _PART_TEXTS):
            part = unknown[start : start + _PART_TEXTS]
            unseen = [heads[row] for row in part]
            vectors[part] = self._from_file(unseen)
            self._memory.put(unseen, vectors[part])
        return vectors

    def close(self) -> None:
        """Let go of the file; later questions open it again."""
        with self._working:
            self._file.close()

    def _from_file(self, texts: Sequence[str]) -> Vectors:
        cleaned = [clean(text) for text in texts]
        keys = [hashlib.sha256(text.encode()).digest() for text in cleaned]
        readings = dict(zip(keys, cleaned, strict=True))
        with self._working:  # two threads with the same unseen text: the second finds it in the file
            stored = self._file.read(list(readings))
            missing = [key for key in readings if key not in stored]
            if missing:
                stored |= self._file.write(missing, self._encoder.encode([readings[key] for key in missing]))
        return np.stack([stored[key] for key in keys])
