from concurrent.futures import ThreadPoolExecutor
from functools import cache
from pathlib import Path

import numpy as np
import pytest

from matchmaker.bundles import open_bundle, save_bundle
from matchmaker.errors import BundleDamagedError
from matchmaker.resources import resource_folder
from matchmaker.text.onnx_encoder import OnnxEncoder

BUNDLE = resource_folder("models") / "encoder" / "bundle"
CAPTIONS = [
    "New serum, seven days in: less redness, no stinging.",
    "leg day",
    "Tagliatelle with slow tomatoes, the recipe is in the link and it takes about an hour of your Sunday afternoon.",
    "goal in extra time!!!",
    "#ootd linen and sandals",
]


@cache
def encoder() -> OnnxEncoder:
    return OnnxEncoder.open(BUNDLE, threads=1)


def test_vectors_have_length_one() -> None:
    vectors = encoder().encode(CAPTIONS)
    assert vectors.shape == (5, encoder().dimension)
    assert vectors.dtype == np.float32
    assert np.linalg.norm(vectors, axis=1) == pytest.approx(np.ones(5), abs=1e-5)


def test_a_vector_does_not_depend_on_the_texts_beside_it() -> None:
    together = encoder().encode(CAPTIONS)
    alone = np.vstack([encoder().encode([caption]) for caption in CAPTIONS])
    reversed_order = encoder().encode(CAPTIONS[::-1])[::-1]
    assert np.abs(together - alone).max() < 1e-6
    assert np.abs(together - reversed_order).max() < 1e-6


def test_like_subjects_are_nearer_than_unlike_ones() -> None:
    serum, cream, football = encoder().encode(
        ["a gentle face serum", "moisturiser for dry skin", "the second half kicked off"]
    )
    assert serum @ cream > serum @ football + 0.2


def test_texts_that_say_nothing_are_rows_of_zeros() -> None:
    assert not encoder().encode(["", " \n ", "\x00", "🔥🔥😂"]).any()


def test_right_to_left_text_is_read() -> None:
    assert np.linalg.norm(encoder().encode(["قهوة الصباح", "קפה של בוקר"]), axis=1) == pytest.approx([1, 1], abs=1e-5)


def test_a_caption_of_ten_megabytes_is_read_by_its_beginning() -> None:
    long, short = encoder().encode(["skincare routine " * 600_000, "skincare routine " * 400])
    assert long @ short == pytest.approx(1, abs=1e-6)


def test_no_text_is_no_row() -> None:
    assert encoder().encode([]).shape == (0, encoder().dimension)


def test_threads_share_one_encoder() -> None:
    alone = encoder().encode(CAPTIONS)
    with ThreadPoolExecutor(4) as pool:
        answers = list(pool.map(lambda _: encoder().encode(CAPTIONS), range(8)))
    assert all(np.array_equal(alone, answer) for answer in answers)


def test_the_space_names_the_weights_and_the_length_read() -> None:
    bundle = open_bundle(BUNDLE)
    assert encoder().space == f"all-minilm-l6-v2-int8-128-{bundle.manifest.files['model.onnx'][:16]}"


def test_a_bundle_that_does_not_say_how_much_it_reads_is_refused(tmp_path: Path) -> None:
    bundle = open_bundle(BUNDLE)
    silent = save_bundle(tmp_path / "bundle", bundle.manifest.model_copy(update={"parameters": {}}), bundle.contents)
    with pytest.raises(BundleDamagedError, match="max_tokens"):
        OnnxEncoder.open(silent.folder)


def test_a_damaged_model_is_refused_before_onnxruntime_reads_it(tmp_path: Path) -> None:
    bundle = open_bundle(BUNDLE)
    folder = save_bundle(tmp_path / "bundle", bundle.manifest, bundle.contents).folder
    (folder / "model.onnx").write_bytes(bundle.contents["model.onnx"][:-1])
    with pytest.raises(BundleDamagedError, match=r"model\.onnx"):
        OnnxEncoder.open(folder)
