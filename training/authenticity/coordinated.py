"""The head of coordinated accounts: customers of repost markets, and accounts that praise the same shares together.

Both are coordinated and neither model ranks the other's accounts usefully, so that each is an expert of its own: the
one of the market reads how an account posts, and answers wherever that is known; the one of campaigns reads the
profile and its counts alone.
"""

from matchmaker.scorers.authenticity.account_heads import COORDINATED
from training.authenticity.account_experts import ExpertSet, ExpertsHead
from training.authenticity.account_fitting import ExpertDesign
from training.datasets import (
    collusive_retweeters_2018,
    cresci_2015_e13_int,
    cresci_2017_genuine_ss1,
    cresci_stock_2018,
)

_PROFILE = ("account_age_log", "username_length", "bio_length_log")
_COUNTS = (
    *("followers_log", "following_log", "following_per_follower_log"),
    *("posts_read_log", "posts_read_per_day_log"),  # the source reads no further back
)
_CONTENT = ("links_per_post", "mentions_per_post", "mentions_beyond_reposts", "hashtags_per_post")
_REPOSTS = ("repost_ratio", "reposts_per_post_log", "reposts_per_post_std_log")
_REPOST_RHYTHM = ("weekend_repost_ratio", "weekday_repost_entropy")
_RHYTHM = ("weekend_post_ratio", "weekday_entropy", "hour_within_weekday_entropy", "post_interval_std_log")
MARKET = ExpertDesign(
    name="market",
    features=(*_PROFILE, *_COUNTS, *_CONTENT, *_REPOSTS, *_REPOST_RHYTHM, *_RHYTHM),
    groups=(_PROFILE, _COUNTS, _CONTENT, (*_REPOSTS, *_REPOST_RHYTHM), _RHYTHM),
)

_SIZES = (
    *("followers_log", "following_log", "posts_log", "following_per_follower_log"),
    *("posts_per_follower_log", "posts_per_following_log"),
)
_LIKES = (
    *("likes_given_log", "likes_given_per_post_log"),
    *("likes_given_per_day_log", "likes_given_per_follower_log"),
)
_LISTS = ("listed_log", "listed_per_follower_log", "listed_per_post_log", "listed_per_day_log")
_AGE = ("account_age_log", "posts_per_day_log", "followers_per_day_log", "following_per_day_log")
_LOOKS = ("has_profile_picture", "has_link", "has_banner", "is_default_profile", "is_verified")
_NAMES = ("username_length", "display_name_length")
_BIO = ("bio_words", "bio_urls", "bio_hashtags", "bio_mentions")
CAMPAIGN = ExpertDesign(
    name="campaign",
    features=(*_SIZES, *_LIKES, *_LISTS, *_AGE, *_LOOKS, *_NAMES, *_BIO),
    groups=(_LIKES, _LISTS, _AGE, _LOOKS, _NAMES, _BIO),
)

HEAD = ExpertsHead(
    COORDINATED,
    {
        CAMPAIGN.name: ExpertSet(CAMPAIGN, cresci_stock_2018, "coordinated"),
        MARKET.name: ExpertSet(MARKET, collusive_retweeters_2018, "collusive"),
    },
    {cresci_2017_genuine_ss1: "coordinated", cresci_2015_e13_int: "fake"},
)
