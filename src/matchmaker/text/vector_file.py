"""The cold layer of the vector cache: one SQLite file an embedding space, written by any number of processes."""

import sqlite3
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

import numpy as np

from matchmaker.errors import StorageFailedError
from matchmaker.text.encoder import Vectors

_ASKED_AT_ONCE = 500  # below SQLite's oldest limit of 999 parameters
_PATIENCE_SECONDS = 30.0  # another process writes a part in milliseconds; only a stuck disk takes longer
_STORED = np.dtype("<f2")


class VectorFile:
    """Unit vectors by key, as float16; to be used by one thread at a time."""

    def __init__(self, path: Path, dimension: int) -> None:
        self._path = path
        self._dimension = dimension
        self._open: sqlite3.Connection | None = None

    def read(self, keys: Sequence[bytes]) -> dict[bytes, Vectors]:
        """The stored ones of these keys."""
        try:
            return {key: self._vector(stored) for key, stored in self._rows(keys)}
        except (sqlite3.Error, OSError) as error:
            raise self._failure("read", error) from error

    def write(self, keys: Sequence[bytes], vectors: Vectors) -> Mapping[bytes, Vectors]:
        """Store all or none, and return them as a later read gives them; a key stored meanwhile is kept."""
        rows = [(key, vector.astype(_STORED).tobytes()) for key, vector in zip(keys, vectors, strict=True)]
        try:
            with self._connection() as connection:
                connection.executemany("INSERT OR IGNORE INTO vectors (key, vector) VALUES (?, ?)", rows)
        except (sqlite3.Error, OSError) as error:
            raise self._failure("write", error) from error
        return {key: self._vector(stored) for key, stored in rows}

    def close(self) -> None:
        """Close the connection; the next use opens another."""
        if self._open is not None:
            self._open.close()
            self._open = None

    def _rows(self, keys: Sequence[bytes]) -> Iterable[tuple[bytes, bytes]]:
        connection = self._connection()
        for start in range(0, len(keys), _ASKED_AT_ONCE):
            asked = keys[start : start + _ASKED_AT_ONCE]
            marks = ",".join("?" * len(asked))
            yield from connection.execute(f"SELECT key, vector FROM vectors WHERE key IN ({marks})", asked)

    def _vector(self, stored: bytes) -> Vectors:
        vector = np.frombuffer(stored, _STORED).astype(np.float32)
        if len(vector) != self._dimension:
            raise sqlite3.DatabaseError(f"a vector of {len(vector)} numbers, not {self._dimension}")
        length = np.linalg.norm(vector)
        return vector / length if length else vector

    def _connection(self) -> sqlite3.Connection:
        if self._open is None:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            self._open = sqlite3.connect(self._path, timeout=_PATIENCE_SECONDS, check_same_thread=False)
            self._open.execute("PRAGMA journal_mode = WAL")
            self._open.execute("PRAGMA synchronous = NORMAL")  # a killed process loses nothing, a power cut the newest
            self._open.execute("CREATE TABLE IF NOT EXISTS vectors (key BLOB PRIMARY KEY, vector BLOB NOT NULL)")
        return self._open

    def _failure(self, what: str, error: Exception) -> StorageFailedError:
        self.close()
        return StorageFailedError(
            f"expected to {what} vectors in {self._path}, got: {error}; make room on the disk and check its "
            "permissions, or delete the file: it is only a cache"
        )
