"""Raw texts and the numbers derived from them are two forms of one account."""

import math

import polars as pl
import pytest

from matchmaker.scorers.authenticity.account_features import (
    FEATURE_NAMES,
    account_features,
    derived_columns,
    known_counts,
)

ANNA = {"username": "anna_2019", "display_name": "Anna Li 7", "bio": "Zürich 🌞"}


def test_texts_become_the_numbers_counted_by_hand() -> None:
    row = derived_columns(pl.DataFrame([ANNA])).row(0, named=True)
    assert (row["username_length"], row["username_digits"], row["username_trailing_digits"]) == (9, 4, 4)
    assert row["username_digits_ratio"] == pytest.approx(4 / 9)
    assert (row["display_name_length"], row["display_name_words"]) == (9, 3)
    assert row["display_name_digits_ratio"] == pytest.approx(1 / 9)
    assert row["name_equals_username"] is False
    assert row["bio_length"] == 8


def test_a_given_number_wins_over_the_text() -> None:
    row = derived_columns(pl.DataFrame([{**ANNA, "bio_length": 300}])).row(0, named=True)
    assert row["bio_length"] == 300


def test_an_empty_name_has_no_share_of_digits() -> None:
    row = derived_columns(pl.DataFrame([{"username": ""}])).row(0, named=True)
    assert row["username_length"] == 0
    assert row["username_digits_ratio"] is None


def test_engagement_per_follower_follows_from_counts() -> None:
    row = derived_columns(pl.DataFrame([{"likes_per_post": 30.0, "followers_count": 1000}])).row(0, named=True)
    assert row["engagement_likes_ratio"] == pytest.approx(0.03)


def test_nobody_following_is_finite_and_unknown_stays_null() -> None:
    row = account_features(pl.DataFrame([{"followers_count": 0, "following_count": 99}])).row(0, named=True)
    assert row["following_per_follower_log"] == pytest.approx(math.log(100))
    assert row["posts_log"] is None


def test_columns_are_the_features_whatever_is_given() -> None:
    features = account_features(pl.DataFrame({"account_id": ["a", "b"]}))
    assert features.columns[: len(FEATURE_NAMES)] == list(FEATURE_NAMES)
    assert features.null_count().sum_horizontal().item() == 2 * features.width


def test_below_a_thousand_how_many_are_followed_says_nothing_of_its_own() -> None:
    features = account_features(pl.DataFrame({"following_count": [3, 900, 7_499]}))
    assert features["following_many_log"].to_list() == pytest.approx([math.log(1_000)] * 2 + [math.log(7_500)])


def test_known_counts_are_counted() -> None:
    accounts = pl.DataFrame({"followers_count": [1, None], "posts_count": [0, None], "bio": ["", "x"]})
    assert known_counts(accounts).to_list() == [2, 0]
    assert known_counts(accounts.select("bio")).to_list() == [0, 0]
