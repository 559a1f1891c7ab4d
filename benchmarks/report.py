"""How long does a creator's report take with 10,000 follower profiles and a year of daily counts? Against pandas by row."""

import argparse
import sqlite3
import time
from collections.abc import Callable
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

import lightgbm
import numpy as np
import pandas as pd
import polars as pl
from fastapi.testclient import TestClient

from matchmaker.api.app import create_app
from matchmaker.application.report.report import PROFILES_LIMIT
from matchmaker.application.scoring.model import open_authenticity
from matchmaker.bundles import Metric
from matchmaker.domain.columns import Table
from matchmaker.domain.tables import COMMENTS, CREATORS, FOLLOWER_COUNTS, FOLLOWER_PROFILES, POSTS
from matchmaker.scorers.authenticity.account_heads import FAKE, trees_file
from matchmaker.settings import Settings
from matchmaker.store.catalogue import Catalogue

NOW = datetime(2026, 3, 1, tzinfo=UTC)
CREATOR = "ana"
HISTORY_DAYS, POSTS_SEEN, COMMENTS_SEEN = 365, 30, 300
RUNS = 9  # of which the median is told
RIVAL = "pandas read_sql, features row by row, the same trees, no other part of the report"
WORDS = ("love", "this", "where", "did", "you", "buy", "it", "so", "good", "recipe", "please", "today", "🔥")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """--seed."""
    parser.add_argument("--seed", type=int, default=0, help="seed of the generated creator (default: 0)")


def run(arguments: argparse.Namespace) -> list[Metric]:
    """One report over HTTP inside this process, of a creator stored in SQLite; no answer is kept between runs.

    Told are the median of the wall clock and of the processor's time: on a busy machine the first one waits.
    """
    with TemporaryDirectory(prefix="matchmaker-report-") as name:
        settings = Settings(state_dir=Path(name), encoder_threads=1)
        _fill(settings, np.random.default_rng(arguments.seed))
        with TestClient(create_app(settings)) as service:
            ours = _cost(lambda: service.get(f"/v1/creators/{CREATOR}/report").raise_for_status())
        theirs = _cost(_rival(settings))
    return [
        Metric(
            set="generated creator",
            target=f"report of {PROFILES_LIMIT:,} followers and {HISTORY_DAYS} days",
            metric=metric,
            value=our_ms,
            rows=RUNS,
            rival=RIVAL,
            rival_value=their_ms,
        )
        for metric, our_ms, their_ms in zip(("wall_ms_median", "cpu_ms_median"), ours, theirs, strict=True)
    ]


def _cost(work: Callable[[], object]) -> tuple[float, float]:
    """Median milliseconds of the wall clock and of the processor."""
    work()  # files and code are warm, as in a service
    wall, cpu = [], []
    for _ in range(RUNS):
        started, used = time.perf_counter(), time.process_time()
        work()
        wall.append(1000 * (time.perf_counter() - started))
        cpu.append(1000 * (time.process_time() - used))
    return float(np.median(wall)), float(np.median(cpu))


def _fill(settings: Settings, numbers: np.random.Generator) -> None:
    with closing(Catalogue(settings.database)) as catalogue:
        for table, frame in (
            (CREATORS, _creator()),
            (POSTS, _posts(numbers)),
            (COMMENTS, _comments(numbers)),
            (FOLLOWER_COUNTS, _history(numbers)),
            (FOLLOWER_PROFILES, _followers(numbers)),
        ):
            catalogue.upsert(table, _owned(table, frame))


def _owned(table: Table, frame: pl.DataFrame) -> pl.DataFrame:
    known = {"creator_id": pl.lit(CREATOR), "observed_at": pl.lit(NOW)}
    return table.conform(frame.with_columns(**{name: value for name, value in known.items() if name not in frame}))


def _creator() -> pl.DataFrame:
    return pl.DataFrame({"platform": ["instagram"], "followers_count": [60_000], "following_count": [700]})


def _posts(numbers: np.random.Generator) -> pl.DataFrame:
    return pl.DataFrame(
        {
            "post_id": [f"p{place}" for place in range(POSTS_SEEN)],
            "posted_at": [NOW - timedelta(days=2 * place + 1) for place in range(POSTS_SEEN)],
            "caption": [" ".join(numbers.choice(WORDS, 40)) for _ in range(POSTS_SEEN)],
            "likes_count": numbers.poisson(1_500, POSTS_SEEN),
            "comments_count": numbers.poisson(40, POSTS_SEEN),
        }
    )


def _comments(numbers: np.random.Generator) -> pl.DataFrame:
    return pl.DataFrame(
        {
            "post_id": [f"p{place % POSTS_SEEN}" for place in range(COMMENTS_SEEN)],
            "comment_id": [f"c{place}" for place in range(COMMENTS_SEEN)],
            "author_id": [f"a{author}" for author in numbers.integers(0, 200, COMMENTS_SEEN)],
            "text": [" ".join(numbers.choice(WORDS, 8)) for _ in range(COMMENTS_SEEN)],
        }
    )


def _history(numbers: np.random.Generator) -> pl.DataFrame:
    counts = 50_000 + np.cumsum(numbers.poisson(27, HISTORY_DAYS))
    moments = [NOW - timedelta(days=HISTORY_DAYS - 1 - day) for day in range(HISTORY_DAYS)]
    return pl.DataFrame({"observed_at": moments, "followers_count": counts})


def _followers(numbers: np.random.Generator) -> pl.DataFrame:
    size = PROFILES_LIMIT
    return pl.DataFrame(
        {
            "account_id": [f"f{place}" for place in range(size)],
            "username": [f"user.{number}" for number in numbers.integers(0, 10**6, size)],
            "display_name": [" ".join(numbers.choice(WORDS, 2)) for _ in range(size)],
            "bio": [" ".join(numbers.choice(WORDS, 9)) for _ in range(size)],
            "followers_count": np.exp(numbers.normal(5, 2, size)).astype(np.int64),
            "following_count": np.exp(numbers.normal(6, 1, size)).astype(np.int64),
            "posts_count": np.exp(numbers.normal(3, 2, size)).astype(np.int64),
            "has_profile_picture": numbers.random(size) < 0.9,
            "has_link": numbers.random(size) < 0.2,
            "is_private": numbers.random(size) < 0.4,
        }
    )


def _rival(settings: Settings) -> Callable[[], float]:
    """How a notebook does it: a frame of the table, a function a row, the trees, and the share above one half."""
    model = open_authenticity(settings, None)
    trees = lightgbm.Booster(model_str=model.bundle.read_text(trees_file(FAKE)))

    def share() -> float:
        query = f"SELECT * FROM {FOLLOWER_PROFILES.name} WHERE creator_id = '{CREATOR}'"
        with closing(sqlite3.connect(settings.state_dir / "matchmaker.sqlite")) as connection:
            rows = pd.read_sql(query, connection)
        features = rows.apply(_features, axis=1).reindex(columns=trees.feature_name()).astype(float)
        return float(np.mean(np.asarray(trees.predict(features, num_threads=1)) > 0.5))

    return share


def _features(row: "pd.Series[object]") -> "pd.Series[float]":
    followers, following, posts = (np.log1p(row[f"{name}_count"]) for name in ("followers", "following", "posts"))
    username, name, bio = str(row["username"]), str(row["display_name"]), str(row["bio"])
    digits = sum(letter.isdigit() for letter in username)
    return pd.Series(
        {
            "followers_log": followers,
            "following_log": following,
            "posts_log": posts,
            "following_per_follower_log": following - followers,
            "posts_per_follower_log": posts - followers,
            "posts_per_following_log": posts - following,
            "has_profile_picture": row["has_profile_picture"],
            "has_link": row["has_link"],
            "is_private": row["is_private"],
            "bio_length_log": np.log1p(len(bio)),
            "username_length": len(username),
            "username_digits_ratio": digits / len(username),
            "username_trailing_digits": len(username) - len(username.rstrip("0123456789")),
            "display_name_words": len(name.split()),
            "name_equals_username": float(name.lower() == username.lower()),
        }
    )
