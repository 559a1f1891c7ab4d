"""Splits keep creators, moments and sources whole."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from training.splits import SplitError, by_group, by_time, leave_one_out

CREATORS = np.array([f"creator-{index % 400}" for index in range(1200)])


def test_no_group_is_in_two_parts_and_every_row_is_in_one() -> None:
    masks = by_group(CREATORS)
    assert (np.sum(masks, axis=0) == 1).all()
    assert not set(CREATORS[masks[0]]) & set(CREATORS[masks[2]])


def test_shares_are_met_within_five_points() -> None:
    assert [mask.mean() for mask in by_group(CREATORS)] == pytest.approx([0.7, 0.15, 0.15], abs=0.05)


@given(order=st.permutations(range(60)), seed=st.integers(0, 3))
def test_the_part_of_a_row_does_not_depend_on_the_order_of_rows(order: list[int], seed: int) -> None:
    groups = np.array([f"g{index}" for index in range(60)])
    before, after = by_group(groups, (0.5, 0.5), seed), by_group(groups[order], (0.5, 0.5), seed)
    assert (before[1][order] == after[1]).all()


def test_a_held_out_creator_stays_held_out_when_more_creators_arrive() -> None:
    held_out = set(CREATORS[by_group(CREATORS)[2]])
    more = np.concatenate([CREATORS, [f"new-{index}" for index in range(300)]])
    assert held_out <= set(more[by_group(more)[2]])


def test_another_seed_parts_the_groups_otherwise() -> None:
    assert (by_group(CREATORS, seed=1)[2] != by_group(CREATORS, seed=2)[2]).any()


def test_too_few_groups_are_refused_with_the_counts() -> None:
    with pytest.raises(SplitError, match="from 1 groups"):
        by_group(["only"] * 5)


def test_time_parts_follow_each_other_and_a_moment_stays_whole() -> None:
    days = np.array([3, 1, 2, 2, 4, 1, 3, 2, 4, 1], dtype="datetime64[D]")
    early, late = by_time(days, (0.6, 0.4))
    assert days[early].max() < days[late].min()
    assert sorted(days[early].astype(int)) == [1, 1, 1, 2, 2, 2]


def test_each_source_is_left_out_once() -> None:
    folds = list(leave_one_out(["b", "a", "b"]))
    assert [(name, train.tolist(), test.tolist()) for name, train, test in folds] == [
        ("a", [True, False, True], [False, True, False]),
        ("b", [False, True, False], [True, False, True]),
    ]
