import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from matchmaker.errors import StorageFailedError
from matchmaker.text.vectors import VectorCache
from tests.encoders import HashEncoder

CHECKOUT = Path(__file__).parents[3]
WRITER = """
import sys
from pathlib import Path
from matchmaker.text.vectors import VectorCache
from tests.encoders import HashEncoder
cache = VectorCache(Path(sys.argv[1]), HashEncoder())
print("ready", flush=True)
for start in range(int(sys.argv[2]), int(sys.argv[3]), 50):
    cache.vectors_for([f"text {number}" for number in range(start, start + 50)])
"""


def a_writer(folder: Path, first: int, last: int) -> "subprocess.Popen[bytes]":
    arguments = [sys.executable, "-c", WRITER, str(folder), str(first), str(last)]
    return subprocess.Popen(arguments, cwd=CHECKOUT, stdout=subprocess.PIPE)


def test_a_text_is_encoded_once(tmp_path: Path) -> None:
    encoder = HashEncoder()
    cache = VectorCache(tmp_path, encoder)
    first = cache.vectors_for(["one", "two", "one"])
    assert np.array_equal(first, cache.vectors_for(["one", "two", "one"]))
    assert sorted(encoder.asked) == ["one", "two"]


def test_another_process_of_later_finds_what_was_stored(tmp_path: Path) -> None:
    before = VectorCache(tmp_path, HashEncoder()).vectors_for(["one", "two"])
    encoder = HashEncoder()
    assert np.array_equal(before, VectorCache(tmp_path, encoder).vectors_for(["one", "two"]))
    assert encoder.asked == []


def test_texts_that_are_the_same_after_cleaning_share_a_vector(tmp_path: Path) -> None:
    encoder = HashEncoder()
    VectorCache(tmp_path, encoder).vectors_for(["two words", " two\n words "])
    assert encoder.asked == ["two words"]


def test_an_empty_text_is_a_row_of_zeros_and_others_have_length_one(tmp_path: Path) -> None:
    empty, one = VectorCache(tmp_path, HashEncoder()).vectors_for(["", "one"])
    assert not empty.any()
    assert np.linalg.norm(one) == pytest.approx(1, abs=1e-6)


def test_rounding_on_disk_moves_no_component_by_more_than_a_thousandth(tmp_path: Path) -> None:
    stored, exact = VectorCache(tmp_path, HashEncoder()).vectors_for(["one"]), HashEncoder().encode(["one"])
    assert np.abs(stored - exact).max() < 1e-3


def test_vectors_of_another_space_are_kept_apart(tmp_path: Path) -> None:
    VectorCache(tmp_path, HashEncoder()).vectors_for(["one"])
    other = HashEncoder()
    other.space = "hash-8-retrained"
    VectorCache(tmp_path, other).vectors_for(["one"])
    assert other.asked == ["one"]


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(batches=st.lists(st.lists(st.sampled_from("abcdefgh"), max_size=6), max_size=8), hot_rows=st.integers(1, 4))
def test_however_texts_come_each_is_encoded_once_and_answered_the_same(
    tmp_path_factory: pytest.TempPathFactory, batches: list[list[str]], hot_rows: int
) -> None:
    encoder = HashEncoder()
    cache = VectorCache(tmp_path_factory.mktemp("vectors"), encoder, hot_rows)
    for texts in batches:
        assert cache.vectors_for(texts) == pytest.approx(HashEncoder().encode(texts), abs=1e-3)
    assert len(encoder.asked) == len(set(encoder.asked))
    cache.close()


def test_threads_that_ask_the_same_texts_at_once_encode_them_once(tmp_path: Path) -> None:
    encoder = HashEncoder()
    cache = VectorCache(tmp_path, encoder)
    texts = [f"text {number}" for number in range(300)]
    with ThreadPoolExecutor(4) as pool:
        answers = list(pool.map(lambda _: cache.vectors_for(texts), range(4)))
    assert all(np.array_equal(answers[0], answer) for answer in answers)
    assert len(encoder.asked) == 300


def test_two_processes_write_at_once(tmp_path: Path) -> None:
    writers = [a_writer(tmp_path, 0, 500), a_writer(tmp_path, 250, 750)]
    assert [process.wait(60) for process in writers] == [0, 0]
    for process in writers:
        process.communicate()
    encoder = HashEncoder()
    VectorCache(tmp_path, encoder).vectors_for([f"text {number}" for number in range(750)])
    assert encoder.asked == []


def test_a_killed_writer_leaves_a_file_that_others_read_and_write(tmp_path: Path) -> None:
    process = a_writer(tmp_path, 0, 10_000_000)
    assert process.stdout is not None
    process.stdout.readline()
    time.sleep(0.2)
    process.kill()
    process.wait()
    process.stdout.close()
    encoder = HashEncoder()
    texts = [f"text {number}" for number in range(100)]
    assert VectorCache(tmp_path, encoder).vectors_for(texts) == pytest.approx(HashEncoder().encode(texts), abs=1e-3)
    VectorCache(tmp_path, HashEncoder()).vectors_for(["written after the kill"])


def test_a_full_disk_is_told_in_words_and_leaves_the_stored_vectors(tmp_path: Path) -> None:
    full = """
import resource, signal, sys
from pathlib import Path
from matchmaker.errors import StorageFailedError
from matchmaker.text.vectors import VectorCache
from tests.encoders import HashEncoder
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
cache = VectorCache(Path(sys.argv[1]), HashEncoder())
cache.vectors_for(["before"])
resource.setrlimit(resource.RLIMIT_FSIZE, (65536, 65536))
try:
    for start in range(0, 100_000, 250):
        cache.vectors_for([f"text {number}" for number in range(start, start + 250)])
except StorageFailedError as error:
    print(error.detail)
"""
    ran = subprocess.run([sys.executable, "-c", full, str(tmp_path)], cwd=CHECKOUT, capture_output=True, text=True)
    assert "make room on the disk" in ran.stdout, ran.stderr
    encoder = HashEncoder()
    VectorCache(tmp_path, encoder).vectors_for(["before"])
    assert encoder.asked == []


def test_a_file_that_is_no_database_is_told_in_words(tmp_path: Path) -> None:
    (tmp_path / "hash-8.sqlite").write_text("not a database " * 100)
    with pytest.raises(StorageFailedError, match="delete the file"):
        VectorCache(tmp_path, HashEncoder()).vectors_for(["one"])


def test_a_folder_that_is_a_file_is_told_in_words(tmp_path: Path) -> None:
    (tmp_path / "vectors").write_text("")
    with pytest.raises(StorageFailedError, match="expected to read vectors"):
        VectorCache(tmp_path / "vectors", HashEncoder()).vectors_for(["one"])
