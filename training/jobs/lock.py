"""One job a model at a time on this machine: a locked file, which the system frees when its holder dies."""

import contextlib
import fcntl
import hashlib
import os
import socket
import tempfile
from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

from training.tracking.claims import ModelBusyError
from training.tracking.store import SQLITE


@contextlib.contextmanager
def machine_lock(folder: Path, model: str) -> Iterator[str]:
    """Hold the model's lock below `folder`; its identity, by which a dead holder's run is known.

    Raises ModelBusyError with the words of whoever holds it.
    """
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / f"{model}.lock").open("a+") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            file.seek(0)
            raise ModelBusyError(
                f"{model} is being trained by {file.read().strip() or 'another process'} on this machine; wait for it, or end it"
            ) from None
        file.truncate(0)
        file.write(holder())
        file.flush()
        yield _identity(folder / f"{model}.lock.id")


def lock_folder(uri: str, home: Path) -> Path:
    """Where the locks of the store at `uri` lie: beside a SQLite file, else below `home`, apart for each store."""
    if uri.startswith(SQLITE):
        return Path(uri.removeprefix(SQLITE)).parent / "locks"
    return home / "locks" / hashlib.sha256(uri.encode()).hexdigest()[:12]


def holder() -> str:
    """This process in words."""
    return f"process {os.getpid()} on {socket.gethostname()}"


def _identity(path: Path) -> str:
    """What the file says, made once: it stays the same when a holder dies half-way through anything."""
    if not path.exists():
        with tempfile.NamedTemporaryFile("w", dir=path.parent, prefix=".id-", delete=False) as file:
            file.write(uuid4().hex)
            file.flush()
            os.fsync(file.fileno())
        Path(file.name).replace(path)
    return path.read_text()
