"""Which stretches of a history stand out: hand-made series of one shape each."""

from datetime import timedelta

import numpy as np
import pytest

from matchmaker.scorers.authenticity.growth_days import DayGrid, Indices
from matchmaker.scorers.authenticity.growth_scan import ScanLimits, stretches, surplus_of
from matchmaker.scorers.authenticity.growth_shape import shape_columns
from matchmaker.scorers.authenticity.growth_stretches import Stretches, merged, without_tails
from tests.builders import NOW, a_follower_count, table

LIMITS = ScanLimits(
    window_days=(1, 2, 3, 5, 7, 10, 14),
    window_spread_ratios=(0.0004, 0.0007, 0.001, 0.0016, 0.0021, 0.003, 0.0042),
    prior_windows_count=10,
    background_days=121,
    least_spreads=3,
    least_ratio=0.005,
    most_gains=6,
    most_losses=2,
)


def a_grid(counts: list[int], every: int = 1) -> DayGrid:
    rows = [a_follower_count(NOW + timedelta(days=day), count) for day, count in enumerate(counts) if day % every == 0]
    return DayGrid.of(table("follower_counts", rows))


def found(counts: list[int], every: int = 1) -> list[tuple[int, int, float]]:
    grid = a_grid(counts, every)
    seen = stretches(grid, *surplus_of(grid, LIMITS.background_days), LIMITS)
    return [
        (int(begins), int(ends), float(change))
        for begins, ends, change in zip(seen.begins, seen.ends, seen.change, strict=True)
    ]


STEADY = [20_001 + 30 * day for day in range(60)]


def with_extra(extra: list[int], start: int) -> list[int]:
    """STEADY with followers who come from day `start` on; the last number stays."""
    padded = [0] * start + extra + [extra[-1]] * (len(STEADY) - start - len(extra))
    return [count + more for count, more in zip(STEADY, padded, strict=True)]


def test_steady_growth_has_no_surplus() -> None:
    surplus, ordinary = surplus_of(a_grid(STEADY), LIMITS.background_days)
    assert set(ordinary[1:].tolist()) == {30.0}
    assert np.ptp(surplus) == 0
    assert found(STEADY) == []


def test_a_jump_is_the_followers_beyond_ordinary_growth() -> None:
    assert found(with_extra([2_000], 30)) == [(29, 30, 2_000.0)]


def test_a_delivery_of_five_days_is_one_stretch() -> None:
    assert found(with_extra([800, 1_600, 2_400, 3_200, 4_000], 30)) == [(29, 34, 4_000.0)]


def test_a_loss_is_negative() -> None:
    assert found(with_extra([-1_500], 30)) == [(29, 30, -1_500.0)]


def test_what_leaves_again_is_no_stretch_of_its_own() -> None:
    assert found(with_extra([4_000] * 3 + [3_500, 3_000, 2_500, 2_000], 30)) == [(29, 30, 4_000.0)]


def test_a_larger_loss_than_the_gain_before_it_is_one() -> None:
    assert found(with_extra([1_000] * 10 + [-5_000], 20)) == [(19, 20, 1_000.0), (29, 30, -6_000.0)]


def test_a_weekly_history_dates_a_jump_by_its_week() -> None:
    assert found(with_extra([2_000], 30), every=7) == [(28, 35, 2_000.0)]


def test_less_than_half_a_percent_is_no_matter() -> None:
    assert found(with_extra([100], 30)) == []


def test_two_spells_apart_are_two() -> None:
    assert len(found([count + (2_000 if day >= 40 else 0) for day, count in enumerate(with_extra([2_000], 20))])) == 2


def pieces(*rows: tuple[int, int, int]) -> Stretches:
    """Of owner, begins, ends; every cell brings one follower."""
    owner, begins, ends = (np.array(column, dtype=np.int64) for column in zip(*rows, strict=True))
    return Stretches(owner, begins, ends, (ends - begins).astype(np.float64), np.full(len(rows), 3.0))


def rows_of(found: Stretches) -> list[tuple[int, ...]]:
    columns: tuple[Indices, ...] = (found.owner, found.begins, found.ends)
    return [tuple(map(int, row)) for row in zip(*columns, strict=True)]


def test_pieces_that_touch_are_one_of_their_creator() -> None:
    joined = merged(pieces((0, 5, 7), (0, 1, 5), (0, 9, 10), (1, 12, 14)), np.arange(20.0))
    assert rows_of(joined) == [(0, 1, 7), (0, 9, 10), (1, 12, 14)]
    assert joined.change.tolist() == [6, 1, 2]
    assert joined.spread.tolist() == pytest.approx([np.sqrt(18), 3, 3])


def test_a_loss_after_another_creators_gain_is_no_tail_of_it() -> None:
    gains = pieces((0, 1, 5))
    losses = Stretches(*(np.array([1]), np.array([7]), np.array([8]), np.array([-1.0]), np.array([1.0])))
    assert rows_of(without_tails(losses, gains)) == [(1, 7, 8)]


def shape(counts: list[int]) -> dict[str, float | None]:
    grid = a_grid(counts)
    surplus, ordinary = surplus_of(grid, LIMITS.background_days)
    row: dict[str, float | None] = shape_columns(grid, surplus, stretches(grid, surplus, ordinary, LIMITS)).to_dicts()[
        0
    ]
    return row


def test_a_delivery_is_even_stops_dead_and_stays() -> None:
    features = shape(with_extra([800, 1_600, 2_400, 3_200, 4_000], 30))
    assert features["unevenness"] == 0
    assert features["first_half_ratio"] == 0.5
    assert features["before_ratio"] == features["after_ratio"] == features["lost_ratio"] == 0
    assert features["days_log"] == pytest.approx(np.log(5))
    assert features["days_known_after"] == 21


def test_a_burst_brings_most_in_its_first_half() -> None:
    features = shape(with_extra([3_000, 3_800, 4_300, 4_500, 4_600, 4_660], 30))
    assert features["first_half_ratio"] == pytest.approx(4_300 / 4_660)
    assert features["unevenness"] is not None
    assert features["unevenness"] > 1


def test_what_left_of_it_is_a_share_of_the_change() -> None:
    assert shape(with_extra([4_000] * 3 + [3_000], 30))["lost_ratio"] == 0.25


def test_at_the_end_of_a_history_nothing_is_known_of_after() -> None:
    features = shape(with_extra([2_000], 59))
    assert (features["after_ratio"], features["lost_ratio"]) == (None, None)
