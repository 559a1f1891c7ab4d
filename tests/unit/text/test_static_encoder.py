import io
from functools import cache
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from matchmaker.bundles import Manifest, save_bundle
from matchmaker.errors import BundleDamagedError
from matchmaker.resources import resource_folder
from matchmaker.text.static_encoder import StaticEncoder

CAPTIONS = ["New serum, seven days in: less redness.", "leg day", "goal in extra time!!!", "#ootd linen", "🔥🔥"]


@cache
def encoder() -> StaticEncoder:
    return StaticEncoder.open(resource_folder("models") / "static-encoder" / "bundle")


def a_bundle(folder: Path, table: NDArray[np.generic], scales: list[float]) -> Path:
    manifest = Manifest(name="tiny", version="1", created_at="2026-01-01T00:00:00+00:00", description="two words")
    files = {"pieces.txt": b"run\nshoe\n", "table.npy": npy(table), "scales.npy": npy(np.array(scales, np.float32))}
    return save_bundle(folder / "bundle", manifest, files).folder


def npy(array: NDArray[np.generic]) -> bytes:
    file = io.BytesIO()
    np.save(file, array, allow_pickle=False)
    return file.getvalue()


def test_a_text_is_the_direction_of_the_sum_of_its_pieces(tmp_path: Path) -> None:
    folder = a_bundle(tmp_path, np.array([[3, 0], [0, 2]], np.int8), [1.0, 2.0])
    said = StaticEncoder.open(folder).encode(["run shoe", "shoe", "run run shoe"])
    assert said == pytest.approx(np.array([[0.6, 0.8], [0.0, 1.0], [6 / 52**0.5, 4 / 52**0.5]]), abs=1e-6)


def test_texts_without_a_known_word_are_rows_of_zeros() -> None:
    assert not encoder().encode(["", " \n ", "\x00", "🔥🔥😂", "!!!"]).any()


def test_no_text_is_no_row() -> None:
    assert encoder().encode([]).shape == (0, 256)


def test_like_subjects_are_nearer_than_unlike_ones() -> None:
    serum, cream, football = encoder().encode(
        ["a gentle face serum", "moisturiser for dry skin", "the second half kicked off"]
    )
    assert serum @ cream > serum @ football + 0.2


@settings(max_examples=20, deadline=None)
@given(st.permutations(CAPTIONS), st.integers(0, 4))
def test_a_vector_is_the_same_alone_and_among_others(order: list[str], place: int) -> None:
    together = encoder().encode(order * 3)
    assert np.array_equal(together[place], encoder().encode([order[place]])[0])


def test_a_changed_table_is_another_space(tmp_path: Path) -> None:
    first, second = (
        StaticEncoder.open(a_bundle(tmp_path / name, np.array([[1, 0], [0, last]], np.int8), [1.0, 1.0])).space
        for name, last in (("a", 1), ("b", 2))
    )
    assert first.startswith("tiny-")
    assert first != second


def test_a_table_without_a_row_for_each_piece_is_refused(tmp_path: Path) -> None:
    folder = a_bundle(tmp_path, np.array([[1, 0]], np.int8), [1.0])
    with pytest.raises(BundleDamagedError, match="expected an int8 row and a scale for each of 2 pieces"):
        StaticEncoder.open(folder)


def test_a_table_of_floats_is_refused(tmp_path: Path) -> None:
    folder = a_bundle(tmp_path, np.eye(2, dtype=np.float32), [1.0, 1.0])
    with pytest.raises(BundleDamagedError, match="table of float32"):
        StaticEncoder.open(folder)
