"""Generated creators with posts, comments, follower histories and samples: only for measuring time and memory."""

from datetime import UTC, datetime
from typing import TypeAlias

import numpy as np
import polars as pl

from matchmaker.domain.snapshot import Snapshot

POSTS_PER_CREATOR = 30
COMMENTS_PER_CREATOR = 20
COUNTS_PER_CREATOR = 30
FOLLOWERS_PER_CREATOR = 20

Generator: TypeAlias = np.random.Generator

_NOW = datetime(2026, 1, 31, 12, tzinfo=UTC)
_MINUTES = 120 * 24 * 60  # posts lie in the last four months
_TEXTS = 20_000  # different captions; drawing from a pool keeps three million posts cheap to generate
_VOCABULARY = (
    "sunset coffee morning the a with and my new favourite serum so soft because it works weekend at the beach "
    "let me know in the comments what you think about this one link below שלום עולם dağlar güzel 😍 🎉 #travel "
    "#skincare #beauty #ootd @friend"
)
_WORDS_PER_CAPTION = (3, 60)
_PAID_RATE = 0.02  # about what is seen in the wild


def a_market(creators: int, seed: int) -> Snapshot:
    """So many creators with every table filled."""
    generator = np.random.default_rng(seed)
    ids = pl.Series("creator_id", [f"creator-{number:07d}" for number in range(creators)])
    return Snapshot.of(
        creators=_creators(ids, generator),
        posts=_posts(ids, generator),
        comments=_comments(ids, generator),
        follower_counts=_follower_counts(ids, generator),
        follower_profiles=_follower_profiles(ids, generator),
    )


def posts_alone(market: Snapshot) -> Snapshot:
    """The same creators with nothing but their posts."""
    return Snapshot(creators=market.creators, posts=market.posts)


def _creators(ids: pl.Series, generator: Generator) -> pl.DataFrame:
    return pl.DataFrame({"creator_id": ids}).with_columns(
        platform=pl.lit("instagram"),
        observed_at=pl.lit(_NOW),
        followers_count=pl.Series(generator.lognormal(10, 1, len(ids)).astype(np.int64)),
        following_count=pl.Series(generator.integers(10, 3000, len(ids))),
    )


def _rows(ids: pl.Series, each: int) -> pl.DataFrame:
    owners = ids.gather(np.repeat(np.arange(len(ids)), each))
    number = pl.Series("number", np.tile(np.arange(each), len(ids)))
    return pl.DataFrame([owners, number]).with_columns(observed_at=pl.lit(_NOW))


def _texts(count: int, generator: Generator) -> pl.Series:
    words = _VOCABULARY.split()
    lengths = generator.integers(*_WORDS_PER_CAPTION, _TEXTS)
    paid = generator.random(_TEXTS) < _PAID_RATE
    pool = [
        " ".join(generator.choice(words, length)) + (" #ad" if is_paid else "")
        for length, is_paid in zip(lengths, paid, strict=True)
    ]
    return pl.Series(pool).gather(generator.integers(0, _TEXTS, count))


def _posts(ids: pl.Series, generator: Generator) -> pl.DataFrame:
    posts = _rows(ids, POSTS_PER_CREATOR)
    minutes = pl.Series("minutes", generator.integers(0, _MINUTES, posts.height))
    likes = generator.lognormal(6, 1, posts.height).astype(np.int64)
    return posts.with_columns(minutes).select(
        "creator_id",
        "observed_at",
        post_id=pl.format("p{}", "number"),
        posted_at=pl.lit(_NOW) - pl.duration(minutes=pl.col("minutes")),
        caption=_texts(posts.height, generator),
        likes_count=pl.Series(likes),
        comments_count=pl.Series(generator.binomial(likes, 0.03)),
        views_count=pl.Series(likes * 9),
    )


def _comments(ids: pl.Series, generator: Generator) -> pl.DataFrame:
    comments = _rows(ids, COMMENTS_PER_CREATOR)
    return comments.select(
        "creator_id",
        "observed_at",
        post_id=pl.format("p{}", pl.col("number") % POSTS_PER_CREATOR),
        comment_id=pl.format("c{}", "number"),
        commented_at=pl.lit(_NOW),
        author_id=pl.Series(generator.integers(0, 1000, comments.height)).cast(pl.String),
        text=_texts(comments.height, generator).str.slice(0, 40),
    )


def _follower_counts(ids: pl.Series, generator: Generator) -> pl.DataFrame:
    counts = _rows(ids, COUNTS_PER_CREATOR)
    return counts.select(
        "creator_id",
        observed_at=pl.lit(_NOW) - pl.duration(days=pl.col("number")),
        followers_count=pl.Series(generator.integers(20_000, 21_000, counts.height)),
    )


def _follower_profiles(ids: pl.Series, generator: Generator) -> pl.DataFrame:
    followers = _rows(ids, FOLLOWERS_PER_CREATOR)
    return followers.select(
        "creator_id",
        "observed_at",
        account_id=pl.format("f{}", "number"),
        username=pl.format("user{}", pl.Series(generator.integers(0, 10**6, followers.height))),
        followers_count=pl.Series(generator.integers(0, 1000, followers.height)),
        following_count=pl.Series(generator.integers(0, 3000, followers.height)),
        has_profile_picture=pl.Series(generator.random(followers.height) < 0.9),
    )
