"""One row a creator, null where nothing is known, whatever is missing."""

from datetime import timedelta
from math import log1p

import numpy as np
import polars as pl
import pytest

from matchmaker.domain.snapshot import Snapshot
from matchmaker.errors import ValidationFailedError
from matchmaker.signals import SIGNALS, measure
from tests.builders import NOW, a_comment, a_creator, a_follower_count, a_post, a_snapshot

DAY = timedelta(days=1)
HOUR = timedelta(hours=1)
COUNTS_OF_ROWS = {
    "posts_observed_count",
    "comments_observed_count",
    "comment_authors_posts_count",
    "follower_sample_count",
    "growth_days_observed",
}


def value(snapshot: Snapshot, name: str, vectors: np.ndarray | None = None) -> float | None:
    return measure(snapshot, [name], vectors)[name].item()


def posts(count: int, **known: object) -> list:
    return [a_post(post_id=f"p{index}", posted_at=NOW - index * DAY, **known) for index in range(count)]


def test_rows_follow_the_creators_and_columns_the_names() -> None:
    snapshot = a_snapshot([a_creator("zoe"), a_creator("ana")], posts=[a_post("ana", likes_count=4)])
    measured = measure(snapshot, ["likes_per_post_mean", "followers_count"])
    assert measured.columns == ["creator_id", "likes_per_post_mean", "followers_count"]
    assert measured["creator_id"].to_list() == ["zoe", "ana"]
    assert measured["likes_per_post_mean"].to_list() == [None, 4.0]


def test_every_column_is_a_number_of_64_bits() -> None:
    measured = measure(a_snapshot(posts=posts(3, likes_count=1)))
    assert set(measured.drop("creator_id").dtypes) == {pl.Float64}


def test_a_name_asked_twice_is_one_column() -> None:
    assert measure(a_snapshot(), ["followers_count", "followers_count"]).columns == ["creator_id", "followers_count"]


def test_no_creators_give_no_rows_and_all_columns() -> None:
    measured = measure(Snapshot())
    assert measured.shape == (0, len(SIGNALS) + 1)


def test_a_creator_of_whom_nothing_is_known_has_nulls_and_counts_of_nothing() -> None:
    (row,) = measure(a_snapshot()).drop("creator_id").rows(named=True)
    assert {name: number for name, number in row.items() if number is not None} == dict.fromkeys(COUNTS_OF_ROWS, 0.0)


def test_a_creator_without_rows_beside_one_with_rows_has_nulls_and_counts_of_nothing() -> None:
    rows = {
        "posts": [a_post("ben", likes_count=3)],
        "comments": [a_comment("ben", text="hi")],
        "follower_counts": [a_follower_count(NOW - DAY, 5, "ben"), a_follower_count(NOW, 9, "ben")],
    }
    measured = measure(a_snapshot([a_creator("ana"), a_creator("ben")], **rows))
    (row,) = measured.filter(creator_id="ana").drop("creator_id").rows(named=True)
    assert {name: number for name, number in row.items() if number is not None} == dict.fromkeys(COUNTS_OF_ROWS, 0.0)


def test_likes_that_are_all_hidden_are_unknown_not_zero() -> None:
    snapshot = a_snapshot(posts=posts(3, comments_count=2))
    assert value(snapshot, "likes_per_post_mean") is None
    assert value(snapshot, "likes_hidden_ratio") == 1.0
    assert value(snapshot, "engagements_per_post_mean") == 2.0


def test_a_rate_over_no_followers_is_unknown() -> None:
    snapshot = a_snapshot([a_creator(followers_count=0, following_count=0)], posts=posts(3, likes_count=5))
    for name in ("engagement_rate_by_followers_ratio", "followers_per_following_ratio", "likes_per_follower_ratio"):
        assert value(snapshot, name) is None


def test_posts_nobody_liked_have_a_mean_of_zero_and_no_variation() -> None:
    snapshot = a_snapshot(posts=posts(3, likes_count=0))
    assert value(snapshot, "likes_per_post_mean") == 0.0
    assert value(snapshot, "likes_variation_ratio") is None
    assert value(snapshot, "comments_per_like_ratio") is None


def test_one_post_has_a_level_but_no_spread_and_no_pace() -> None:
    snapshot = a_snapshot(posts=posts(1, likes_count=7))
    assert value(snapshot, "log_likes_mean") == pytest.approx(log1p(7))
    for name in ("log_likes_std", "likes_variation_ratio", "posts_per_day", "days_between_posts_median"):
        assert value(snapshot, name) is None


def test_the_window_is_the_newest_thirty_posts() -> None:
    old = a_post(post_id="old", posted_at=NOW - 400 * DAY, likes_count=1_000_000)
    snapshot = a_snapshot(posts=[old, *posts(30, likes_count=10)])
    assert value(snapshot, "posts_observed_count") == 30
    assert value(snapshot, "likes_per_post_mean") == 10.0


def test_the_recent_mean_is_of_the_last_five_posts() -> None:
    newest = posts(5, likes_count=100)
    older = [a_post(post_id=f"o{index}", posted_at=NOW - (10 + index) * DAY, likes_count=1) for index in range(4)]
    assert value(a_snapshot(posts=older + newest), "log_likes_recent_mean") == pytest.approx(log1p(100))


def test_the_rate_by_reach_is_thirteen_thousand_over_a_hundred_and_thirty_thousand() -> None:
    snapshot = a_snapshot(posts=[a_post(likes_count=12_000, comments_count=1000, reach_count=130_000)])
    assert value(snapshot, "engagement_rate_by_reach_ratio") == pytest.approx(0.10)


def test_fifty_thousand_followers_with_twelve_likes_show_in_the_rate() -> None:
    quiet, lively = a_creator("quiet", followers_count=50_000), a_creator("lively", followers_count=50_000)
    feed = [a_post("quiet", likes_count=12), a_post("lively", likes_count=1800)]
    measured = measure(a_snapshot([quiet, lively], posts=feed), ["engagement_rate_by_followers_ratio"])
    assert measured["engagement_rate_by_followers_ratio"].to_list() == [12 / 50_000, 1800 / 50_000]


def test_a_burst_of_posts_in_an_hour_is_so_many_a_day() -> None:
    burst = [a_post(post_id=f"p{index}", posted_at=NOW - index * HOUR / 10) for index in range(11)]
    assert value(a_snapshot(posts=burst), "posts_per_day") == 10.0


def test_posts_at_the_same_moment_have_no_rhythm() -> None:
    same = [a_post(post_id=f"p{index}") for index in range(4)]
    assert value(a_snapshot(posts=same), "posting_regularity_ratio") is None


def test_clockwork_is_fully_regular() -> None:
    assert value(a_snapshot(posts=posts(10)), "posting_regularity_ratio") == 1.0


def test_hours_are_unknown_where_a_source_gives_only_dates() -> None:
    midnight = NOW.replace(hour=0)
    dated = [a_post(post_id=f"p{index}", posted_at=midnight - index * DAY) for index in range(4)]
    assert value(a_snapshot(posts=dated), "hour_spread_ratio") is None


def test_captions_of_emoji_and_of_right_to_left_script_are_counted_in_characters() -> None:
    feed = [
        a_post(post_id="emoji", caption="🎉🎉🎉"),
        a_post(post_id="hebrew", caption="שלום עולם", posted_at=NOW - DAY),
        a_post(post_id="spaces", caption=" \n\u200f ", posted_at=NOW - 2 * DAY),
    ]
    snapshot = a_snapshot(posts=feed)
    assert value(snapshot, "caption_length_mean") == (3 + 9 + 4) / 3
    assert value(snapshot, "caption_emoji_ratio") == pytest.approx(1 / 3)
    assert value(snapshot, "caption_repeat_ratio") == 0.0


def test_unknown_captions_are_not_empty_ones() -> None:
    snapshot = a_snapshot(posts=posts(2))
    for name in ("caption_empty_ratio", "caption_length_mean", "caption_repeat_ratio", "disclosure_at_start_ratio"):
        assert value(snapshot, name) is None


def test_signals_of_vectors_are_unknown_without_vectors() -> None:
    assert value(a_snapshot(posts=posts(5)), "feed_concentration_ratio") is None


def test_a_feed_about_one_thing_is_concentrated_and_a_mixed_one_is_not() -> None:
    creators = [a_creator("one"), a_creator("mixed")]
    feed = [a_post(who, f"p{n}", NOW - n * DAY) for who in ("one", "mixed") for n in range(4)]
    snapshot = a_snapshot(creators, posts=feed)  # sorted by creator: "mixed" comes first
    vectors = np.vstack([np.eye(4), np.tile([1.0, 0, 0, 0], (4, 1))]).astype(np.float32)
    measured = measure(snapshot, ["feed_concentration_ratio", "caption_self_similarity_ratio"], vectors)
    assert measured["feed_concentration_ratio"].to_list() == [1.0, 0.5]
    assert measured["caption_self_similarity_ratio"].to_list() == [1.0, 0.0]


def test_vectors_beyond_the_window_do_not_count() -> None:
    vectors = np.zeros((33, 2), dtype=np.float32)
    vectors[:30, 0] = 1.0
    vectors[30:, 1] = 1.0
    assert value(a_snapshot(posts=posts(33)), "feed_concentration_ratio", vectors) == 1.0


def test_two_texts_are_too_few_to_speak_of_a_subject() -> None:
    vectors = np.array([[1, 0], [0, 0], [1, 0]], dtype=np.float32)
    assert value(a_snapshot(posts=posts(3)), "feed_concentration_ratio", vectors) is None


def test_captions_without_any_text_leave_the_subject_unknown() -> None:
    assert value(a_snapshot(posts=posts(4)), "topic_drift", np.zeros((4, 2), dtype=np.float32)) is None


def test_vectors_of_other_posts_are_refused() -> None:
    with pytest.raises(ValidationFailedError, match=r"expected one vector a post \(3\), got 2"):
        measure(a_snapshot(posts=posts(3)), ["topic_drift"], np.zeros((2, 2), dtype=np.float32))
