"""The rival of the signals benchmark: a dozen signals as one would write them with pandas groupby-apply."""

import numpy as np
import pandas as pd

from matchmaker.domain.snapshot import Snapshot

SECONDS_PER_DAY = 86_400
NAMES = (
    "likes_per_post_mean",
    "likes_per_post_median",
    "comments_per_post_mean",
    "engagement_rate_by_followers_ratio",
    "log_likes_mean",
    "log_likes_std",
    "likes_variation_ratio",
    "comments_per_like_ratio",
    "posts_per_day",
    "days_between_posts_median",
    "caption_length_mean",
    "hashtags_per_post_mean",
)


def pandas_frames(snapshot: Snapshot) -> pd.DataFrame:
    """Posts with their creator's followers, as pandas; converting is not part of what is timed."""
    followers = snapshot.creators.select("creator_id", "followers_count")
    posts = snapshot.posts.join(followers, on="creator_id", maintain_order="left")
    return posts.to_pandas()


def by_groupby_apply(posts: pd.DataFrame) -> pd.DataFrame:
    """One row a creator, in the order of creator_id."""
    return posts.groupby("creator_id").apply(_measured, include_groups=False).reset_index()


def _measured(posts: pd.DataFrame) -> pd.Series:
    likes, comments = posts["likes_count"], posts["comments_count"]
    days = posts["posted_at"].diff().dt.total_seconds().abs() / SECONDS_PER_DAY
    span = (posts["posted_at"].max() - posts["posted_at"].min()).total_seconds() / SECONDS_PER_DAY
    logs = np.log1p(likes)
    values = (
        likes.mean(),
        likes.median(),
        comments.mean(),
        (likes + comments).mean() / posts["followers_count"].iloc[0],
        logs.mean(),
        logs.std(),
        likes.std() / likes.mean(),
        comments.sum() / likes.sum(),
        (len(posts) - 1) / max(span, 1.0),
        days.median(),
        posts["caption"].str.len().mean(),
        posts["hashtags"].map(len).mean(),
    )
    return pd.Series(dict(zip(NAMES, values, strict=True)))
