"""Readers of account sets: columns by meaning, labels kept, what is not known null."""

from pathlib import Path
from types import ModuleType

import polars as pl
import pytest

from matchmaker.domain.accounts import ACCOUNT_COLUMNS
from training.authenticity.fake_sets import READERS, read_accounts
from training.datasets import (
    bot_market_2021,
    instafake_2018,
    instagram_fake_spammer_genuine_2019,
    purba_instagram_fake_authentic_2020,
    srf_instagram_followers_2017,
)
from training.datasets.source import SourceMissingError
from training.sources import SourceUnknownError

CANONICAL = [column.name for column in ACCOUNT_COLUMNS]

SRF = {
    **{"posts": 3, "following": 900, "followers": 40, "has_profile_picture": 0, "is_private": 1},
    **{"username_length": 9, "username_digits": 3, "username_trailing_digits": 3, "username_letters": 6},
    **{"username_separators": 0, "username_entropy": 2.9, "username_max_consonant_run": 2},
    **{"username_vowel_ratio": 0.5, "username_shape": "aaaaaa000", "fake": 1},
}
PURBA = {
    **{"posts": 10.0, "followers": 200.0, "following": 300.0, "bio_length": 5.0, "has_profile_picture": 1.0},
    **{"has_link": 0.0, "avg_caption_length": -1.0, "caption_zero_ratio": 0.5, "non_image_ratio": 0.25},
    **{"engagement_rate_likes": 12.5, "engagement_rate_comments": 0.5, "location_tag_ratio": 0.1},
    **{"avg_hashtag_count": 2.0, "promotional_keywords": 0.0, "followers_keywords": 1.0},
    **{"cosine_similarity": 0.3, "post_interval_hours": 48.0, "fake": 0},
}
INSTAFAKE = {
    **{"userFollowerCount": 7, "userFollowingCount": 99, "userBiographyLength": 0, "userMediaCount": 1},
    **{"userHasProfilPic": 1, "userIsPrivate": 0, "usernameDigitCount": 4, "usernameLength": 8, "isFake": 1},
}
KAGGLE = {
    **{"profile pic": 1, "nums/length username": 0.27, "fullname words": 2, "nums/length fullname": 0.0},
    **{"name==username": 0, "description length": 53, "external URL": 0, "private": 1, "#posts": 32},
    **{"#followers": 1000, "#follows": 955, "fake": 0},
}


def read(reader: ModuleType, folder: Path, *rows: dict[str, object], name: str = "any-name.csv") -> pl.DataFrame:
    target = folder / reader.SOURCE.folder
    target.mkdir(parents=True)
    pl.DataFrame(rows).write_csv(target / name)
    frame: pl.DataFrame = reader.read(folder)
    return frame


@pytest.mark.parametrize(
    ("reader", "row", "label"),
    [
        (srf_instagram_followers_2017, SRF, "fake"),
        (purba_instagram_fake_authentic_2020, PURBA, "fake"),
        (instafake_2018, INSTAFAKE, "fake"),
        (instagram_fake_spammer_genuine_2019, KAGGLE, "fake"),
    ],
)
def test_every_set_becomes_canonical_columns_a_label_and_its_name(
    reader: ModuleType, row: dict[str, object], label: str, tmp_path: Path
) -> None:
    accounts = read(reader, tmp_path, row, row)
    assert accounts.columns == [*CANONICAL, label, "source"]
    assert accounts.height == 1, "exact repeats are one account"
    assert accounts["source"].to_list() == [reader.SOURCE.name]
    assert accounts.schema[label] == pl.Boolean


def test_followers_of_influencers_keep_their_names_shape(tmp_path: Path) -> None:
    row = read(srf_instagram_followers_2017, tmp_path, SRF).row(0, named=True)
    assert (row["posts_count"], row["following_count"], row["followers_count"]) == (3, 900, 40)
    assert (row["has_profile_picture"], row["is_private"], row["fake"]) == (False, True, True)
    assert (row["username_trailing_digits"], row["bio_length"]) == (3, None)


def test_percentages_become_ratios_and_a_missing_caption_has_no_length(tmp_path: Path) -> None:
    row = read(purba_instagram_fake_authentic_2020, tmp_path, PURBA).row(0, named=True)
    assert row["engagement_likes_ratio"] == pytest.approx(0.125)
    assert row["caption_length_mean"] == 0
    assert row["fake"] is False


def test_posts_of_an_account_without_posts_are_unknown_not_zero(tmp_path: Path) -> None:
    row = read(purba_instagram_fake_authentic_2020, tmp_path, {**PURBA, "posts": 0.0}).row(0, named=True)
    assert row["posts_count"] == 0
    assert row["engagement_likes_ratio"] is row["caption_self_similarity_ratio"] is None


def test_shown_names_are_read_by_their_odd_headings(tmp_path: Path) -> None:
    row = read(instagram_fake_spammer_genuine_2019, tmp_path, KAGGLE).row(0, named=True)
    assert (row["display_name_words"], row["username_digits_ratio"]) == (2, 0.27)
    assert (row["name_equals_username"], row["is_private"]) == (False, True)


def test_automated_accounts_are_not_read_as_fake_ones(tmp_path: Path) -> None:
    automated = {"nmedia": 152, "nfollower": 1145, "automated": 1}
    with pytest.raises(SourceMissingError, match="isFake"):
        read(instafake_2018, tmp_path, automated)


def test_offers_tell_speed_and_drop_off(tmp_path: Path) -> None:
    offer = {"price": 55.0, "sn": "instagram", "action": "participate", "quality": "mid"}
    texts = (
        "Скорость до 800 ед/сутки Доступно 10000 ед Вероятность списания до 20%",
        "Скорость 200-400 ед/сутки Вероятность отписок до 10%",
        "Безопасное продвижение!",
    )
    offers = read(bot_market_2021, tmp_path, *({"descr": text, **offer} for text in texts))
    assert offers["delivery_per_day"].to_list() == [800, 400, None]
    assert offers["drop_off_ratio"].to_list() == [0.2, 0.1, None]


def test_another_concept_is_not_blended_in() -> None:
    with pytest.raises(SourceUnknownError, match="other concepts"):
        read_accounts(Path("nowhere"), ["collusive-retweeters-2018"])


def test_only_one_of_the_sets_may_be_shipped() -> None:
    shippable = [reader.SOURCE.name for reader in READERS if reader.SOURCE.shippable]
    assert shippable == ["srf-instagram-followers-2017"]


def test_further_accounts_with_fewer_columns_are_a_part_of_their_set(tmp_path: Path) -> None:
    fewer = ("posts", "followers", "following", "bio_length", "has_link", "engagement_rate_likes")
    names = (*fewer, "engagement_rate_comments", "avg_hashtag_count", "post_interval_hours", "fake")
    purba = purba_instagram_fake_authentic_2020
    read(purba, tmp_path, PURBA)
    pl.DataFrame([{name: PURBA[name] for name in names} | {"followers": 9.0}]).write_csv(
        tmp_path / purba.SOURCE.folder / "further.csv"
    )
    assert purba.read(tmp_path)["followers_count"].to_list() == [200]
    reduced = purba.read_reduced(tmp_path)
    assert reduced["followers_count"].to_list() == [9]
    assert reduced["source"].to_list() == [f"{purba.SOURCE.name}/reduced"]
    assert reduced["has_profile_picture"].to_list() == [None]
