"""Instagram accounts seen to use automation, mostly of real people, against others (Akyon and Kalfaoglu 2018).

The two groups were collected from different populations (followers alone: AUC 0.92, an "unnatural bias" in the
authors' words), so that a high figure on this set says little about automation.
"""

from pathlib import Path

import polars as pl

from training.datasets.instafake_2018 import SOURCE
from training.datasets.labelled_accounts import labelled_accounts, yes

_PROFILE = {
    "posts_count": pl.col("nmedia"),
    "followers_count": pl.col("nfollower"),
    "following_count": pl.col("nfollowing"),
    "bio_length": pl.col("biol"),
    "has_link": yes("url"),
    "username_length": pl.col("usernameLength"),
    "username_digits": pl.col("usernameDigitCount"),
    "automated": pl.col("automated"),
}
_OF_POSTS = {
    "likes_per_post": "mediaLikeNumbers",
    "comments_per_post": "mediaCommentNumbers",
    "engagement_likes_ratio": "erl",
    "engagement_comments_ratio": "erc",
    "hashtags_per_post": "mediaHashtagNumbers",
    "location_tag_ratio": "mediaHasLocationInfo",
    "post_interval_hours": "avgtime",
}


def read(data: Path) -> pl.DataFrame:
    """Accounts labelled `automated`; what describes posts is unknown for an account without any."""
    rows = SOURCE.frame(data, "nmedia", "erl", "avgtime", "automated")
    of_posts = {name: pl.when(pl.col("nmedia") > 0).then(pl.col(own)) for name, own in _OF_POSTS.items()}
    return labelled_accounts(rows, SOURCE, {**_PROFILE, **of_posts}, label="automated")


__all__ = ["SOURCE", "read"]
