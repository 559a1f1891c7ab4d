"""The last good version of each model fetched from the registry, so that a restart needs no registry."""

import hashlib
import json
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from matchmaker.bundles import Bundle, save_bundle

POINTER = "champion.json"


@dataclass(frozen=True)
class Cached:
    """Where a cached bundle lies and which version of the registry it is."""

    version: str
    folder: Path


class BundleCache:
    """One folder a model: bundles by version, and a pointer to the last good one that is written last.

    Versions of another registry are not ours even when their numbers are: the pointer names its registry.
    """

    def __init__(self, folder: Path, registry_uri: str) -> None:
        self._folder = folder
        self._registry = hashlib.sha256(registry_uri.encode()).hexdigest()

    def last_good(self, model: str) -> Cached | None:
        """The last good version of a model; None when there is none from this registry."""
        try:
            pointer = json.loads((self._folder / model / POINTER).read_text())
            known = pointer["registry"] == self._registry
            return Cached(pointer["version"], self._folder / model / pointer["folder"] / "bundle") if known else None
        except (OSError, ValueError, KeyError, TypeError):  # absent or half-written by hand: as if it were not there
            return None

    def keep(self, model: str, version: str, bundle: Bundle) -> Path:
        """Put a verified bundle in the cache, make it the last good one and drop the older ones; where it lies."""
        home = self._folder / model
        name = f"{version}-{bundle.digest[:12]}"
        kept = save_bundle(home / name / "bundle", bundle.manifest, bundle.contents)
        _replace(home / POINTER, json.dumps({"version": version, "folder": name, "registry": self._registry}))
        for old in home.iterdir():
            if old.is_dir() and old.name != name and not old.name.startswith("."):
                shutil.rmtree(old, ignore_errors=True)
        return kept.folder

    @contextmanager
    def workplace(self) -> Iterator[Path]:
        """A folder for a download, gone afterwards."""
        self._folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(prefix=".fetch-", dir=self._folder, ignore_cleanup_errors=True) as folder:
            yield Path(folder)


def _replace(path: Path, text: str) -> None:
    with tempfile.NamedTemporaryFile("w", dir=path.parent, prefix=".pointer-", delete=False) as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    Path(file.name).replace(path)
