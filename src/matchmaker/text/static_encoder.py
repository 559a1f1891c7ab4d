"""The encoder of the first pass: a vector a word piece, looked up and added; hundreds of times as fast as a transformer."""

import hashlib
from collections.abc import Sequence
from itertools import chain
from pathlib import Path
from typing import Self

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array

from matchmaker.bundles import Bundle, open_bundle
from matchmaker.errors import BundleDamagedError
from matchmaker.text.encoder import Vectors
from matchmaker.text.word_pieces import WordPieces

PIECES_FILE = "pieces.txt"  # one a line, in the order of the table's rows
TABLE_FILE = "table.npy"  # int8, shape (pieces, dimension)
SCALES_FILE = "scales.npy"  # float32, shape (pieces,): a row of the table times its scale is the piece's vector
_READING_BATCH = 4096  # texts added up at once: bounds memory on a catalogue


class StaticEncoder:
    """Texts to unit vectors, each the direction of the sum of its pieces; safe to share between threads.

    Made from a sentence model by `python -m training encoder --student` (static embeddings: Tulkens and van Dongen
    2024, model2vec). Order of words, negation and context are lost. A text's vector depends on no text beside it.
    """

    def __init__(self, pieces: Sequence[str], vectors: Vectors, space: str) -> None:
        self._pieces = WordPieces(pieces)
        self._vectors = vectors
        self._space = space

    @classmethod
    def open(cls, folder: Path) -> Self:
        """The encoder of a bundle with pieces, table and scales; BundleDamagedError when they do not fit together."""
        bundle = open_bundle(folder)
        pieces = bundle.read_text(PIECES_FILE).splitlines()
        table, scales = bundle.read_array(TABLE_FILE), bundle.read_array(SCALES_FILE)
        if table.ndim != 2 or table.dtype != np.int8 or not len(pieces) == len(table) == len(scales):
            raise BundleDamagedError(
                f"{folder}: expected an int8 row and a scale for each of {len(pieces)} pieces, got a table of "
                f"{table.dtype} {table.shape} and {len(scales)} scales; make it again: python -m training encoder --student"
            )
        return cls(pieces, table * scales[:, None].astype(np.float32), _space(bundle))

    @property
    def space(self) -> str:
        """Name and digest of pieces and vectors: a change of any is another space."""
        return self._space

    @property
    def dimension(self) -> int:
        """Length of a vector."""
        return int(self._vectors.shape[1])

    def encode(self, texts: Sequence[str]) -> Vectors:
        """Shape (len(texts), dimension), float32, rows of length 1; a text without a known word is a row of zeros."""
        vectors = np.zeros((len(texts), self.dimension), np.float32)
        for start in range(0, len(texts), _READING_BATCH):
            part = texts[start : start + _READING_BATCH]
            vectors[start : start + len(part)] = self._sums([self._pieces.read(text) for text in part])
        lengths = np.sqrt(np.einsum("ij,ij->i", vectors, vectors))
        lengths[lengths == 0] = 1
        vectors /= lengths[:, None]
        return vectors

    def _sums(self, rows: Sequence[Sequence[int]]) -> Vectors:
        """The sum of each text's pieces, added one after the other: the same alone and among others."""
        return np.asarray(bags(rows, len(self._vectors)) @ self._vectors, np.float32)


def bags(rows: Sequence[Sequence[int]], pieces: int) -> csr_array:
    """Texts as rows of vocabulary made a matrix of counts, shape (texts, pieces)."""
    ends = np.cumsum([0, *map(len, rows)])
    columns = np.fromiter(chain.from_iterable(rows), np.int64, ends[-1])
    ones: NDArray[np.float32] = np.ones(len(columns), np.float32)
    return csr_array((ones, columns, ends), shape=(len(rows), pieces))


def _space(bundle: Bundle) -> str:
    files = bundle.manifest.files
    digests = "".join(files[name] for name in (PIECES_FILE, TABLE_FILE, SCALES_FILE))
    return f"{bundle.manifest.name}-{hashlib.sha256(digests.encode()).hexdigest()[:16]}"
