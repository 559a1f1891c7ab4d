"""Every signal on one hand-built creator, with the arithmetic written out."""

from datetime import timedelta
from math import log1p, sqrt
from statistics import stdev

import numpy as np
import pytest

from matchmaker.domain.snapshot import Snapshot
from matchmaker.signals import SIGNALS, measure
from tests.builders import NOW, a_comment, a_creator, a_follower, a_follower_count, a_post, a_snapshot

DAY = timedelta(days=1)
HOUR = timedelta(hours=1)


def ana() -> Snapshot:
    """Five posts from Friday 20 to Saturday 28 February, six days of counts, five comments, four followers."""
    return a_snapshot(
        [
            a_creator(
                followers_count=50_000,
                following_count=500,
                posts_count=1000,
                account_age_days=2000,
                bio="Hello",
                username="ana42",
                has_link=True,
                has_profile_picture=True,
                is_verified=False,
                engagement_rate_by_followers_ratio=0.03,
                engagement_rate_by_reach_ratio=0.05,
            )
        ],
        posts=[
            a_post(
                post_id="viral",
                posted_at=NOW - DAY,
                caption="#ad Morning @bob",
                likes_count=1000,
                comments_count=100,
                shares_count=50,
                saves_count=20,
                views_count=10_000,
                reach_count=8000,
                format="video",
                has_location=True,
                duration_seconds=30,
                is_sponsored=True,
            ),
            a_post(
                post_id="plain",
                posted_at=NOW - 2 * DAY,
                caption="Hello",
                likes_count=200,
                comments_count=10,
                views_count=2000,
                reach_count=2000,
                format="photo",
                has_location=False,
            ),
            a_post(
                post_id="paid",
                posted_at=NOW - 3.75 * DAY,
                caption="Hello",
                likes_count=300,
                comments_count=30,
                shares_count=20,
                format="photo",
                is_sponsored=True,
            ),
            a_post(post_id="bare", posted_at=NOW - 7.25 * DAY, caption="", format="photo"),
            a_post(
                post_id="code",
                posted_at=NOW - 9 * DAY,
                caption="Use code ANA10 😍 #skin #ad",
                likes_count=100,
                comments_count=10,
            ),
        ],
        comments=[
            a_comment(
                comment_id="c1",
                post_id="viral",
                author_id="a1",
                text="So pretty! 😍",
                commented_at=NOW - DAY + HOUR,
                likes_count=2,
            ),
            a_comment(
                comment_id="c2",
                post_id="viral",
                author_id="a2",
                text="so PRETTY",
                commented_at=NOW - DAY + 2 * HOUR,
                likes_count=0,
            ),
            a_comment(comment_id="c3", post_id="viral", author_id="a1", text="🔥🔥", commented_at=NOW - DAY + 3 * HOUR),
            a_comment(comment_id="c4", post_id="plain", author_id="a3", text="@friend look", commented_at=NOW - DAY),
            a_comment(comment_id="c5", post_id="plain", text="https://x.example"),
        ],
        follower_counts=[
            a_follower_count(NOW - 7 * DAY, 40_000),
            a_follower_count(NOW - 6 * DAY, 40_400),
            a_follower_count(NOW - 5 * DAY - 4 * HOUR, 99_999),  # not the last count of its day
            a_follower_count(NOW - 5 * DAY, 44_440),
            a_follower_count(NOW - 3 * DAY, 44_440),
            a_follower_count(NOW - 2 * DAY, 42_000),
            a_follower_count(NOW - 1 * DAY, 50_400),
        ],
        follower_profiles=[
            a_follower(
                "f1",
                username="user1234",
                bio="",
                has_profile_picture=False,
                is_private=True,
                is_verified=False,
                posts_count=0,
                followers_count=10,
                following_count=3000,
                account_age_days=10,
            ),
            a_follower(
                "f2",
                username_digits_ratio=0.1,
                bio_length=20,
                has_profile_picture=True,
                is_private=False,
                is_verified=True,
                posts_count=5,
                followers_count=200,
                following_count=1500,
                account_age_days=400,
            ),
            a_follower(
                "f3",
                username_digits=3,
                username_length=10,
                has_profile_picture=True,
                followers_count=400,
                following_count=100,
            ),
            a_follower("f4"),
        ],
    )


LIKES = [1000, 200, 300, 100]
COMMENTS = [100, 10, 30, 10]
ENGAGEMENTS = [1150, 210, 350, 110]
VIEWS = [10_000, 2000]
LIKES_STD = sqrt((600**2 + 200**2 + 100**2 + 300**2) / 3)
INTERVAL_STD = sqrt((1.0**2 + 0.25**2 + 1.5**2 + 0.25**2) / 3)  # of 1, 1.75, 3.5 and 1.75 days, mean 2
RATES = [400 / 40_000, 4040 / 40_400, 0, -2440 / 44_440, 8400 / 42_000]


def mean_log(counts: list[int]) -> float:
    return sum(log1p(count) for count in counts) / len(counts)


def std_log(counts: list[int]) -> float:
    return stdev(log1p(count) for count in counts)


EXPECTED: dict[str, float | None] = {
    "followers_count": 50_000,
    "following_count": 500,
    "posts_made_count": 1000,
    "log_followers": log1p(50_000),
    "followers_per_following_ratio": 50_000 / 500,
    "followers_per_post_made_ratio": 50_000 / 1000,
    "account_age_days": 2000,
    "followers_per_account_day": 50_000 / 2000,
    "posts_made_per_account_day": 1000 / 2000,
    "stated_engagement_rate_by_followers_ratio": 0.03,
    "stated_engagement_rate_by_reach_ratio": 0.05,
    "bio_length": 5,
    "username_digits_ratio": 2 / 5,
    "has_link": 1,
    "has_profile_picture": 1,
    "is_verified": 0,
    "follower_sample_count": 4,
    "follower_sample_no_picture_ratio": 1 / 3,
    "follower_sample_private_ratio": 1 / 2,
    "follower_sample_verified_ratio": 1 / 2,
    "follower_sample_digits_ratio": (4 / 8 + 0.1 + 3 / 10) / 3,
    "follower_sample_empty_bio_ratio": 1 / 2,
    "follower_sample_no_posts_ratio": 1 / 2,
    "follower_sample_mass_following_ratio": 1 / 3,
    "follower_sample_followers_median": 200,
    "follower_sample_following_median": 1500,
    "follower_sample_account_age_median": (10 + 400) / 2,
    "posts_observed_count": 5,
    "likes_per_post_mean": 1600 / 4,
    "likes_per_post_median": (200 + 300) / 2,
    "comments_per_post_mean": 150 / 4,
    "comments_per_post_median": (10 + 30) / 2,
    "shares_per_post_mean": (50 + 20) / 2,
    "saves_per_post_mean": 20,
    "engagements_per_post_mean": 1820 / 4,
    "engagements_per_post_median": (210 + 350) / 2,
    "views_per_post_mean": 12_000 / 2,
    "views_per_post_median": 12_000 / 2,
    "reach_per_post_mean": 10_000 / 2,
    "log_likes_mean": mean_log(LIKES),
    "log_likes_std": std_log(LIKES),
    "log_likes_recent_mean": mean_log(LIKES),
    "log_comments_mean": mean_log(COMMENTS),
    "log_comments_std": std_log(COMMENTS),
    "log_comments_recent_mean": mean_log(COMMENTS),
    "log_shares_mean": mean_log([50, 20]),
    "log_shares_std": None,  # two posts with shares
    "log_shares_recent_mean": mean_log([50, 20]),
    "log_engagements_mean": mean_log(ENGAGEMENTS),
    "log_engagements_std": std_log(ENGAGEMENTS),
    "log_engagements_recent_mean": mean_log(ENGAGEMENTS),
    "log_views_mean": mean_log(VIEWS),
    "log_views_std": None,  # two posts with views
    "log_views_recent_mean": mean_log(VIEWS),
    "engagement_rate_by_followers_ratio": 455 / 50_000,
    "engagement_rate_by_reach_ratio": (1150 + 210) / (8000 + 2000),
    "likes_per_follower_ratio": 400 / 50_000,
    "comments_per_follower_ratio": 37.5 / 50_000,
    "views_per_follower_ratio": 6000 / 50_000,
    "comments_per_like_ratio": 150 / 1600,
    "likes_per_view_ratio": (1000 + 200) / 12_000,
    "likes_variation_ratio": LIKES_STD / 400,
    "likes_top_post_ratio": 1000 / 1600,
    "likes_hidden_ratio": 1 / 5,
    "growth_days_observed": 6,
    "growth_rate_daily_median": 0.01,
    "growth_rate_daily_std": stdev(RATES),
    "growth_total_ratio": 50_400 / 40_000 - 1,
    "growth_loss_days_ratio": 1 / 6,
    "growth_jump_max_ratio": 0.2,
    "growth_drop_max_ratio": 2440 / 44_440,
    "growth_jump_minus_decay_ratio": (10_400 - 7 * 400) / 40_000,  # the week after counts as seven median days
    "growth_jump_unexplained_ratio": 0.1,  # the jump of 0.2 is on the day of the viral post
    "growth_jump_viral_ratio": 0.2,
    "growth_jump_giveaway_ratio": 0.0,
    "growth_jump_press_ratio": 0.0,
    "comments_observed_count": 5,
    "comment_repeat_ratio": 1 - 3 / 4,
    "comment_near_repeat_ratio": 1 - 3 / 4,
    "comment_emoji_only_ratio": 1 / 5,
    "comment_authors_ratio": 3 / 4,
    "comment_top_author_ratio": 2 / 4,
    "comment_authors_posts_count": 2,
    "comment_returning_ratio": None,  # two posts are too few to come back to
    "comment_first_again_ratio": 0 / 2,  # of "viral": a1 and a2, neither below "plain" the day before
    "comment_order_correlation": None,  # nobody comments on both
    "comment_length_median": 12,
    "comment_mention_ratio": 1 / 5,
    "comment_link_ratio": 1 / 5,
    "comment_likes_mean": (2 + 0) / 2,
    "comment_hours_after_post_median": (2 + 3) / 2,
    "posts_per_day": 4 / 8,
    "days_between_posts_median": 1.75,
    "days_between_posts_max": 3.5,
    "days_since_last_post": 1,
    "posting_regularity_ratio": 1 / (1 + INTERVAL_STD / 2),
    "hour_spread_ratio": 1 - 3 / 5,  # noon three times; 6 and 18 o'clock cancel out
    "weekend_posts_ratio": 2 / 5,
    "video_posts_ratio": 1 / 4,
    "location_posts_ratio": 1 / 2,
    "duration_seconds_median": 30,
    "caption_length_mean": (16 + 5 + 5 + 0 + 26) / 5,
    "caption_empty_ratio": 1 / 5,
    "caption_repeat_ratio": 1 - 3 / 4,
    "caption_emoji_ratio": 1 / 5,
    "hashtags_per_post_mean": (1 + 2) / 5,
    "mentions_per_post_mean": 1 / 5,
    "feed_concentration_ratio": sqrt(2**2 + 2**2) / 4,
    "caption_self_similarity_ratio": 2 / 6,  # of six pairs of posts two are the same, four at right angles
    "topic_drift": 1.0,
    "sponsored_posts_ratio": 3 / 5,
    "disclosure_at_start_ratio": 1 / 2,
    "disclosure_buried_ratio": 1 / 2,
    "disclosure_missing_ratio": 1 / 2,
    "code_posts_ratio": 1 / 5,
    "code_undisclosed_ratio": 0.0,
}
VECTORS = np.array([[1, 0], [1, 0], [0, 1], [0, 0], [0, 1]], dtype=np.float32)  # the bare post has no text


def test_every_signal_has_a_golden_value() -> None:
    assert set(EXPECTED) == {item.name for item in SIGNALS}


@pytest.mark.parametrize("name", EXPECTED)
def test_the_signal_of_a_hand_built_creator_is_what_a_calculator_says(name: str) -> None:
    measured = measure(ana(), [name], VECTORS)[name].item()
    assert measured == (None if EXPECTED[name] is None else pytest.approx(EXPECTED[name]))
