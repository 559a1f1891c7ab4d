"""Planted differences between kinds of posts are recovered, and creators who do not differ are told to be alike."""

from datetime import timedelta
from functools import cache

import numpy as np
import polars as pl
import pytest

from matchmaker.domain.choices import FORMATS
from tests.builders import NOW
from training.performance.effects import fit_effects

VIDEO_TIMES = 1.5  # of a creator's photos
CREATORS, POSTS = 60, 30


@cache
def _examples() -> pl.DataFrame:
    random = np.random.default_rng(5)
    rows = CREATORS * POSTS
    creator, post = np.repeat(np.arange(CREATORS), POSTS), np.tile(np.arange(POSTS), CREATORS)
    is_video = post % 2
    logs = random.normal(5, 1, CREATORS)[creator] + is_video * np.log(VIDEO_TIMES) + random.normal(0, 0.3, rows)
    return pl.DataFrame(
        {
            "set": ["planted"] * rows,
            "author_id": [f"a{place}" for place in creator],
            "platform": ["youtube"] * rows,
            "moment": [NOW - timedelta(days=float(day), hours=float(day % 5)) for day in post],
            "engagements_count": np.expm1(logs),
            "planned_format_code": np.where(is_video, FORMATS.index("video"), FORMATS.index("photo")).astype(float),
            "planned_duration_seconds": pl.Series([None] * rows, dtype=pl.Float64),
            "planned_caption_length": np.full(rows, 40.0),
            "planned_hashtags_count": np.full(rows, 2.0),
        }
    )


def test_the_platforms_effect_is_recovered() -> None:
    effects = {(row.dimension, row.level): np.exp(row.log_mean) for row in fit_effects(_examples()).platforms}
    assert effects["format", "video"] / effects["format", "photo"] == pytest.approx(VIDEO_TIMES, rel=0.06)


def test_creators_who_do_not_differ_are_held_to_the_platform() -> None:
    spreads = {row.dimension: row.between for row in fit_effects(_examples()).spreads}
    assert spreads["format"] < 0.01


def test_within_is_the_spread_around_a_creators_own_trend() -> None:
    around_the_mean = 0.3**2 + np.log(VIDEO_TIMES) ** 2 / 4
    assert fit_effects(_examples()).within == pytest.approx(around_the_mean, rel=0.2)


def test_too_few_creators_teach_nothing_of_a_platform() -> None:
    few = _examples().filter(pl.col("author_id").is_in([f"a{place}" for place in range(10)]))
    assert fit_effects(few).platforms == ()
