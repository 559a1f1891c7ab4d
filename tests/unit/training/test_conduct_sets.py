"""Readers of automated and coordinated account sets: rates instead of windows, units by name, what is not known null."""

import math
from collections.abc import Mapping
from pathlib import Path
from types import ModuleType

import polars as pl
import pytest

from matchmaker.domain.accounts import ACCOUNT_COLUMNS
from training.datasets import (
    collusive_retweeters_2018,
    cresci_2015_e13_int,
    cresci_2017_genuine_ss1,
    cresci_stock_2018,
    gilani_twitter_bands_2017,
    instafake_automated_2018,
)
from training.datasets.source import SourceMissingError

CANONICAL = [column.name for column in ACCOUNT_COLUMNS]
WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")

GILANI = {
    **{"user_tweeted": 6, "user_retweeted": 2, "user_replied": 2, "user_favourited": 500.0, "urls_count": 4},
    **{"likes_per_tweet": 0.0, "retweets_per_tweet": 0.0, "lists_per_user": 0.5, "follower_friend_ratio": 3.0},
    **{"tweet_frequency": 20.0, "age_of_account_in_days": 100.0, "band": "1k", "bot": 1},
    **{f"source_code_{code}": int(code == 4) for code in range(7)},
    **{"username_length": 9, "username_digits": 2, "username_trailing_digits": 2},
}
STOCK = {
    **{"number_of_days_between_account_creation_and_account_labelling": 700, "length_of_name": 7},
    **{"length_of_screen_name": 9, "presence_of_url": 1, "number_of_followers": 30, "number_of_friends": 20},
    **{"number_of_listed": 0, "number_of_favourites": 900, "number_of_statuses": 400, "verified_account": 0},
    **{"presence_of_banner": 0, "presence_of_default_profile": 1, "presence_of_default_profile_image": 0},
    **{"number_of_urls_in_description": 0, "number_of_hashtags_in_description": 1, "bot": 1},
    **{"number_of_mentions_in_description": 0, "number_of_words_in_description": 3},
}
CRESCI = {
    **{"group": "INT", "statuses": 40, "followers": 12, "following": 600, "favourites": 0, "listed": 0},
    **{"bio_length": 0, "bio_words": 0, "bio_urls": 0, "bio_hashtags": 0, "bio_mentions": 0, "has_url": 0},
    **{"has_location": 1, "default_profile": 1, "default_profile_image": 1, "has_banner": 0},
    **{"display_name_length": 10, "account_age_days": 900, "username_length": 11, "username_digits": 1},
    **{"username_trailing_digits": 1, "username_letters": 10, "username_separators": 0, "username_entropy": 3.0},
    **{"username_max_consonant_run": 2, "username_vowel_ratio": 0.4, "fake": 1},
}
INSTAFAKE = {
    **{"nmedia": 20, "biol": 12, "url": 0, "nfollowing": 700, "nfollower": 650, "erl": 0.1, "erc": 0.002},
    **{"avgtime": 30.0, "mediaLikeNumbers": 65.0, "mediaHashtagNumbers": 3.0, "mediaCommentNumbers": 1.3},
    **{"mediaHasLocationInfo": 0.25, "usernameLength": 9, "usernameDigitCount": 0, "automated": 1},
}
COLLUSIVE = {
    **{"longevity_days": 1174, "screen_name_length": 11, "description_length": 70, "has_url": 0, "followees": 113},
    **{"followers": 120, "tweets": 100, "hashtags_per_tweet": 0.4, "tweets_per_day": 0.09, "urls_per_tweet": 0.2},
    **{"mentions_per_tweet": 0.7, "retweets_per_tweet": 30.0, "retweet_count_std": 60.0},
    **{"tweet_steadiness": 1 / 7200, "botometer_score": 0.33, "annotation": 3, "customer": 0},
    **{f"tweet_likelihood_{day}": 0.5 if day in ("mon", "sat") else 0.0 for day in WEEKDAYS},
    **{f"retweet_likelihood_{day}": 0.25 if day == "sat" else 0.0 for day in WEEKDAYS},
    # Fifty posts of a Monday in two calendar hours: 50 x ln 2 nats.
    **{f"tweet_regularity_{day}": -50 * math.log(2) if day == "mon" else 0.0 for day in WEEKDAYS},
}


def read(reader: ModuleType, folder: Path, *rows: Mapping[str, object]) -> pl.DataFrame:
    target = folder / reader.SOURCE.folder
    target.mkdir(parents=True)
    pl.DataFrame(rows).write_csv(target / "any-name.csv")
    frame: pl.DataFrame = reader.read(folder)
    return frame


@pytest.mark.parametrize(
    ("reader", "row", "label", "source"),
    [
        (gilani_twitter_bands_2017, GILANI, "automated", "gilani-twitter-bands-2017/1k"),
        (instafake_automated_2018, INSTAFAKE, "automated", "instafake-2018"),
        (cresci_stock_2018, STOCK, "coordinated", "cresci-stock-2018"),
        (collusive_retweeters_2018, COLLUSIVE, "collusive", "collusive-retweeters-2018"),
        (cresci_2017_genuine_ss1, CRESCI, "coordinated", "cresci-2017-genuine-ss1"),
        (cresci_2015_e13_int, CRESCI, "fake", "cresci-2015-e13-int"),
    ],
)
def test_every_set_keeps_its_own_concept_as_the_label(
    reader: ModuleType, row: dict[str, object], label: str, source: str, tmp_path: Path
) -> None:
    accounts = read(reader, tmp_path, row, row)
    assert accounts.columns == [*CANONICAL, label, "source"]
    assert accounts.height == 1, "exact repeats are one account"
    assert accounts["source"].to_list() == [source]


def test_counts_of_a_window_become_shares_and_rates_become_counts(tmp_path: Path) -> None:
    row = read(gilani_twitter_bands_2017, tmp_path, GILANI).row(0, named=True)
    assert (row["repost_ratio"], row["reply_ratio"], row["links_per_post"]) == (0.2, 0.2, 0.4)
    assert (row["posts_count"], row["listed_count"], row["likes_given_count"]) == (2000, 50, 500)
    assert row["posts_from_automation_tool"] is True
    assert row["posts_from_mobile"] is False


def test_zero_likes_mean_nobody_looked(tmp_path: Path) -> None:
    row = read(gilani_twitter_bands_2017, tmp_path, {**GILANI, "follower_friend_ratio": -5.0}).row(0, named=True)
    assert row["likes_per_post"] is row["reposts_per_post"] is row["followers_per_following_ratio"] is None


def test_bands_stay_apart(tmp_path: Path) -> None:
    accounts = read(gilani_twitter_bands_2017, tmp_path, GILANI, {**GILANI, "band": "100k"})
    assert accounts["source"].to_list() == ["gilani-twitter-bands-2017/100k", "gilani-twitter-bands-2017/1k"]


def test_a_set_without_client_programs_is_read_all_the_same(tmp_path: Path) -> None:
    bare = {name: value for name, value in GILANI.items() if not name.startswith("source_code")}
    row = read(gilani_twitter_bands_2017, tmp_path, bare).row(0, named=True)
    assert row["posts_from_automation_tool"] is None
    assert row["posts_per_day"] == 20


def test_a_default_picture_is_none(tmp_path: Path) -> None:
    row = read(cresci_2015_e13_int, tmp_path, CRESCI).row(0, named=True)
    assert (row["has_profile_picture"], row["has_location"], row["posts_count"]) == (False, True, 40)


def test_posts_of_an_account_without_any_are_unknown(tmp_path: Path) -> None:
    row = read(instafake_automated_2018, tmp_path, {**INSTAFAKE, "nmedia": 0}).row(0, named=True)
    assert row["post_interval_hours"] is row["engagement_likes_ratio"] is None
    assert row["following_count"] == 700


def test_fake_accounts_are_not_read_as_automated_ones(tmp_path: Path) -> None:
    with pytest.raises(SourceMissingError, match="automated"):
        read(instafake_automated_2018, tmp_path, {"isFake": 1, "userHasProfilPic": 1})


def test_the_rhythm_of_posting_is_told_in_bits_and_hours(tmp_path: Path) -> None:
    row = read(collusive_retweeters_2018, tmp_path, COLLUSIVE).row(0, named=True)
    assert row["post_interval_std_hours"] == pytest.approx(2)
    assert (row["weekday_entropy"], row["weekday_repost_entropy"]) == (pytest.approx(1), pytest.approx(0))
    assert row["calendar_hour_entropy"] == pytest.approx(1 + 0.5)
    assert (row["repost_ratio"], row["weekend_post_ratio"], row["weekend_repost_ratio"]) == (0.25, 0.5, 1)


def test_who_reposts_nothing_has_no_repost_rhythm(tmp_path: Path) -> None:
    none = {name: 0.0 for name in COLLUSIVE if name.startswith("retweet_likelihood")}
    row = read(collusive_retweeters_2018, tmp_path, {**COLLUSIVE, **none, "tweets": 2}).row(0, named=True)
    assert row["repost_ratio"] == 0
    assert row["weekday_repost_entropy"] is row["weekend_repost_ratio"] is row["post_interval_std_hours"] is None


def test_what_took_part_in_the_labelling_is_left_out(tmp_path: Path) -> None:
    accounts = read(collusive_retweeters_2018, tmp_path, COLLUSIVE)
    changed = read(
        collusive_retweeters_2018, tmp_path / "again", {**COLLUSIVE, "botometer_score": 0.9, "annotation": 0}
    )
    assert accounts.equals(changed)


def test_of_these_sets_one_may_be_shipped() -> None:
    readers = (
        *(gilani_twitter_bands_2017, instafake_automated_2018, cresci_stock_2018, collusive_retweeters_2018),
        *(cresci_2015_e13_int, cresci_2017_genuine_ss1),
    )
    assert [reader.SOURCE.name for reader in readers if reader.SOURCE.shippable] == ["collusive-retweeters-2018"]
