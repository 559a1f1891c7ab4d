"""Naive detectors, and what is counted as a false alarm and as a find."""

import numpy as np
import polars as pl
import pytest

from matchmaker.domain.tables import POSTS
from training.authenticity.growth_alarms import Watch, cusum, largest_jump, robust_z, watch
from training.authenticity.growth_fitting import labelled
from training.authenticity.growth_histories import Histories


def histories(*counts: list[float]) -> Histories:
    return Histories(
        creator_ids=tuple(f"c{number}" for number in range(len(counts))),
        first_days=np.full(len(counts), 100),
        counts=tuple(np.array(each) for each in counts),
        seen=tuple(np.ones(len(each), bool) for each in counts),
        rounds=np.zeros(len(counts), bool),
        posts=POSTS.empty(),
    )


JUMP = histories([10_001.0] * 10 + [11_001.0] * 10)


def test_the_largest_jump_is_growth_a_day_by_followers_before() -> None:
    assert largest_jump(JUMP).rows() == [("c0", 109, 110, pytest.approx(1_000 / 10_001))]


def test_the_z_score_has_a_floor_of_a_thousandth() -> None:
    assert robust_z(JUMP)["score"].to_list() == pytest.approx([1_000 / 10.001])


def test_cusum_adds_up_small_surpluses() -> None:
    slow = histories([10_001.0] * 10 + [10_001.0 + 30 * day for day in range(1, 6)] + [10_151.0] * 5)
    heights = cusum(slow)["score"].to_list()
    assert heights == pytest.approx([5 * 2.5], rel=0.01)  # 3 floors of a thousandth a day, less the drift of a half


def test_weaker_alarms_within_a_week_are_the_same_event() -> None:
    twice = histories([10_001.0] * 5 + [11_001.0] * 3 + [13_001.0] * 20 + [14_001.0] * 5)
    assert largest_jump(twice)["ends"].to_list() == [108, 128]


def a_watch(false_alarms: list[list[float]], found: list[float], years: float = 1.0) -> Watch:
    return Watch(
        tuple(np.array(each) for each in false_alarms),
        np.full(len(found), years),
        np.array(found),
        np.ones(len(found), bool),
    )


def test_recall_counts_orders_above_the_allowed_false_alarms() -> None:
    seen = a_watch([[0.9, 0.2], [0.4]], [0.5, 0.3])
    assert seen.threshold(np.arange(2), 1.0) == 0.2  # two alarms above it in two years
    assert seen.recall(np.arange(2)) == 1.0
    assert seen.recall(np.arange(2), per_year=0.5) == 0.5  # threshold 0.4


def test_without_false_alarms_everything_seen_is_found() -> None:
    assert a_watch([[]], [-np.inf]).recall(np.arange(1)) == 0.0
    assert a_watch([[]], [0.1]).recall(np.arange(1)) == 1.0


def test_an_alarm_counts_as_a_find_when_it_overlaps_the_delivery() -> None:
    orders = pl.DataFrame({"creator_id": ["c0"], "kind": ["order"], "began": [109], "ended": [110], "years": [0.1]})
    clean = histories([10_001.0] * 20)
    assert watch(largest_jump, clean, JUMP, orders).found.tolist() == pytest.approx([1_000 / 10_001])
    late = orders.with_columns(began=pl.lit(112), ended=pl.lit(113))
    assert watch(largest_jump, clean, JUMP, late).found.tolist() == [-np.inf]


def test_a_stretch_is_of_an_order_when_it_overlaps_its_delivery_or_is_its_loss() -> None:
    found = pl.DataFrame(
        {
            "creator_id": ["a", "a", "a", "b", "b", "c"],
            "begins": [9, 20, 15, 9, 9, 9],
            "ends": [11, 21, 16, 11, 11, 11],
            "is_loss": [0.0, 0.0, 1.0, 0.0, 1.0, 0.0],
        }
    )
    orders = pl.DataFrame(
        {"creator_id": ["a", "b"], "kind": ["order", "purge"], "began": [8, 8], "ended": [12, 12], "years": [1.0, 1.0]}
    )
    assert labelled(found, orders)["is_order"].to_list() == [True, False, True, False, True, False]
