import numpy as np
import pytest

from training.tuned.turn import learn_turn

RANDOM = np.random.default_rng(0)


def unit(vectors: np.ndarray) -> np.ndarray:
    return (vectors / np.linalg.norm(vectors, axis=1, keepdims=True)).astype(np.float32)


def test_a_small_change_is_found_and_half_believed_where_all_directions_are_alike() -> None:
    before = unit(RANDOM.normal(size=(4000, 6)))
    after = before.copy()
    after[:, 1] += 0.1 * before[:, 0]
    turn = learn_turn(before, unit(after), rank=1)
    asked = unit(RANDOM.normal(size=(50, 6)))
    expected = asked.copy()
    expected[:, 1] += 0.05 * asked[:, 0]
    assert turn.down.shape == (6, 1)
    assert turn.of(asked) == pytest.approx(unit(expected), abs=0.02)


def test_an_encoder_that_did_not_change_turns_nothing() -> None:
    before = unit(RANDOM.normal(size=(100, 6)))
    assert learn_turn(before, before).of(before) == pytest.approx(before, abs=1e-6)
