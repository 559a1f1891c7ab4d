"""Orders put into follower histories arrive, stay for a while and partly leave, as their seller says."""

from datetime import timedelta

import polars as pl
import pytest

from benchmarks.growth_orders import Order, with_order
from tests.builders import NOW, a_follower_count, table


def a_month(followers: int) -> pl.DataFrame:
    return table("follower_counts", [a_follower_count(NOW - timedelta(days=30 - day), followers) for day in range(31)])


def counts(size: float, order: Order) -> list[int]:
    listed: list[int] = with_order(a_month(10_000), size, order).sort("observed_at")["followers_count"].to_list()
    return listed


def test_an_order_at_once_arrives_ten_days_before_the_end_and_stays() -> None:
    assert counts(0.1, Order(None, 0.0)) == [10_000] * 21 + [11_000] * 10


def test_a_slow_order_arrives_so_many_a_day() -> None:
    assert counts(0.5, Order(800, 0.0))[20:24] == [10_000, 10_800, 11_600, 12_400]


def test_the_share_that_leaves_is_gone_after_a_week() -> None:
    assert counts(0.1, Order(None, 0.2))[-1] == pytest.approx(10_800)
