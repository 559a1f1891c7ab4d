"""What the heads of automated and coordinated accounts read: rates over a life, rhythm, null where unknown."""

import math

import polars as pl
import pytest

from matchmaker.scorers.authenticity.account_features import CONDUCT_FEATURES, MOST_POSTS_READ, account_features


def features(**known: object) -> dict[str, float | None]:
    return account_features(pl.DataFrame([known])).row(0, named=True)


def test_rates_are_per_day_of_the_account_and_per_post() -> None:
    row = features(likes_given_count=99, posts_count=9, account_age_days=9, listed_count=0)
    assert row["likes_given_per_post_log"] == pytest.approx(math.log(10))
    assert row["likes_given_per_day_log"] == pytest.approx(math.log(10))
    assert row["listed_per_day_log"] == pytest.approx(-math.log(10))


def test_posts_per_day_follow_from_posts_and_age_unless_they_are_given() -> None:
    counted = features(posts_count=30, account_age_days=10)["posts_per_day_log"]
    given = features(posts_count=30, account_age_days=10, posts_per_day=7)["posts_per_day_log"]
    assert counted == pytest.approx(math.log(4))
    assert given == pytest.approx(math.log(8))


def test_a_timeline_is_read_only_so_far_back() -> None:
    row = features(posts_count=1_000_000, account_age_days=100)
    assert row["posts_read_log"] == pytest.approx(math.log1p(MOST_POSTS_READ))
    assert row["posts_log"] == pytest.approx(math.log1p(1_000_000))


def test_followers_per_following_is_unknown_where_nobody_is_followed() -> None:
    assert features(followers_count=10, following_count=0)["followers_per_following_log"] is None
    assert features(followers_count=30, following_count=10)["followers_per_following_log"] == pytest.approx(math.log(4))


def test_mentions_that_come_with_reposts_are_not_the_accounts_own() -> None:
    row = features(mentions_per_post=0.9, repost_ratio=0.7)
    assert row["mentions_beyond_reposts"] == pytest.approx(0.2)
    assert features(mentions_per_post=0.9)["mentions_beyond_reposts"] is None


def test_hours_are_told_apart_from_weekdays() -> None:
    row = features(calendar_hour_entropy=9.1, weekday_entropy=2.8)
    assert row["hour_within_weekday_entropy"] == pytest.approx(6.3)


def test_a_bio_tells_its_words_links_tags_and_mentions() -> None:
    row = features(bio="run & eat https://x.io www.y.com #run @ana")
    assert (row["bio_words"], row["bio_urls"], row["bio_hashtags"], row["bio_mentions"]) == (7, 2, 1, 1)


def test_an_account_that_tells_nothing_has_no_conduct() -> None:
    row = features(username="ana")
    assert [feature.name for feature in CONDUCT_FEATURES if row[feature.name] is not None] == []
