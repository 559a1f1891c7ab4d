"""The columns that Cresci's sets of 2015 and 2017 share."""

import polars as pl

from training.datasets.labelled_accounts import yes

_AS_THEY_ARE = (
    *("username_length", "username_digits", "username_trailing_digits", "username_letters", "username_separators"),
    *("username_entropy", "username_max_consonant_run", "username_vowel_ratio", "display_name_length"),
    *("bio_length", "bio_words", "bio_urls", "bio_hashtags", "bio_mentions", "account_age_days"),
)
TWITTER_PROFILE = {
    **{name: pl.col(name) for name in _AS_THEY_ARE},
    "posts_count": pl.col("statuses"),
    "followers_count": pl.col("followers"),
    "following_count": pl.col("following"),
    "likes_given_count": pl.col("favourites"),
    "listed_count": pl.col("listed"),
    "has_profile_picture": ~yes("default_profile_image"),
    "is_default_profile": yes("default_profile"),
    "has_link": yes("has_url"),
    "has_location": yes("has_location"),
    "has_banner": yes("has_banner"),
}
