"""As-of examples: what is known just before a post, and nothing of later."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from math import log1p

import polars as pl
import pytest

from tests.builders import NOW, a_creator, a_follower_count, a_post, table
from training.datasets.feeds import Feeds
from training.examples import as_of_examples

DAY = timedelta(days=1)


def feeds_of(posts: list[Mapping[str, object]], counts: list[Mapping[str, object]] | None = None) -> Feeds:
    creators = [a_creator("ana", followers_count=900)]
    return Feeds.of(table("creators", creators), table("posts", posts), table("follower_counts", counts or []))


def posts_with_likes(*likes: int, gap: timedelta = DAY) -> list[Mapping[str, object]]:
    """Posts of one author, oldest first, the last one a day before NOW."""
    start = NOW - gap * len(likes)
    return [a_post("ana", f"p{place:02d}", start + gap * place, likes_count=count) for place, count in enumerate(likes)]


def example(examples: pl.DataFrame, post_id: str) -> dict[str, object]:
    return examples.row(by_predicate=pl.col("post_id") == post_id, named=True)


def test_every_post_is_an_example_and_the_first_has_no_past() -> None:
    examples = as_of_examples(feeds_of(posts_with_likes(10, 20, 40)))
    first = example(examples, "p00")
    assert examples["likes_count"].to_list() == [10, 20, 40]
    assert (first["log_likes_mean"], first["likes_count_known"], first["likes_count_past_mean"]) == (None, 0, None)


def test_the_past_is_the_mean_of_earlier_posts_alone() -> None:
    third = example(as_of_examples(feeds_of(posts_with_likes(10, 20, 40))), "p02")
    expected = (log1p(10) + log1p(20)) / 2
    assert third["log_likes_mean"] == pytest.approx(expected)
    assert third["likes_count_past_mean"] == pytest.approx(expected)
    assert third["likes_count_known"] == 2


def test_posts_of_the_same_moment_do_not_know_each_other() -> None:
    both = [a_post("ana", name, NOW - DAY, likes_count=5) for name in ("p1", "p2")]
    examples = as_of_examples(feeds_of(both))
    assert examples["log_likes_mean"].to_list() == [None, None]


@pytest.mark.parametrize("later", [0, 9_999_999])
def test_nothing_that_happens_later_changes_an_example(later: int) -> None:
    known = posts_with_likes(10, 20, 40, 80)
    changed = [*known[:3], {**known[3], "likes_count": later, "caption": "later #ad", "hashtags": ["ad"]}]
    counts = [a_follower_count(NOW + DAY, later + 1, "ana"), a_follower_count(NOW - 40 * DAY, 500, "ana")]
    before = as_of_examples(feeds_of(known, [a_follower_count(NOW - 40 * DAY, 500, "ana")]))
    after = as_of_examples(feeds_of(changed, counts))
    earlier = pl.col("post_id") < "p03"
    assert after.filter(earlier).equals(before.filter(earlier))


def test_the_posts_own_count_is_not_among_its_columns() -> None:
    known = posts_with_likes(10, 20, 40)
    viral = [*known[:2], {**known[2], "likes_count": 1_000_000}]
    targets = ["likes_count", "engagements_count"]
    before, after = (as_of_examples(feeds_of(posts)).drop(targets) for posts in (known, viral))
    assert after.equals(before)


def test_followers_are_the_last_ones_counted_before_the_post() -> None:
    moments: list[datetime] = [NOW - 5 * DAY, NOW - 2 * DAY]
    counts = [a_follower_count(moment, 100 * place, "ana") for place, moment in enumerate(moments, start=1)]
    examples = as_of_examples(feeds_of(posts_with_likes(1, 2, 3), counts))
    assert examples["followers_count"].to_list() == [100, 200, 200]


def test_followers_are_those_of_the_profile_where_nothing_was_counted() -> None:
    assert as_of_examples(feeds_of(posts_with_likes(1)))["followers_count"].to_list() == [900]


def test_only_the_thirty_latest_posts_are_remembered_but_the_rival_knows_all() -> None:
    last = example(as_of_examples(feeds_of(posts_with_likes(*[0] * 10, *[100] * 30, 7))), "p40")
    assert last["likes_count_known"] == 30
    assert last["log_likes_mean"] == pytest.approx(log1p(100))
    assert last["likes_count_past_mean"] == pytest.approx(log1p(100) * 30 / 40)


def test_the_plan_says_how_old_the_count_is() -> None:
    examples = as_of_examples(feeds_of(posts_with_likes(1, 2)))
    assert examples["planned_age_days"].to_list() == [2.0, 1.0]


def test_picked_posts_are_no_history_beside_others_but_the_rival_knows_them() -> None:
    posts = pl.DataFrame(table("posts", posts_with_likes(999, 999, 9, 9)))
    picked = posts.with_columns(is_picked=pl.col("likes_count") > 100)
    profile = table("creators", [a_creator("ana", followers_count=900)])
    examples = as_of_examples(Feeds.of(profile, picked))
    assert example(examples, "p03")["log_likes_own_mean"] == pytest.approx(log1p(9))
    assert example(examples, "p03")["likes_count_past_mean"] == pytest.approx((2 * log1p(999) + log1p(9)) / 3)
    assert example(examples, "p01")["log_likes_own_mean"] == pytest.approx(log1p(999))


def test_row_order_does_not_matter() -> None:
    posts = posts_with_likes(10, 20, 40, 80)
    straight, reversed_ = (as_of_examples(feeds_of(rows)).sort("post_id") for rows in (posts, posts[::-1]))
    assert straight.equals(reversed_)
