"""Peers fitted: planted lines come back, and bought audiences move them little."""

from datetime import timedelta
from pathlib import Path

import numpy as np
import polars as pl
import pytest

from matchmaker.scorers.authenticity.engagement import ENGAGEMENT_SIGNALS
from tests.builders import NOW, a_creator, a_post, table
from training.authenticity.engagement_peers import PeerFitting, fit_peers, robust_line
from training.authenticity.engagement_rows import engagement_rows, rows_of
from training.datasets.feeds import Feeds
from training.sources import SourceUnknownError

FITTING = PeerFitting(
    rate_sets=("real",),
    comments_sets=("real",),
    variation_sets=("real",),
    fallback_set="market",
    rate_doubt={"instagram": 0.4, "other": 1.0},
    comments_doubt=0.0,
    variation_doubt=0.0,
    fewest_creators=30,
)


def planted(count: int, bought_ratio: float = 0.0) -> tuple[np.ndarray, np.ndarray]:
    """Log rates around -4 - 0.3 x size with spread 0.3; some lie three lower, as with bought followers."""
    random = np.random.default_rng(1)
    size = random.normal(1.0, 1.0, count)
    rate = -4 - 0.3 * size + random.normal(0, 0.3, count) - 3 * (random.random(count) < bought_ratio)
    return size, rate


def test_a_planted_line_comes_back() -> None:
    assert robust_line(*planted(4_000)) == pytest.approx((-4, -0.3, 0.3), abs=0.02)


def test_bought_audiences_move_the_line_less_than_least_squares() -> None:
    size, rate = planted(4_000, bought_ratio=0.15)
    intercept, _, spread = robust_line(size, rate)
    mean = rate.mean() + 0.3 * size.mean()
    assert -4.2 < intercept < -4
    assert mean < -4.4
    assert spread < 0.5


def creators(name: str, platform: str, count: int, likes: float = 300.0) -> pl.DataFrame:
    random = np.random.default_rng(2)
    followers = np.exp(random.normal(np.log(10_000), 1, count))
    return pl.DataFrame(
        {
            "set": [name] * count,
            "creator_id": [f"{name}{place}" for place in range(count)],
            "platform": [platform] * count,
            "followers_count": followers,
            "posts_observed_count": np.full(count, 10.0),
            "engagements_per_post_median": likes / 10_000 * followers * random.lognormal(0, 0.5, count),
            "likes_per_post_median": followers / 10,
            "comments_per_post_median": followers / 10 * 0.05 * random.lognormal(0, 0.4, count),
            "log_likes_std": 0.4 * random.lognormal(0, 0.2, count),
        }
    )


def test_each_platform_has_its_own_peers_and_the_others_those_of_the_fallback() -> None:
    rows = pl.concat([creators("real", "instagram", 400), creators("market", "tiktok", 400, likes=900.0)])
    peers = fit_peers(rows, FITTING).platforms
    assert peers.keys() == {"instagram", "tiktok", "other"}
    assert peers["instagram"].rate.median_ratio == pytest.approx(0.03, rel=0.1)
    assert peers["instagram"].rate.spread == pytest.approx(np.hypot(0.5, 0.4), rel=0.15)
    assert peers["instagram"].comments.median_ratio == pytest.approx(0.05, rel=0.1)
    assert peers["instagram"].variation.median == pytest.approx(0.4, rel=0.1)
    assert peers["tiktok"].rate.median_ratio == pytest.approx(0.09, rel=0.1)
    assert peers["other"].rate.median_ratio == peers["tiktok"].rate.median_ratio


def test_few_creators_of_a_platform_fit_nothing() -> None:
    rows = pl.concat([creators("real", "youtube", 29), creators("market", "tiktok", 400)])
    peers = fit_peers(rows, FITTING).platforms
    assert peers["youtube"].rate.median_ratio == peers["other"].rate.median_ratio


def test_a_set_without_creators_is_refused(tmp_path: Path) -> None:
    with pytest.raises(SourceUnknownError, match="nobody"):
        engagement_rows(tmp_path, ["nobody"])


def test_creators_without_posts_are_left_out() -> None:
    feeds = Feeds.of(
        table("creators", [a_creator(name, followers_count=1_000) for name in ("ana", "ben")]),
        table("posts", [a_post("ana", "p", NOW - timedelta(days=1), likes_count=100)]),
    )
    rows = rows_of(feeds, "real")
    assert rows.select("set", "creator_id", "platform", "engagements_per_post_median").rows() == [
        ("real", "ana", "instagram", 100.0)
    ]
    assert rows.columns == ["set", "creator_id", "platform", *ENGAGEMENT_SIGNALS]
