"""Kinds of posts are compared with a creator's usual post, shrunk towards the platform, with an interval."""

from collections.abc import Mapping
from datetime import timedelta
from math import log

import polars as pl
import pytest

from matchmaker.errors import BundleDamagedError
from matchmaker.scorers.performance.effects import (
    EFFECTS,
    ContentEffects,
    DimensionSpread,
    PlatformEffect,
    content_effects,
)
from tests.builders import NOW, a_creator, a_post, a_snapshot

# Forty posts in turn: videos earn 400 likes, photos 100; their usual post, the geometric mean, is 200.
VIDEO_LIKES, PHOTO_LIKES = 399, 99


def _posts(count: int, creator: str = "ana") -> list[Mapping[str, object]]:
    kinds = (("video", VIDEO_LIKES), ("photo", PHOTO_LIKES))
    return [
        a_post(
            creator,
            f"p{place}",
            NOW - timedelta(days=2 * place + 1),
            format=kinds[place % 2][0],
            likes_count=kinds[place % 2][1],
            comments_count=None,
            shares_count=None,
            caption="#Food" if place % 4 == 0 else "plain",
            hashtags=["Food"] if place % 4 == 0 else [],
        )
        for place in range(count)
    ]


def _effects(count: int = 40, known: ContentEffects | None = None) -> pl.DataFrame:
    return content_effects(a_snapshot([a_creator("ana", platform="youtube")], posts=_posts(count)), known)


def _level(effects: pl.DataFrame, dimension: str, level: str) -> dict[str, float]:
    return effects.row(by_predicate=(pl.col("dimension") == dimension) & (pl.col("level") == level), named=True)


def test_what_was_observed_is_the_times_of_the_usual_post() -> None:
    video = _level(_effects(), "format", "video")
    assert (video["posts_count"], video["compared_posts_count"]) == (20, 20)
    assert video["observed_times_usual"] == pytest.approx(2.0, abs=0.1)


def test_many_posts_outweigh_the_platform() -> None:
    creators_differ = ContentEffects(spreads=(DimensionSpread(dimension="format", between=0.5),))
    video = _level(_effects(known=creators_differ), "format", "video")
    assert video["times_usual_p10"] > 1.5
    assert video["times_usual_p50"] == pytest.approx(2.0, abs=0.15)


def test_few_posts_stay_near_the_platform() -> None:
    known = ContentEffects(
        platforms=(
            PlatformEffect(platform="youtube", dimension="format", level="video", log_mean=log(1.1), creators_count=90),
        ),
        spreads=(DimensionSpread(dimension="format", between=0.0025),),
    )
    video = _level(_effects(8, known), "format", "video")
    assert video["platform_times_usual"] == pytest.approx(1.1)
    assert 1.1 < video["times_usual_p50"] < 1.3


def test_what_a_creator_does_not_vary_is_not_compared() -> None:
    assert "duration" not in _effects()["dimension"].to_list()


def test_hashtags_are_compared_in_small_letters() -> None:
    assert _level(_effects(), "hashtag", "food")["posts_count"] == 10


def test_too_few_posts_say_nothing() -> None:
    effects = _effects(7)
    assert effects.is_empty()
    assert effects.schema == EFFECTS


def test_a_batch_is_its_singles() -> None:
    creators = [a_creator(name, platform="youtube") for name in ("ana", "ben")]
    both = a_snapshot(creators, posts=[*_posts(30), *_posts(12, "ben")])
    singles = pl.concat([content_effects(both.only([name])) for name in ("ana", "ben")])
    assert (
        content_effects(both)
        .sort("creator_id", "dimension", "level")
        .equals(singles.sort("creator_id", "dimension", "level"))
    )


def test_posts_at_midnight_sharp_have_no_hour() -> None:
    midnight = NOW.replace(hour=0, minute=0, second=0, microsecond=0)
    posts = [a_post("ana", f"p{day}", midnight - timedelta(days=day + 1), likes_count=50 + day) for day in range(30)]
    assert "hour" not in content_effects(a_snapshot([a_creator("ana")], posts=posts))["dimension"].to_list()


def test_effects_of_another_shape_are_refused() -> None:
    with pytest.raises(BundleDamagedError, match=r"effects\.json"):
        ContentEffects.open(b'{"platforms": 3}')
