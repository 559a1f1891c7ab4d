"""Intervals under drift: ends follow what has settled, and an alarm says when they are not to be believed."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from matchmaker.domain.assessment import Numbers
from matchmaker.scorers.performance.recalibration import ALARM, Recalibration, Settled

END = 1.2816  # of the 80 % interval of a standard normal


def learned() -> Recalibration:
    errors = np.random.default_rng(0).normal(size=2_000)
    return Recalibration(-END - errors, errors - END)


def drawn(rows: int, *, shift: float = 0.0, spread: float = 1.0, delay_days: float = 3.0, seed: int = 1) -> Settled:
    """Ten forecasts a day, each of its own advertiser, whose errors have this shift and spread."""
    errors = np.random.default_rng(seed).normal(shift, spread, rows)
    asked = np.arange(rows) / 10
    return Settled(asked, asked + delay_days, np.arange(rows).astype(str), -END - errors, errors - END)


def covered(rows: Settled, low: Numbers, high: Numbers, *, since: int = 0) -> float:
    inside = (rows.below <= low) & (rows.above <= high)
    return float(inside[since:].mean())


def test_without_drift_the_interval_keeps_what_it_promises_and_raises_no_alarm() -> None:
    rows = drawn(1_500)
    treated = learned().treat(rows)
    assert 0.77 < covered(rows, treated.widen_low, treated.widen_high) < 0.88
    assert not treated.alarmed.any()


def test_after_a_shift_the_untreated_interval_fails_and_the_treated_one_recovers() -> None:
    rows = drawn(1_500, shift=2.0)
    treated = learned().treat(rows)
    assert covered(rows, np.zeros(1_500), np.zeros(1_500)) < 0.35
    assert covered(rows, treated.widen_low, treated.widen_high, since=300) > 0.75
    assert treated.drifting[-1]


def test_the_ends_move_with_the_shift_and_not_both_apart() -> None:
    treated = learned().treat(drawn(1_500, shift=2.0))
    assert treated.widen_high[-1] > 1.0 > 0.0 > treated.widen_low[-1]


def test_what_has_not_settled_changes_nothing() -> None:
    rows = drawn(300, shift=5.0, delay_days=1_000.0)
    treated = learned().treat(rows)
    assert treated.widen_high == pytest.approx(treated.widen_high[0])
    assert not treated.drifting.any()


def test_an_interval_that_ever_new_shifts_outrun_is_not_to_be_believed() -> None:
    rows = drawn(1_500, delay_days=20.0)
    runaway = 0.02 * np.arange(1_500)
    treated = learned().treat(replace(rows, above=rows.above + runaway, below=rows.below - runaway))
    assert treated.alarmed[-1]


def test_the_standing_says_in_numbers_why_the_interval_is_not_believed() -> None:
    rows = drawn(1_500, delay_days=20.0)
    runaway = 0.02 * np.arange(1_500)
    gone = replace(rows, above=rows.above + runaway, below=rows.below - runaway)
    standing = learned().standing(gone, now_days=170.0)
    assert standing.state == "not_believed"
    assert standing.text.startswith("the interval is not to be believed even after widening")
    assert standing.rows_count == 100
    assert standing.treated_coverage is not None
    assert standing.treated_coverage < 0.6


def test_the_standing_of_a_drift_that_was_followed_is_recalibrated() -> None:
    standing = learned().standing(drawn(1_500, shift=2.0), now_days=153.0)
    assert standing.state == "recalibrated"
    assert standing.widen_high > 1.0


def test_before_anything_settled_the_standing_says_so() -> None:
    standing = learned().standing(drawn(0), now_days=0.0)
    assert (standing.state, standing.rows_count, standing.treated_coverage) == ("holding", 0, None)
    assert "no outcome has settled yet" in standing.text


def test_a_single_advertiser_with_a_hundred_misses_on_one_day_raises_no_alarm() -> None:
    rows = drawn(100, shift=9.0)
    one = replace(rows, source=np.full(100, "a"), settled_days=np.full(100, 5.0))
    treated = learned().treat(replace(one, asked_days=np.append(np.zeros(99), 30.0)))
    assert not treated.drifting.any()
    assert ALARM > 1.8  # one batch multiplies the evidence by at most 1 + 0.8


def test_later_rows_do_not_change_what_earlier_ones_were_told() -> None:
    rows = drawn(400, shift=1.0)
    early = Settled(*(getattr(rows, name)[:200] for name in rows.__dataclass_fields__))
    assert learned().treat(early).widen_high == pytest.approx(learned().treat(rows).widen_high[:200])


@settings(max_examples=10, deadline=None)
@given(st.permutations(range(40)))
def test_the_order_of_rows_is_irrelevant(order: list[int]) -> None:
    rows = drawn(40, shift=1.0, delay_days=0.5)
    places = np.array(order)
    shuffled = Settled(*(getattr(rows, name)[places] for name in rows.__dataclass_fields__))
    assert learned().treat(shuffled).widen_high == pytest.approx(learned().treat(rows).widen_high[places])
