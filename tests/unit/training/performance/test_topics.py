"""What hashtags and paid partnerships add, on planted rows."""

import polars as pl
import pytest

from matchmaker.scorers.performance.parameters import Trend
from training.performance.topics import FEWEST_TOPIC_AUTHORS, LIFT_AUTHORS_POSTS, TOPIC_AUTHORS, fit_lifts, fit_topics

TREND = Trend(
    metric="likes_count", platform="instagram", log_mean=5.0, slope=1.0, followers_log_mean=10.0, authors_count=99
)


def rows(authors: int, target: float, **known: object) -> pl.DataFrame:
    """One post each of some authors at the mean size, whose trend is 5."""
    return pl.DataFrame(
        {
            "set": ["planted"] * authors,
            "author_id": [f"a{place}" for place in range(authors)],
            "metric": ["likes_count"] * authors,
            "platform": ["instagram"] * authors,
            "metric_code": [0.0] * authors,
            "platform_code": [0.0] * authors,
            "followers_log": [10.0] * authors,
            "target": [target] * authors,
            **{name: [value] * authors for name, value in known.items()},
        },
        schema_overrides={"planned_hashtags": pl.List(pl.String)},
    )


def test_a_hashtag_is_worth_its_authors_distance_from_the_trend_shrunk_by_their_number() -> None:
    topics = fit_topics(rows(10, 6.0, planned_hashtags=["Tea"]), (TREND,))
    assert [(topic.hashtag, topic.authors_count) for topic in topics] == [("tea", 10)]
    assert topics[0].effect == pytest.approx(10 * 1.0 / (10 + TOPIC_AUTHORS))


def test_a_hashtag_of_few_authors_is_left_out() -> None:
    assert fit_topics(rows(FEWEST_TOPIC_AUTHORS - 1, 6.0, planned_hashtags=["tea"]), (TREND,)) == ()


def test_the_lift_is_the_difference_within_authors_shrunk_to_none() -> None:
    both = pl.concat(
        [rows(16, 4.0, planned_is_sponsored=1.0), rows(16, 5.0, planned_is_sponsored=0.0)]
    )  # 16 authors, each with a paid and an organic post: half a post of evidence each
    lifts = fit_lifts(both)
    assert [(lift.metric, lift.platform, lift.authors_count) for lift in lifts] == [("likes_count", "instagram", 16)]
    assert lifts[0].lift == pytest.approx(-8 / (8 + LIFT_AUTHORS_POSTS))


def test_without_paid_posts_there_is_no_lift() -> None:
    assert fit_lifts(rows(16, 5.0, planned_is_sponsored=0.0)) == ()
