"""Instagram fake or spamming accounts against genuine ones (a small balanced Kaggle set of 2019)."""

from pathlib import Path

import polars as pl

from training.datasets.labelled_accounts import labelled_accounts, yes
from training.datasets.source import Source

SOURCE = Source("authenticity/instagram-fake-spammer-genuine-2019", "none stated")

_COLUMNS = {
    "has_profile_picture": yes("profile pic"),
    "username_digits_ratio": pl.col("nums/length username"),
    "display_name_words": pl.col("fullname words"),
    "display_name_digits_ratio": pl.col("nums/length fullname"),
    "name_equals_username": yes("name==username"),
    "bio_length": pl.col("description length"),
    "has_link": yes("external URL"),
    "is_private": yes("private"),
    "posts_count": pl.col("#posts"),
    "followers_count": pl.col("#followers"),
    "following_count": pl.col("#follows"),
    "fake": pl.col("fake"),
}


def read(data: Path) -> pl.DataFrame:
    """Both files as one (692 distinct rows, half of them fake). See labelled_accounts."""
    return labelled_accounts(SOURCE.frame(data, "nums/length username", "fake"), SOURCE, _COLUMNS)
