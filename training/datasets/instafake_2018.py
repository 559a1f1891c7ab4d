"""Instagram fake and spam accounts found by the authors of InstaFake (Akyon and Kalfaoglu 2018)."""

from pathlib import Path

import polars as pl

from training.datasets.labelled_accounts import labelled_accounts, yes
from training.datasets.source import Source

SOURCE = Source("authenticity/instafake-2018", "CC BY-NC 4.0 (non-commercial)")

_COLUMNS = {
    "followers_count": pl.col("userFollowerCount"),
    "following_count": pl.col("userFollowingCount"),
    "posts_count": pl.col("userMediaCount"),
    "bio_length": pl.col("userBiographyLength"),
    "has_profile_picture": yes("userHasProfilPic"),
    "is_private": yes("userIsPrivate"),
    "username_length": pl.col("usernameLength"),
    "username_digits": pl.col("usernameDigitCount"),
    "fake": pl.col("isFake"),
}


def read(data: Path) -> pl.DataFrame:
    """The fake_v1 accounts (1,165 distinct rows, 17 % fake); automated accounts are another concept, left out."""
    return labelled_accounts(SOURCE.frame(data, "isFake", "userHasProfilPic"), SOURCE, _COLUMNS)
