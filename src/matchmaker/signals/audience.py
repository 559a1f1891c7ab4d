"""Audience: the size of the account, the profile itself, and what a sample of its followers looks like."""

import polars as pl

from matchmaker.signals.declaration import Declare
from matchmaker.signals.rows.follower_profiles import MASS_FOLLOWING

_profile = Declare("audience", "creators")
_sample = Declare("audience", "follower_profiles")


def _per(numerator: str, denominator: str) -> pl.Expr:
    return pl.col(numerator) / pl.col(denominator)


SIGNALS = (
    _profile.count("followers_count", "Followers of the creator", pl.col("followers_count")),
    _profile.count("following_count", "Accounts the creator follows", pl.col("following_count")),
    _profile.count("posts_made_count", "Posts ever made, as the platform shows it", pl.col("posts_count")),
    _profile.number("log_followers", "log count", "ln(1 + followers)", pl.col("followers_count").log1p()),
    _profile.quotient(
        "followers_per_following_ratio",
        "Followers for each account the creator follows",
        _per("followers_count", "following_count"),
    ),
    _profile.quotient(
        "followers_per_post_made_ratio", "Followers for each post ever made", _per("followers_count", "posts_count")
    ),
    _profile.number("account_age_days", "days", "Age of the account", pl.col("account_age_days")),
    _profile.number(
        "followers_per_account_day",
        "count per day",
        "Followers won per day of the account's life",
        _per("followers_count", "account_age_days"),
    ),
    _profile.number(
        "posts_made_per_account_day",
        "count per day",
        "Posts made per day of the account's life",
        _per("posts_count", "account_age_days"),
    ),
    _profile.quotient(
        "stated_engagement_rate_by_followers_ratio",
        "Engagement rate by followers as the profile or vendor states it",
        pl.col("engagement_rate_by_followers_ratio"),
    ),
    _profile.quotient(
        "stated_engagement_rate_by_reach_ratio",
        "Engagement rate by reach as the profile or vendor states it",
        pl.col("engagement_rate_by_reach_ratio"),
    ),
    _profile.number("bio_length", "characters", "Length of the profile text", pl.col("bio").str.len_chars()),
    _profile.share(
        "username_digits_ratio",
        "Share of digits in the handle",
        pl.col("username").str.count_matches("[0-9]") / pl.col("username").str.len_chars(),
    ),
    _profile.share("has_link", "1 when the profile has a link, else 0", pl.col("has_link")),
    _profile.share(
        "has_profile_picture", "1 when the profile has a picture of its own, else 0", pl.col("has_profile_picture")
    ),
    _profile.share("is_verified", "1 when the platform verified the account, else 0", pl.col("is_verified")),
    _sample.count("follower_sample_count", "Followers sampled", pl.len(), absent=0.0),
    _sample.share(
        "follower_sample_no_picture_ratio",
        "Share of sampled followers with the default picture",
        (~pl.col("has_profile_picture")).mean(),
    ),
    _sample.share(
        "follower_sample_private_ratio",
        "Share of sampled followers with a private account",
        pl.col("is_private").mean(),
    ),
    _sample.share(
        "follower_sample_verified_ratio",
        "Share of sampled followers the platform verified",
        pl.col("is_verified").mean(),
    ),
    _sample.share(
        "follower_sample_digits_ratio",
        "Mean share of digits in the handles of sampled followers",
        pl.col("digits_ratio").mean(),
    ),
    _sample.share(
        "follower_sample_empty_bio_ratio",
        "Share of sampled followers with an empty profile text",
        pl.col("is_bio_empty").mean(),
    ),
    _sample.share(
        "follower_sample_no_posts_ratio", "Share of sampled followers who never posted", pl.col("has_no_posts").mean()
    ),
    _sample.share(
        "follower_sample_mass_following_ratio",
        f"Share of sampled followers who follow more than {MASS_FOLLOWING:,} accounts",
        pl.col("follows_masses").mean(),
    ),
    _sample.count(
        "follower_sample_followers_median", "Median followers of sampled followers", pl.col("followers_count").median()
    ),
    _sample.count(
        "follower_sample_following_median",
        "Median accounts followed by sampled followers",
        pl.col("following_count").median(),
    ),
    _sample.number(
        "follower_sample_account_age_median",
        "days",
        "Median age of sampled followers' accounts",
        pl.col("account_age_days").median(),
    ),
)
