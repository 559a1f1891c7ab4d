"""From any subset of the canonical account columns to what the account model reads; absent stays null."""

import math
from dataclasses import dataclass
from typing import Literal, TypeAlias

import polars as pl

from matchmaker.domain.accounts import ACCOUNT_COLUMNS

Direction: TypeAlias = Literal[-1, 0, 1]

COUNTS = ("followers_count", "following_count", "posts_count")
_MANY_FOLLOWED = math.log(1_000)  # below this, how many accounts one follows says more about the year than about fakes


@dataclass(frozen=True)
class AccountFeature:
    """One column of the account model; `direction` is the sign by which more of it may move the probability.

    The sign is part of the concept (more accounts followed per follower never looks more genuine) and keeps
    a model from learning the opposite out of one source's way of sampling; 0 leaves it free.
    """

    name: str
    expression: pl.Expr
    direction: Direction = 0


def _log(name: str) -> pl.Expr:
    return pl.col(name).cast(pl.Float64).log1p()


def _number(name: str) -> pl.Expr:
    return pl.col(name).cast(pl.Float64)


ACCOUNT_FEATURES: tuple[AccountFeature, ...] = (
    AccountFeature("followers_log", _log("followers_count"), -1),
    AccountFeature("following_log", _log("following_count"), 1),
    AccountFeature("posts_log", _log("posts_count"), -1),
    AccountFeature("following_many_log", _log("following_count").clip(lower_bound=_MANY_FOLLOWED), 1),
    AccountFeature("following_per_follower_log", _log("following_count") - _log("followers_count"), 1),
    AccountFeature("posts_per_follower_log", _log("posts_count") - _log("followers_count"), -1),
    AccountFeature("posts_per_following_log", _log("posts_count") - _log("following_count"), -1),
    AccountFeature("has_profile_picture", _number("has_profile_picture"), -1),
    AccountFeature("has_link", _number("has_link"), -1),
    AccountFeature("is_private", _number("is_private")),
    AccountFeature("bio_length_log", _log("bio_length"), -1),
    AccountFeature("username_length", _number("username_length")),
    AccountFeature("username_digits_ratio", _number("username_digits_ratio"), 1),
    AccountFeature("username_trailing_digits", _number("username_trailing_digits"), 1),
    AccountFeature("display_name_words", _number("display_name_words")),
    AccountFeature("display_name_digits_ratio", _number("display_name_digits_ratio"), 1),
    AccountFeature("name_equals_username", _number("name_equals_username")),
    AccountFeature("engagement_likes_ratio", _number("engagement_likes_ratio")),
    AccountFeature("engagement_comments_ratio", _number("engagement_comments_ratio")),
    AccountFeature("caption_length_mean", _number("caption_length_mean")),
    AccountFeature("caption_empty_ratio", _number("caption_empty_ratio")),
    AccountFeature("non_image_ratio", _number("non_image_ratio")),
    AccountFeature("location_tag_ratio", _number("location_tag_ratio")),
    AccountFeature("hashtags_per_post", _number("hashtags_per_post")),
    AccountFeature("promotional_keywords_per_post", _number("promotional_keywords_per_post")),
    AccountFeature("caption_self_similarity_ratio", _number("caption_self_similarity_ratio")),
    AccountFeature("post_interval_hours", _number("post_interval_hours")),
)

FEATURE_NAMES = tuple(feature.name for feature in ACCOUNT_FEATURES)

MOST_POSTS_READ = 3_200  # a timeline reaches no further back; rates over an account's life are comparable up to there
_POSTS_READ = pl.col("posts_count").clip(upper_bound=MOST_POSTS_READ).cast(pl.Float64)

# What an account does, rather than what its profile looks like: read by the automated and the coordinated heads.
CONDUCT_FEATURES: tuple[AccountFeature, ...] = (
    AccountFeature("account_age_log", _log("account_age_days")),
    AccountFeature("listed_log", _log("listed_count")),
    AccountFeature("likes_given_log", _log("likes_given_count")),
    AccountFeature("posts_per_day_log", _number("posts_per_day").log1p()),
    AccountFeature("likes_given_per_post_log", _log("likes_given_count") - _log("posts_count")),
    AccountFeature("likes_given_per_day_log", _log("likes_given_count") - _log("account_age_days")),
    AccountFeature("likes_given_per_follower_log", _log("likes_given_count") - _log("followers_count")),
    AccountFeature("listed_per_post_log", _log("listed_count") - _log("posts_count")),
    AccountFeature("listed_per_day_log", _log("listed_count") - _log("account_age_days")),
    AccountFeature("listed_per_follower_log", _log("listed_count") - _log("followers_count")),
    AccountFeature("followers_per_day_log", _log("followers_count") - _log("account_age_days")),
    AccountFeature("following_per_day_log", _log("following_count") - _log("account_age_days")),
    AccountFeature("followers_per_following_log", _log("followers_per_following_ratio")),
    AccountFeature("posts_read_log", _POSTS_READ.log1p()),
    AccountFeature("posts_read_per_day_log", _POSTS_READ.log1p() - _log("account_age_days")),
    AccountFeature("display_name_length", _number("display_name_length")),
    AccountFeature("bio_words", _number("bio_words")),
    AccountFeature("bio_urls", _number("bio_urls")),
    AccountFeature("bio_hashtags", _number("bio_hashtags")),
    AccountFeature("bio_mentions", _number("bio_mentions")),
    AccountFeature("has_banner", _number("has_banner")),
    AccountFeature("is_default_profile", _number("is_default_profile")),
    AccountFeature("is_verified", _number("is_verified")),
    AccountFeature("repost_ratio", _number("repost_ratio")),
    AccountFeature("reply_ratio", _number("reply_ratio")),
    AccountFeature("links_per_post", _number("links_per_post")),
    AccountFeature("mentions_per_post", _number("mentions_per_post")),
    # A repost names whom it reposts: what is left are mentions of the account's own.
    AccountFeature("mentions_beyond_reposts", _number("mentions_per_post") - _number("repost_ratio")),
    AccountFeature("reposts_per_post_log", _log("reposts_per_post")),
    AccountFeature("reposts_per_post_std_log", _log("reposts_per_post_std")),
    AccountFeature("post_interval_std_log", _log("post_interval_std_hours")),
    AccountFeature("weekend_post_ratio", _number("weekend_post_ratio")),
    AccountFeature("weekend_repost_ratio", _number("weekend_repost_ratio")),
    AccountFeature("weekday_entropy", _number("weekday_entropy")),
    AccountFeature("weekday_repost_entropy", _number("weekday_repost_entropy")),
    AccountFeature("hour_within_weekday_entropy", _number("calendar_hour_entropy") - _number("weekday_entropy")),
    AccountFeature("posts_from_browser", _number("posts_from_browser")),
    AccountFeature("posts_from_mobile", _number("posts_from_mobile")),
    AccountFeature("posts_from_management_tool", _number("posts_from_management_tool")),
    AccountFeature("posts_from_automation_tool", _number("posts_from_automation_tool")),
    AccountFeature("posts_from_other_client", _number("posts_from_other_client")),
)


def account_features(accounts: pl.DataFrame) -> pl.DataFrame:
    """One row an account in the order given, one Float64 column a feature of any head, null where it is unknown."""
    return derived_columns(accounts).select(
        feature.expression.alias(feature.name) for feature in (*ACCOUNT_FEATURES, *CONDUCT_FEATURES)
    )


def derived_columns(accounts: pl.DataFrame) -> pl.DataFrame:
    """All canonical account columns; a number that is absent is derived from the raw text or other numbers.

    Raw texts and the numbers derived from them therefore give the same answer. A number that was given wins.
    """
    return canonical_columns(accounts).with_columns(_given_or(_FROM_TEXT)).with_columns(_given_or(_FROM_NUMBERS))


def canonical_columns(accounts: pl.DataFrame) -> pl.DataFrame:
    """All canonical account columns in their types and order, null where absent; other columns are left out."""
    return accounts.rechunk().select(
        (pl.col(column.name) if column.name in accounts.columns else pl.repeat(None, pl.len()))
        .cast(column.dtype)
        .alias(column.name)
        for column in ACCOUNT_COLUMNS
    )


def known_counts(accounts: pl.DataFrame) -> pl.Series:
    """How many of followers, following and posts each account tells, 0 to 3."""
    known = [pl.col(name).is_not_null().cast(pl.Int64) for name in COUNTS if name in accounts.columns]
    return accounts.select(pl.sum_horizontal(pl.repeat(0, pl.len(), dtype=pl.Int64), *known).alias("known")).to_series()


def _per(part: pl.Expr, whole: pl.Expr) -> pl.Expr:
    """A quotient, null where the whole is 0 or unknown."""
    return pl.when(whole > 0).then(part.cast(pl.Float64) / whole.cast(pl.Float64))


def _digits(text: pl.Expr) -> pl.Expr:
    return text.str.count_matches("[0-9]")


_USERNAME, _NAME, _BIO = pl.col("username"), pl.col("display_name"), pl.col("bio")

_FROM_TEXT = {
    "username_length": _USERNAME.str.len_chars(),
    "username_digits": _digits(_USERNAME),
    "username_trailing_digits": _USERNAME.str.len_chars() - _USERNAME.str.strip_chars_end("0123456789").str.len_chars(),
    "display_name_length": _NAME.str.len_chars(),
    "display_name_words": _NAME.str.count_matches(r"\S+"),
    "display_name_digits_ratio": _per(_digits(_NAME), _NAME.str.len_chars()),
    "name_equals_username": _NAME.str.to_lowercase() == _USERNAME.str.to_lowercase(),
    "bio_length": _BIO.str.len_chars(),
    "bio_words": _BIO.str.count_matches(r"\S+"),
    "bio_urls": _BIO.str.count_matches(r"https?://|www\."),
    "bio_hashtags": _BIO.str.count_matches(r"#\w"),
    "bio_mentions": _BIO.str.count_matches(r"@\w"),
}

_FROM_NUMBERS = {
    "username_digits_ratio": _per(pl.col("username_digits"), pl.col("username_length")),
    "engagement_likes_ratio": _per(pl.col("likes_per_post"), pl.col("followers_count")),
    "engagement_comments_ratio": _per(pl.col("comments_per_post"), pl.col("followers_count")),
    "posts_per_day": _per(pl.col("posts_count"), pl.col("account_age_days")),
    "followers_per_following_ratio": _per(pl.col("followers_count"), pl.col("following_count")),
}


def _given_or(derived: dict[str, pl.Expr]) -> list[pl.Expr]:
    types = {column.name: column.dtype for column in ACCOUNT_COLUMNS}
    return [pl.coalesce(pl.col(name), expression.cast(types[name])).alias(name) for name, expression in derived.items()]
