"""The head of automated accounts: programs that post, told from how accounts as large as influencers post.

What another set calls automated (people who let a bot like and follow for them) is another concept: neither expert
ranks the other's accounts usefully, so that they are never pooled, and that one is fitted for the figures only: its two
groups were collected from different populations, and it calls half of the genuine accounts of other sets automated.
"""

from matchmaker.scorers.authenticity.account_heads import AUTOMATED
from training.authenticity.account_experts import ExpertSet, ExpertsHead
from training.authenticity.account_fitting import ExpertDesign
from training.datasets import gilani_twitter_bands_2017, instafake_automated_2018

CLIENTS = (
    "posts_from_browser",
    "posts_from_mobile",
    "posts_from_management_tool",
    "posts_from_automation_tool",
    "posts_from_other_client",
)
POSTING = ExpertDesign(
    name="posting",
    features=(
        *("account_age_log", "posts_per_day_log", "likes_given_per_day_log", "likes_given_per_post_log"),
        *("listed_per_day_log", "listed_per_post_log", "followers_per_following_log"),
        *("repost_ratio", "reply_ratio", "links_per_post", *CLIENTS),
    ),
    groups=(CLIENTS,),  # few platforms tell which program posted
)
INSTAGRAM_USERS = ExpertDesign(
    name="instagram_users",
    features=(
        *("followers_log", "following_log", "posts_log", "following_per_follower_log", "posts_per_follower_log"),
        *("has_link", "bio_length_log", "username_length", "username_digits_ratio", "engagement_likes_ratio"),
        *("engagement_comments_ratio", "hashtags_per_post", "location_tag_ratio", "post_interval_hours"),
    ),
    groups=(("has_link", "bio_length_log"), ("username_length", "username_digits_ratio")),
)

HEAD = ExpertsHead(
    AUTOMATED,
    {
        POSTING.name: ExpertSet(POSTING, gilani_twitter_bands_2017, "automated", {"client programs": CLIENTS}),
        INSTAGRAM_USERS.name: ExpertSet(INSTAGRAM_USERS, instafake_automated_2018, "automated"),
    },
)
