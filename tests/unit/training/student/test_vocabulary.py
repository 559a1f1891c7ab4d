import numpy as np
import pytest

from training.student.vocabulary import Axes, start_vectors


def test_axes_keep_the_directions_in_which_texts_differ_most() -> None:
    vectors = np.array([[1, 3, 0], [1, -3, 0], [1, 0, 1], [1, 0, -1]], np.float32)
    axes = Axes.of(vectors, 1)
    assert axes.middle == pytest.approx([1, 0, 0])
    assert np.abs(axes.project(vectors)[:, 0]) == pytest.approx([3, 3, 0, 0], abs=1e-6)


def test_unreadable_texts_do_not_move_the_middle() -> None:
    vectors = np.array([[1, 2], [1, -2], [0, 0]], np.float32)
    assert Axes.of(vectors, 1).middle == pytest.approx([1, 0])


def test_a_rarer_piece_starts_louder() -> None:
    axes = Axes(np.zeros(2, np.float32), np.eye(2, dtype=np.float32))
    common, rare = start_vectors(np.array([[1, 0], [-1, 0]], np.float32), axes, np.array([0, 995 + 99]))
    assert common == pytest.approx([np.log(2), 0])
    assert rare == pytest.approx([-np.log(100), 0])
