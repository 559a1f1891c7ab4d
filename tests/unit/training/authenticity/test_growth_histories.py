"""Histories behind what a platform shows, and orders put into them as their sellers state it."""

import numpy as np
import polars as pl
import pytest

from matchmaker.domain.tables import POSTS
from training.authenticity.growth_background import simulated_background
from training.authenticity.growth_histories import Histories
from training.authenticity.growth_orders import Market, Order, with_orders

DAYS = 40
NO_LOSS = Market(np.array([800.0]), np.array([0.0]), 800.0)
LOSS = Market(np.array([800.0]), np.array([0.5]), 800.0)


def histories(followers: float = 10_000, rounds: bool = False, creators: int = 1) -> Histories:
    """Creators whose followers never change."""
    return Histories(
        creator_ids=tuple(f"c{number}" for number in range(creators)),
        first_days=np.full(creators, 20_000),
        counts=(np.full(DAYS, followers),) * creators,
        seen=(np.ones(DAYS, bool),) * creators,
        rounds=np.full(creators, rounds),
        posts=POSTS.empty(),
    )


def ordered(order: Order, market: Market = NO_LOSS, seed: int = 0) -> tuple[list[float], pl.DataFrame]:
    bought, orders = with_orders(histories(), market, order, np.random.default_rng(seed))
    return [float(count) for count in bought.counts[0]], orders


def test_an_order_at_once_is_there_on_its_first_day() -> None:
    counts, orders = ordered(Order("order", 0.1, float("inf")))
    began = orders["began"].item() - 20_000
    assert counts[began : began + 2] == [10_000, 11_000]
    assert orders["ended"].item() == orders["began"].item() + 1
    assert orders["years"].item() == pytest.approx((DAYS - 1) / 365)


def test_a_slow_order_brings_so_many_a_day() -> None:
    slow = [ordered(Order("order", 0.2, 500), seed=seed) for seed in range(20)]
    even = [np.diff(counts) for counts, _ in slow if set(np.round(np.diff(counts), 6)) <= {0.0, 500.0}]
    assert even  # half of the sellers deliver the same number each day
    assert all(gains.sum() <= 2_000 for gains in even)


def test_of_an_order_some_leave_again() -> None:
    kept = [ordered(Order("order", 0.2, float("inf")), LOSS, seed)[0] for seed in range(20)]
    assert any(counts[-1] < max(counts) for counts in kept)
    assert all(counts[-1] >= 11_000 - 1e-6 for counts in kept)  # at most half of it


def test_a_purge_takes_its_share_within_three_days() -> None:
    counts, orders = ordered(Order("purge", 0.2))
    assert counts[-1] == pytest.approx(8_000)
    assert 1 <= orders["ended"].item() - orders["began"].item() <= 3


def test_only_those_asked_for_are_ordered() -> None:
    bought, orders = with_orders(
        histories(creators=3), NO_LOSS, Order(), np.random.default_rng(1), [False, True, False]
    )
    assert orders["creator_id"].to_list() == ["c1"]
    assert bought.counts[0].tolist() == [10_000] * DAYS


def test_a_platform_that_rounds_shows_three_digits() -> None:
    shown = histories(12_399, rounds=True).follower_counts()
    assert set(shown["followers_count"]) == {12_300}
    assert shown.height == DAYS


def test_somebody_who_looks_weekly_sees_every_seventh_day_and_the_ends() -> None:
    seen = histories().sampled(["weekly"], np.random.default_rng(0)).seen[0]
    days = np.flatnonzero(seen)
    assert {0, DAYS - 1} <= set(days.tolist())
    assert set(np.diff(days[1:-1]).tolist()) == {7}


def test_the_market_is_that_of_followers() -> None:
    offers = pl.DataFrame(
        {
            "platform": ["instagram", "instagram", "vk", "vk"],
            "action": ["participate", "participate", "participate", "like"],
            "delivery_per_day": [600, 1000, 100, 9_000],
            "drop_off_ratio": [0.2, None, None, 0.9],
        }
    )
    market = Market.of(offers)
    assert sorted(market.delivered_per_day.tolist()) == [100, 600, 1000]
    assert market.drop_off_ratios.tolist() == [0.2]
    assert market.usual_per_day == 800


def test_made_up_histories_follow_from_their_seed() -> None:
    first, again, other = (simulated_background(5, 60, np.random.default_rng(seed), "s") for seed in (1, 1, 2))
    assert first.follower_counts().equals(again.follower_counts())
    assert first.posts.equals(again.posts)
    assert not first.follower_counts().equals(other.follower_counts())


def test_made_up_creators_are_ordinary() -> None:
    made = simulated_background(200, 365, np.random.default_rng(3), "s")
    growth = np.array([counts[-1] / counts[0] for counts in made.counts])
    assert 1.05 < np.median(growth) < 1.5  # a year
    assert made.follower_counts()["followers_count"].min() >= 1
    assert set(made.posts["creator_id"]) == set(made.creator_ids)
