"""Write and open bundle folders: hash first, load second; a folder appears whole or not at all."""

import hashlib
import io
import json
import os
import shutil
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from pydantic import JsonValue, ValidationError

from matchmaker.bundles.manifest import FORMAT_VERSION, MANIFEST_FILE, Manifest
from matchmaker.errors import BundleDamagedError


@dataclass(frozen=True)
class Bundle:
    """A verified bundle: every file was read once and had the SHA-256 its manifest names."""

    folder: Path
    manifest: Manifest
    contents: Mapping[str, bytes]

    @property
    def digest(self) -> str:
        """SHA-256 over the manifest: identifies the whole bundle."""
        return hashlib.sha256(self.manifest.model_dump_json().encode()).hexdigest()

    def read_bytes(self, name: str) -> bytes:
        """The content of one file; BundleDamagedError when the bundle has none of that name."""
        try:
            return self.contents[name]
        except KeyError:
            known = ", ".join(sorted(self.contents))
            raise BundleDamagedError(
                f"{self.folder}: expected a file {name}, the bundle has {known}; train it again"
            ) from None

    def read_text(self, name: str) -> str:
        """The content of one UTF-8 file."""
        return self.read_bytes(name).decode()

    def read_json(self, name: str) -> JsonValue:
        """The content of one JSON file."""
        value: JsonValue = json.loads(self.read_bytes(name))
        return value

    def read_array(self, name: str) -> NDArray[Any]:
        """The content of one .npy file (never pickled)."""
        array: NDArray[Any] = np.load(io.BytesIO(self.read_bytes(name)), allow_pickle=False)
        return array


def save_bundle(folder: Path, manifest: Manifest, files: Mapping[str, bytes]) -> Bundle:
    """Write the bundle beside `folder`, flush it to disk, then put it in place by one rename.

    An existing bundle at `folder` is replaced: moved aside, then the new one takes its name. A crash between the two
    renames leaves both complete, the old one in `.<name>-old-*` beside.
    """
    complete = manifest.model_copy(
        update={"files": {name: _sha256(content) for name, content in sorted(files.items())}}
    )
    folder.parent.mkdir(parents=True, exist_ok=True)
    draft = Path(tempfile.mkdtemp(prefix=f".{folder.name}-", dir=folder.parent))
    try:
        for name, content in files.items():
            _write_durably(draft / name, content)
        _write_durably(draft / MANIFEST_FILE, (complete.model_dump_json(indent=1) + "\n").encode())
        draft.chmod(0o755)
        _swap(draft, folder)
    finally:
        shutil.rmtree(draft, ignore_errors=True)
    return open_bundle(folder)


def open_bundle(folder: Path) -> Bundle:
    """Read and verify a bundle; BundleDamagedError names the file that is missing, changed or superfluous."""
    manifest = _read_manifest(folder)
    return Bundle(
        folder, manifest, {name: _read_verified(folder, name, digest) for name, digest in manifest.files.items()}
    )


def _read_manifest(folder: Path) -> Manifest:
    path = folder / MANIFEST_FILE
    try:
        manifest = Manifest.model_validate_json(path.read_bytes())
    except FileNotFoundError:
        raise BundleDamagedError(
            f"expected a bundle with {MANIFEST_FILE} in {folder}, found none; train or restore it"
        ) from None
    except ValidationError as error:
        raise BundleDamagedError(
            f"{path}: not a manifest of format {FORMAT_VERSION} ({error.error_count()} faults); restore it"
        ) from None
    if manifest.format_version != FORMAT_VERSION:
        raise BundleDamagedError(
            f"{path}: expected format {FORMAT_VERSION}, got {manifest.format_version}; train it again"
        )
    return manifest


def _read_verified(folder: Path, name: str, digest: str) -> bytes:
    path = folder / name
    if not path.resolve().is_relative_to(folder.resolve()):
        raise BundleDamagedError(f"{folder}: the manifest names {name}, outside the bundle; restore the bundle")
    try:
        content = path.read_bytes()
    except OSError as error:
        raise BundleDamagedError(f"{path}: cannot be read ({error.strerror}); restore the bundle") from None
    if _sha256(content) != digest:
        raise BundleDamagedError(
            f"{path}: expected SHA-256 {digest[:12]}…, got {_sha256(content)[:12]}…; restore the bundle"
        )
    return content


def _sha256(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def _write_durably(path: Path, content: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())


def _swap(draft: Path, folder: Path) -> None:
    if not folder.exists():
        draft.rename(folder)
        return
    retired = Path(tempfile.mkdtemp(prefix=f".{folder.name}-old-", dir=folder.parent)) / folder.name
    folder.rename(retired)
    try:
        draft.rename(folder)
    except OSError:
        retired.rename(folder)
        raise
    finally:
        shutil.rmtree(retired.parent)
