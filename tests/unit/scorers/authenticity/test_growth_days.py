"""Histories on a grid of days: what stands between two counts, what is rounding, and which counts carry news."""

from datetime import timedelta

import numpy as np
import pytest

from matchmaker.scorers.authenticity.growth_days import DayGrid
from tests.builders import NOW, a_follower_count, table


def a_grid(counts: dict[int, int], creator_id: str = "ana") -> DayGrid:
    """Counts by day; later days first, because the order of rows must not matter."""
    rows = [a_follower_count(NOW + timedelta(days=day), count, creator_id) for day, count in counts.items()]
    return DayGrid.of(table("follower_counts", reversed(rows)))


def test_days_without_a_count_lie_on_a_line() -> None:
    assert a_grid({0: 1001, 4: 1009}).counts.tolist() == [1001, 1003, 1005, 1007, 1009]


def test_a_count_that_stands_still_has_not_reached_the_next_step() -> None:
    assert a_grid({0: 40_000, 1: 40_000, 2: 40_100, 3: 40_100}).counts.tolist() == [40_000, 40_050, 40_100, 40_100]


def test_a_leap_happened_after_the_last_count_before_it() -> None:
    assert a_grid({0: 40_000, 1: 40_000, 2: 45_000}).counts.tolist() == [40_000, 40_000, 45_000]


def test_the_last_count_of_a_day_counts() -> None:
    rows = [a_follower_count(NOW, 1001), a_follower_count(NOW + timedelta(hours=3), 1007)]
    assert DayGrid.of(table("follower_counts", rows)).counts.tolist() == [1007]


@pytest.mark.parametrize(
    ("counts", "step"),
    [
        ([40_100, 40_200, 40_300], 100),  # three digits are shown
        ([40_123, 40_200, 40_300], 1),  # one exact count: all are
        ([40_120, 40_200, 40_350], 1),
        ([998, 999, 1001], 1),
        ([2_690_000, 2_700_000, 2_700_000], 10_000),
    ],
)
def test_counts_are_rounded_when_none_has_a_fourth_digit(counts: list[int], step: float) -> None:
    assert a_grid(dict(enumerate(counts))).step.tolist() == [step] * 3


def test_creators_lie_side_by_side_in_order_of_appearance() -> None:
    rows = [
        a_follower_count(NOW, 10, "ben"),
        a_follower_count(NOW + timedelta(days=1), 7, "ana"),
        a_follower_count(NOW + timedelta(days=2), 14, "ben"),
    ]
    grid = DayGrid.of(table("follower_counts", rows))
    assert grid.creators.to_list() == ["ben", "ana"]
    assert grid.start.tolist() == [0, 3, 4]
    assert grid.counts.tolist() == [10, 12, 14, 7]
    assert np.diff(grid.first_day).tolist() == [1]


def test_no_counts_are_no_cells() -> None:
    grid = DayGrid.of(table("follower_counts", []))
    assert grid.counts.tolist() == []
    assert grid.start.tolist() == [0]
