"""A change of subject: found where there is one, at its moment, and as rarely as said where the order means nothing."""

import numpy as np
import pytest

from matchmaker.scorers.topic_fit.drift import FEWEST_POSTS, MOVED_AT, Drift, drifts
from tests.unit.scorers.topic_fit.test_mix import BETWEEN, FOOD, READER, SPORT, feeds


def drift(posts: list[np.ndarray]) -> Drift | None:
    """Of one feed, oldest first."""
    return drifts(feeds(posts[::-1]))[0]


def test_eight_posts_on_sport_and_then_eight_on_food_have_moved_at_the_ninth() -> None:
    found = drift([SPORT] * 8 + [FOOD] * 8)
    assert found is not None
    assert found.moved is not None
    assert found.chance <= MOVED_AT
    assert found.moved.first == 7  # newest first: the ninth oldest of sixteen
    assert (found.moved.before, found.moved.after) == (0, 1)
    assert found.moved.ratio > 0.9


def test_the_true_moment_lies_between_the_dates_told() -> None:
    found = drift([SPORT] * 9 + [BETWEEN] * 2 + [FOOD] * 9)
    assert found is not None
    assert found.moved is not None
    assert found.moved.latest <= found.moved.first <= found.moved.earliest
    assert found.moved.latest < found.moved.earliest


def test_two_thirds_of_the_posts_moving_are_told_as_about_two_thirds() -> None:
    found = drift([SPORT, SPORT, FOOD] * 5 + [FOOD] * 15)
    assert found is not None
    assert found.moved is not None
    assert found.moved.ratio == pytest.approx(2 / 3, abs=0.15)


@pytest.mark.parametrize("posts", [[SPORT] * 16, [SPORT, FOOD] * 8], ids=["one subject", "two in turn"])
def test_a_steady_feed_has_not_moved(posts: list[np.ndarray]) -> None:
    found = drift(posts)
    assert found is not None
    assert found.moved is None
    assert found.chance > 0.1


def test_too_few_posts_say_nothing() -> None:
    assert drift(([SPORT] * 5 + [FOOD] * 5)[1:]) is None
    assert drifts(feeds([])) == [None]
    assert drift([SPORT] * FEWEST_POSTS) is not None


def test_where_the_order_means_nothing_alarms_are_as_rare_as_said() -> None:
    random = np.random.default_rng(0)
    shuffled = [[(SPORT, FOOD, BETWEEN)[kind] for kind in random.integers(0, 3, 20)] for _ in range(600)]
    alarms = [found.moved is not None for found in drifts(feeds(*shuffled)) if found]
    assert np.mean(alarms) <= 0.02  # 0.01 said; 0.02 is twice that and 2.5 standard errors off


def test_a_change_is_told_the_same_alone_and_among_feeds_of_other_lengths() -> None:
    own = ([SPORT] * 8 + [FOOD] * 8)[::-1]
    alone, among = drifts(feeds(own))[0], drifts(feeds([FOOD] * 12, own, [SPORT] * 16))[1]
    assert alone is not None
    assert among is not None
    assert among.chance == alone.chance
    assert among.moved is not None
    assert alone.moved is not None
    assert among.moved.first == alone.moved.first + 12


def test_feeds_may_come_in_another_order_than_their_creators() -> None:
    turned, steady = ([SPORT] * 8 + [FOOD] * 8)[::-1], [SPORT, FOOD] * 6
    posts = READER.read(np.array([*steady, *turned]))
    found = drifts(posts.by_feed(np.repeat([1, 0], [len(steady), len(turned)]), 2))
    assert [each is not None and each.moved is not None for each in found] == [True, False]
