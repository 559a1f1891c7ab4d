"""Two towers on vectors of two numbers: what the seen pairs teach carries over to the others."""

import numpy as np
import pytest

from training.topic_fit.projection import Sides, projected

EAST, NORTH = np.eye(2)
SIDES = Sides(
    briefs=np.stack([EAST, NORTH]), creators=np.stack([NORTH, EAST, NORTH, EAST])
)  # asked and answered crosswise
FITS = np.array([[True, False, True, False], [False, True, False, True]])


def test_unseen_creators_are_told_by_what_the_seen_ones_taught() -> None:
    seen = np.array([True, True, False, False])
    found = projected(SIDES, FITS, np.array([True, True]), seen, seed=0)
    before = SIDES.briefs @ SIDES.creators.T
    assert (found[:, 2:] - before[:, 2:])[FITS[:, 2:]].min() > 0.02


def test_without_a_pair_that_fits_nothing_moves() -> None:
    found = projected(SIDES, np.zeros_like(FITS), np.array([True, True]), np.array([True] * 4), seed=0)
    assert found == pytest.approx(SIDES.briefs @ SIDES.creators.T)
