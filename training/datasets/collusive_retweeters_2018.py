"""Twitter customers of retweet markets, the nearest public thing to engagement pods (Dutta et al. 2018)."""

from pathlib import Path

import polars as pl

from training.datasets.labelled_accounts import labelled_accounts
from training.datasets.source import Source

SOURCE = Source("authenticity/collusive-retweeters-2018", "MIT", shippable=True)

_COLUMNS = {
    "account_age_days": pl.col("longevity_days"),
    "username_length": pl.col("screen_name_length"),
    "bio_length": pl.col("description_length"),
    "has_link": pl.col("has_url") > 0,
    "followers_count": pl.col("followers"),
    "following_count": pl.col("followees"),
    "posts_count": pl.col("tweets"),
    "hashtags_per_post": pl.col("hashtags_per_tweet"),
    "posts_per_day": pl.col("tweets_per_day"),
    "collusive": pl.col("customer"),
}


def read(data: Path) -> pl.DataFrame:
    """Accounts labelled `collusive`, not `fake`: they are real people, so the two are never blended.

    The Botometer score is left out because it evidently took part in the labelling.
    """
    rows = SOURCE.frame(data, "customer", "longevity_days", "followees")
    return labelled_accounts(rows, SOURCE, _COLUMNS, label="collusive")
