"""Boosted trees are kept one by one, by the rows and parameters they grew from: there the time of a training goes."""

import contextlib
import hashlib
import json
import os
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextvars import ContextVar
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

TEXTS_KEPT = 2000  # boosters of a few megabytes at most; the oldest go first
_FOLDER: ContextVar[Path | None] = ContextVar("texts", default=None)


@contextlib.contextmanager
def keeping_texts(folder: Path | None) -> Iterator[None]:
    """While this lasts, `kept_text` keeps what it makes in `folder`; None keeps nothing."""
    token = _FOLDER.set(folder)
    try:
        yield
    finally:
        _FOLDER.reset(token)


def kept_text(arrays: Sequence[NDArray[Any] | None], parameters: Mapping[str, object], make: Callable[[], str]) -> str:
    """The text that `make` makes of these arrays and parameters, from where it is kept if it was made before.

    Whatever else the text depends on (the library's version) belongs into the parameters.
    """
    folder = _FOLDER.get()
    if folder is None:
        return make()
    path = folder / f"{_digest(arrays, parameters)}.txt"
    with contextlib.suppress(OSError, ValueError):
        digest, _, text = path.read_text().partition("\n")
        if _sha256(text) == digest:  # LightGBM ends the process at a damaged text instead of raising
            return text
    text = make()
    _write(path, f"{_sha256(text)}\n{text}")
    return text


def oldest(folder: Path, most: int) -> list[Path]:
    """The entries of a folder beyond the `most` newest: what the caller may remove."""
    seen = []
    for entry in folder.iterdir():
        with contextlib.suppress(FileNotFoundError):  # another job renamed or removed it meanwhile
            seen.append((entry.stat().st_mtime, entry))
    return [entry for _, entry in sorted(seen, reverse=True)[most:]]


def _digest(arrays: Sequence[NDArray[Any] | None], parameters: Mapping[str, object]) -> str:
    digest = hashlib.sha256(json.dumps(parameters, sort_keys=True, default=str).encode())
    for array in arrays:
        digest.update(b"none" if array is None else f"{array.dtype} {array.shape}".encode())
        digest.update(b"" if array is None else np.ascontiguousarray(array).tobytes())
    return digest.hexdigest()


def _sha256(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def _write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.NamedTemporaryFile("w", dir=path.parent, prefix=".text-", delete=False) as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    Path(file.name).replace(path)
    for old in oldest(path.parent, TEXTS_KEPT):
        old.unlink(missing_ok=True)
