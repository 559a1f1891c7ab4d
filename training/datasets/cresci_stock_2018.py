"""Twitter accounts that praise stocks in coordination, found by the similarity of what they do (Cresci et al. 2019)."""

from pathlib import Path

import polars as pl

from training.datasets.labelled_accounts import labelled_accounts, yes
from training.datasets.source import Source

SOURCE = Source("authenticity/cresci-stock-2018", "none stated")

_AGE = "number_of_days_between_account_creation_and_account_labelling"
_COLUMNS = {
    "account_age_days": pl.col(_AGE),
    "followers_count": pl.col("number_of_followers"),
    "following_count": pl.col("number_of_friends"),
    "posts_count": pl.col("number_of_statuses"),
    "likes_given_count": pl.col("number_of_favourites"),
    "listed_count": pl.col("number_of_listed"),
    "display_name_length": pl.col("length_of_name"),
    "username_length": pl.col("length_of_screen_name"),
    "bio_words": pl.col("number_of_words_in_description"),
    "bio_urls": pl.col("number_of_urls_in_description"),
    "bio_hashtags": pl.col("number_of_hashtags_in_description"),
    "bio_mentions": pl.col("number_of_mentions_in_description"),
    "has_link": yes("presence_of_url"),
    "has_banner": yes("presence_of_banner"),
    "has_profile_picture": ~yes("presence_of_default_profile_image"),
    "is_default_profile": yes("presence_of_default_profile"),
    "is_verified": yes("verified_account"),
    "coordinated": pl.col("bot"),
}


def read(data: Path) -> pl.DataFrame:
    """Accounts labelled `coordinated`; only those that still existed three years later. See labelled_accounts."""
    rows = SOURCE.frame(data, _AGE, "number_of_favourites", "bot")
    return labelled_accounts(rows, SOURCE, _COLUMNS, label="coordinated")
