"""Shifts of distributions: worked by hand, unmoved by chance, and silent about too few creators."""

import numpy as np
import pytest

from training.drift.statistics import FEWEST, shifts, stability_index


def test_the_index_of_two_shares_is_worked_by_hand() -> None:
    # Values 0 and 1: nine edges collapse to one bin each. Before 50 and 50, now 10 and 90; half a row added to each.
    before, now = np.repeat([0.0, 1.0], [50, 50]), np.repeat([0.0, 1.0], [10, 90])
    psi, p_value = stability_index(before, now)
    shares = (50.5 / 101, 10.5 / 101), (50.5 / 101, 90.5 / 101)
    assert psi == pytest.approx(sum((b - a) * np.log(b / a) for a, b in shares))
    assert p_value < 1e-6


def test_the_same_values_have_not_moved() -> None:
    values = np.arange(200.0)
    (shift,) = shifts({"followers": values}, {"followers": values})
    assert (shift.state, shift.psi, shift.ks, shift.p_value) == ("steady", 0.0, 0.0, 1.0)


def test_values_that_went_missing_are_a_shift() -> None:
    before, now = np.arange(200.0), np.where(np.arange(200) < 80, np.nan, np.arange(200.0))
    (shift,) = shifts({"likes": before}, {"likes": now})
    assert (shift.state, shift.reference_unknown_ratio, shift.recent_unknown_ratio) == ("drifted", 0.0, 0.4)


def test_few_creators_are_told_as_few() -> None:
    (shift,) = shifts({"likes": np.arange(500.0)}, {"likes": np.arange(FEWEST - 1.0) + 1e6})
    assert (shift.state, shift.recent_count) == ("too_few", FEWEST - 1)


def test_a_sure_but_small_shift_is_steady() -> None:
    generator = np.random.default_rng(1)
    (shift,) = shifts({"x": generator.normal(0, 1, 50_000)}, {"x": generator.normal(0.1, 1, 50_000)})
    assert shift.p_value < 1e-6
    assert (shift.state, shift.psi < 0.05) == ("steady", True)


def test_without_drift_the_p_values_are_about_uniform() -> None:
    generator = np.random.default_rng(2)
    p_values = [stability_index(generator.normal(size=300), generator.normal(size=200))[1] for _ in range(400)]
    assert 0.01 <= np.mean(np.array(p_values) < 0.05) <= 0.09
    assert 0.4 <= np.mean(p_values) <= 0.6
