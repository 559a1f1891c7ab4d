"""Twitter accounts of about 1,000, 1 million and 10 million followers, automated or human (Gilani et al. 2017)."""

from pathlib import Path

import polars as pl

from training.datasets.labelled_accounts import labelled_accounts, yes
from training.datasets.source import Source

SOURCE = Source("authenticity/gilani-twitter-bands-2017", "research use")

_AGE = pl.col("age_of_account_in_days")
_POSTS = pl.col("user_tweeted") + pl.col("user_retweeted") + pl.col("user_replied")


def _share(name: str) -> pl.Expr:
    return pl.when(_POSTS > 0).then(pl.col(name) / _POSTS)


def _positive(name: str) -> pl.Expr:
    return pl.when(pl.col(name) > 0).then(pl.col(name))


_COLUMNS = {
    "account_age_days": _AGE,
    "posts_per_day": pl.col("tweet_frequency"),
    "posts_count": (pl.col("tweet_frequency") * _AGE).round(),
    "likes_given_count": pl.col("user_favourited").round(),
    "listed_count": (pl.col("lists_per_user") * _AGE).round(),  # per day of the account's life, whatever its name says
    "followers_per_following_ratio": _positive("follower_friend_ratio"),  # a few are negative
    "repost_ratio": _share("user_retweeted"),
    "reply_ratio": _share("user_replied"),
    "links_per_post": _share("urls_count"),
    # Answers were followed up for the largest accounts only; 0 stands for "not measured".
    "likes_per_post": _positive("likes_per_tweet"),
    "reposts_per_post": _positive("retweets_per_tweet"),
    "username_length": pl.col("username_length"),
    "username_digits": pl.col("username_digits"),
    "username_trailing_digits": pl.col("username_trailing_digits"),
    "automated": pl.col("bot"),
}
# The kinds of programs that posted, in the order the authors count them; two rare kinds are left out.
_CLIENTS = {
    "posts_from_other_client": yes("source_code_0"),
    "posts_from_browser": yes("source_code_1"),
    "posts_from_mobile": yes("source_code_2"),
    "posts_from_management_tool": yes("source_code_3"),
    "posts_from_automation_tool": yes("source_code_4"),
}


def read(data: Path) -> pl.DataFrame:
    """Accounts labelled `automated`; `source` names the band too, as "gilani-twitter-bands-2017/1M".

    Counts within the observed window become shares of its posts, because the window differs between accounts.
    """
    rows = SOURCE.frame(data, "tweet_frequency", "user_favourited", "band", "bot")
    columns = {**_COLUMNS, **_CLIENTS} if "source_code_0" in rows.columns else _COLUMNS
    bands = {str(band): part for (band,), part in rows.group_by("band", maintain_order=True)}
    return pl.concat(
        labelled_accounts(part, SOURCE, columns, label="automated").with_columns(source=pl.lit(f"{SOURCE.name}/{band}"))
        for band, part in sorted(bands.items())
    )


def without_clients(accounts: pl.DataFrame) -> pl.DataFrame:
    """The accounts as a platform shows them that does not tell which programs posted."""
    return accounts.with_columns(pl.lit(None, accounts.schema[name]).alias(name) for name in _CLIENTS)
