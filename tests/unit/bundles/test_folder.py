"""A bundle is whole and verified, or refused."""

import errno
import os
from pathlib import Path

import numpy as np
import pytest

from matchmaker.bundles import Bundle, Manifest, open_bundle, save_bundle
from matchmaker.bundles.folder import MANIFEST_FILE
from matchmaker.errors import BundleDamagedError

MANIFEST = Manifest(name="topic_fit", version="1", created_at="2026-01-01T00:00:00Z", description="a test")
FILES = {"weights.json": b"[1.5, 2]", "trees/model.txt": b"tree", "array.npy": b""}


def an_array(values: list[float]) -> bytes:
    import io

    buffer = io.BytesIO()
    np.save(buffer, np.array(values), allow_pickle=False)
    return buffer.getvalue()


def saved(folder: Path, **files: bytes) -> Bundle:
    return save_bundle(folder, MANIFEST, FILES | {"array.npy": an_array([1.0, 2.0])} | files)


def test_a_saved_bundle_reads_back_what_was_written(tmp_path: Path) -> None:
    bundle = saved(tmp_path / "bundle")
    assert bundle.read_json("weights.json") == [1.5, 2]
    assert bundle.read_text("trees/model.txt") == "tree"
    assert bundle.read_array("array.npy").tolist() == [1.0, 2.0]


def test_the_digest_depends_on_content_and_not_on_the_folder(tmp_path: Path) -> None:
    first, copy = saved(tmp_path / "a"), saved(tmp_path / "b")
    changed = saved(tmp_path / "c", **{"weights.json": b"[1.5, 3]"})
    assert first.digest == copy.digest != changed.digest


@pytest.mark.parametrize("name", sorted(FILES))
def test_one_flipped_bit_in_any_file_is_refused_by_name(tmp_path: Path, name: str) -> None:
    folder = saved(tmp_path / "bundle").folder
    content = bytearray((folder / name).read_bytes())
    content[0] ^= 1
    (folder / name).write_bytes(content)
    with pytest.raises(BundleDamagedError, match=name):
        open_bundle(folder)


def test_a_missing_file_is_refused_by_name(tmp_path: Path) -> None:
    folder = saved(tmp_path / "bundle").folder
    (folder / "weights.json").unlink()
    with pytest.raises(BundleDamagedError, match=r"weights\.json"):
        open_bundle(folder)


@pytest.mark.parametrize("manifest", [b"", b"{", b"[]", b'{"name": "x"}', b"\xff\xfe"])
def test_a_damaged_manifest_is_refused(tmp_path: Path, manifest: bytes) -> None:
    folder = saved(tmp_path / "bundle").folder
    (folder / MANIFEST_FILE).write_bytes(manifest)
    with pytest.raises(BundleDamagedError):
        open_bundle(folder)


def test_a_manifest_cannot_point_outside_its_folder(tmp_path: Path) -> None:
    (tmp_path / "secret").write_bytes(b"x")
    folder = saved(tmp_path / "bundle").folder
    manifest = (folder / MANIFEST_FILE).read_text().replace('"weights.json"', '"../secret"')
    (folder / MANIFEST_FILE).write_text(manifest)
    with pytest.raises(BundleDamagedError, match="outside"):
        open_bundle(folder)


def test_a_bundle_of_another_format_says_so(tmp_path: Path) -> None:
    folder = saved(tmp_path / "bundle").folder
    path = folder / MANIFEST_FILE
    path.write_text(path.read_text().replace('"format_version": 1', '"format_version": 2'))
    with pytest.raises(BundleDamagedError, match="expected format 1, got 2"):
        open_bundle(folder)


def test_an_empty_folder_is_refused_with_advice(tmp_path: Path) -> None:
    with pytest.raises(BundleDamagedError, match="train or restore it"):
        open_bundle(tmp_path)


def test_saving_again_replaces_the_bundle_and_leaves_nothing_beside_it(tmp_path: Path) -> None:
    saved(tmp_path / "bundle")
    again = saved(tmp_path / "bundle", **{"weights.json": b"[9]"})
    assert again.read_json("weights.json") == [9]
    assert [path.name for path in tmp_path.iterdir()] == ["bundle"]


def test_a_full_disk_leaves_the_old_bundle_in_place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    saved(tmp_path / "bundle")

    def no_space(_: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(os, "fsync", no_space)
    with pytest.raises(OSError, match="No space left"):
        saved(tmp_path / "bundle", **{"weights.json": b"[9]"})
    assert open_bundle(tmp_path / "bundle").read_json("weights.json") == [1.5, 2]
    assert [path.name for path in tmp_path.iterdir()] == ["bundle"]


def test_an_unknown_file_is_named_with_those_there_are(tmp_path: Path) -> None:
    with pytest.raises(BundleDamagedError, match=r"expected a file nothing\.txt, the bundle has array\.npy"):
        saved(tmp_path / "bundle").read_text("nothing.txt")
