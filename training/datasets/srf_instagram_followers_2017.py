"""Followers of Swiss Instagram influencers, judged by hand: the only set with a real prevalence of fakes."""

from pathlib import Path

import polars as pl

from training.datasets.labelled_accounts import labelled_accounts, yes
from training.datasets.source import Source

SOURCE = Source("authenticity/srf-instagram-followers-2017", "CC BY-SA 4.0 (SRF Data)", shippable=True)

_COUNTS = {"posts_count": "posts", "following_count": "following", "followers_count": "followers"}
_NAME = (
    "username_length",
    "username_digits",
    "username_trailing_digits",
    "username_letters",
    "username_separators",
    "username_entropy",
    "username_max_consonant_run",
    "username_vowel_ratio",
)
_COLUMNS = {
    **{canonical: pl.col(own) for canonical, own in _COUNTS.items()},
    **{name: pl.col(name) for name in _NAME},
    "has_profile_picture": yes("has_profile_picture"),
    "is_private": yes("is_private"),
}


def read(data: Path) -> pl.DataFrame:
    """Labelled followers (975 rows, 10 % fake); the unlabelled file is left out. See labelled_accounts."""
    rows = SOURCE.frame(data, "fake", "username_shape", "followers")
    return labelled_accounts(rows, SOURCE, {**_COLUMNS, "fake": pl.col("fake")})
