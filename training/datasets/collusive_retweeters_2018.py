"""Twitter customers of retweet markets, the nearest public thing to engagement pods (Dutta et al. 2018)."""

import math
from pathlib import Path

import polars as pl

from training.datasets.labelled_accounts import labelled_accounts
from training.datasets.source import Source

SOURCE = Source("authenticity/collusive-retweeters-2018", "MIT", shippable=True)

_WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_POSTS = pl.col("tweets")
_REPOST_RATIO = pl.sum_horizontal(f"retweet_likelihood_{day}" for day in _WEEKDAYS)
_SECONDS = 3_600


def _entropy(prefix: str, whole: pl.Expr) -> pl.Expr:
    """Bits of the shares by weekday, unknown where there is nothing to share."""
    shares = [pl.col(f"{prefix}_{day}") / whole for day in _WEEKDAYS]
    bits = pl.sum_horizontal(pl.when(share > 0).then(-share * share.log(2)).otherwise(0.0) for share in shares)
    return pl.when(whole > 0).then(bits)


def _weekend(prefix: str, whole: pl.Expr) -> pl.Expr:
    return pl.when(whole > 0).then((pl.col(f"{prefix}_sat") + pl.col(f"{prefix}_sun")) / whole)


# Minus the regularity of a weekday is its posts x the entropy (nats) of the calendar hours they fall into; with the
# entropy of the weekdays it is that of all calendar hours (chain rule).
_WITHIN_WEEKDAYS = -pl.sum_horizontal(f"tweet_regularity_{day}" for day in _WEEKDAYS) / _POSTS / math.log(2)
_ALL = pl.lit(1.0)
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
    "links_per_post": pl.col("urls_per_tweet"),
    "mentions_per_post": pl.col("mentions_per_tweet"),
    "repost_ratio": _REPOST_RATIO.clip(0, 1),
    "reposts_per_post": pl.col("retweets_per_tweet"),
    "reposts_per_post_std": pl.col("retweet_count_std"),
    # Steadiness is one over the standard deviation in seconds, and 1 where a single interval has none.
    "post_interval_std_hours": pl.when(_POSTS > 2).then(1 / pl.col("tweet_steadiness") / _SECONDS),
    "weekend_post_ratio": _weekend("tweet_likelihood", _ALL).clip(0, 1),
    "weekend_repost_ratio": _weekend("retweet_likelihood", _REPOST_RATIO).clip(0, 1),
    "weekday_entropy": _entropy("tweet_likelihood", _ALL),
    "weekday_repost_entropy": _entropy("retweet_likelihood", _REPOST_RATIO),
    "calendar_hour_entropy": _WITHIN_WEEKDAYS + _entropy("tweet_likelihood", _ALL),
    "collusive": pl.col("customer"),
}


def read(data: Path) -> pl.DataFrame:
    """Accounts labelled `collusive`, not `fake`: they are real people, so the two are never blended.

    The Botometer score is left out because it evidently took part in the labelling.
    """
    rows = SOURCE.frame(data, "customer", "longevity_days", "followees", "tweet_steadiness")
    return labelled_accounts(rows, SOURCE, _COLUMNS, label="collusive")
