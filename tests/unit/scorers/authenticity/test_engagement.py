"""Engagement against peers: what each probability looks at, by hand-checked numbers."""

from math import exp, log, sqrt

import polars as pl
import pytest
from pydantic import ValidationError

from matchmaker.scorers.authenticity.engagement import (
    ENGAGEMENT_SIGNALS,
    EngagementHead,
    EngagementLimits,
    EngagementPeers,
    PeerComments,
    PeerRate,
    PeerVariation,
    PlatformPeers,
)

LIMITS = EngagementLimits(
    prior_ratio=0.1,
    high_prior_ratio=0.02,
    comments_prior_ratio=0.02,
    flat_prior_ratio=0.02,
    shift=3.0,
    spread_within=0.6,
    flat_posts_count=5,
    flat_likes_count=20,
)
ORDINARY = PlatformPeers(
    rate=PeerRate(median_ratio=0.02, slope=-0.25, spread=1.0),
    comments=PeerComments(median_ratio=0.03, slope=0.0, spread=1.0),
    variation=PeerVariation(median=0.4, spread=0.5),
)
WIDE = ORDINARY.model_copy(update={"rate": PeerRate(median_ratio=0.02, slope=-0.25, spread=2.0)})
HEAD = EngagementHead(LIMITS, EngagementPeers(platforms={"instagram": ORDINARY, "other": WIDE}))


def judged(platform: str = "instagram", **signals: float | None) -> dict[str, float | None]:
    known = {"followers_count": 10_000.0, "posts_observed_count": 12.0, **signals}
    row = {"platform": platform, **{name: known.get(name) for name in ENGAGEMENT_SIGNALS}}
    frame = pl.DataFrame([row], schema={"platform": pl.String, **dict.fromkeys(ENGAGEMENT_SIGNALS, pl.Float64)})
    return frame.with_columns(*HEAD.columns()).row(0, named=True)


def test_the_peers_rate_falls_with_size() -> None:
    assert judged(followers_count=160_000.0)["peer_engagement_ratio"] == pytest.approx(0.02 * 16**-0.25)


def test_the_chance_of_the_lower_population_by_hand() -> None:
    below = log(20.5 / 10_000 / 0.02) / sqrt(1 + 0.36 / 12 + 1 / 200.5)
    log_odds = log(0.1 / 0.9) - 3 * below - 4.5
    found = judged(engagements_per_post_median=20.0)["engagement_anomaly_probability"]
    assert found == pytest.approx(1 / (1 + exp(-log_odds)))


def test_high_engagement_is_an_observation_of_its_own() -> None:
    row = judged(engagements_per_post_median=9_000.0)
    assert row["engagement_high_probability"] > 0.9
    assert row["engagement_anomaly_probability"] < 0.001


def test_platforms_without_peers_have_those_of_other() -> None:
    known, unknown = (
        judged(platform, engagements_per_post_median=10.0)["engagement_anomaly_probability"]
        for platform in ("instagram", "snapchat")
    )
    assert unknown < known


def test_few_posts_say_less() -> None:
    few, many = (
        judged(posts_observed_count=posts, engagements_per_post_median=10.0)["engagement_anomaly_probability"]
        for posts in (1.0, 30.0)
    )
    assert few < many


@pytest.mark.parametrize("comments", [0.6, 1_500.0])
def test_too_few_and_too_many_comments_per_like_are_unusual(comments: float) -> None:
    row = judged(likes_per_post_median=1_000.0, comments_per_post_median=comments)
    assert row["comments_per_like_anomaly_probability"] > 0.9


def test_ordinary_comments_per_like_are_not() -> None:
    row = judged(likes_per_post_median=1_000.0, comments_per_post_median=30.0)
    assert row["comments_per_like_anomaly_probability"] < 0.001


def test_posts_without_any_comment_may_have_them_switched_off() -> None:
    row = judged(likes_per_post_median=1_000.0, comments_per_post_median=0.0)
    assert row["comments_per_like_anomaly_probability"] is None


def test_likes_that_hardly_differ_are_unusual() -> None:
    even, ordinary = (judged(likes_per_post_median=500.0, log_likes_std=std) for std in (0.04, 0.4))
    assert even["likes_flat_probability"] > 0.9
    assert ordinary["likes_flat_probability"] < 0.001


@pytest.mark.parametrize(
    "unfit",
    [
        {"log_likes_std": 1e-16, "likes_per_post_median": 500.0},  # one number filled in for all posts
        {"log_likes_std": 0.04, "likes_per_post_median": 5.0},  # small whole numbers
        {"log_likes_std": 0.04, "likes_per_post_median": 500.0, "posts_observed_count": 4.0},
    ],
)
def test_evenness_is_not_judged_where_it_has_another_cause(unfit: dict[str, float]) -> None:
    assert judged(**unfit)["likes_flat_probability"] is None


def test_nothing_known_is_nothing_said() -> None:
    row = judged(followers_count=None, posts_observed_count=0.0)
    assert {row[name] for name in row if name.endswith("_probability")} == {None}


def test_peers_of_other_platforms_are_needed() -> None:
    with pytest.raises(ValidationError, match="other"):
        EngagementPeers(platforms={"instagram": ORDINARY})
