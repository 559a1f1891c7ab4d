"""What a creator posts about, as an answer says it."""

from datetime import timedelta

import numpy as np
import pytest

from matchmaker.domain.snapshot import Snapshot
from matchmaker.ranking.reasons_mix import moved_reason
from matchmaker.ranking.topic_mix import FeedTopics, feed_topics
from matchmaker.scorers.topic_fit.mix import Subjects, SubjectWords
from matchmaker.scorers.topic_fit.pair_signals import RecentPosts
from matchmaker.scorers.topic_fit.space import Backgrounds, TopicSpace
from tests.builders import NOW, a_creator, a_post, a_snapshot

NAMES = ("sport", "food", "pets", "music", "arts", "travel", "news")
SUBJECTS = len(NAMES)
READER = Subjects(
    SubjectWords(names=NAMES, prior_posts=0.1),
    np.hstack([np.vstack([8 * np.eye(SUBJECTS), np.zeros(SUBJECTS)]), np.zeros((SUBJECTS + 1, 2))]).astype(np.float32),
)
SPACE = TopicSpace(np.eye(SUBJECTS, dtype=np.float32), 0.05, 0.5, Backgrounds.none(SUBJECTS))


def topics(**feeds: str) -> dict[str, FeedTopics]:
    """Of feeds whose posts are named by the first letters of subjects, newest first; "-" is an unreadable post."""
    letters = {name[0]: row for row, name in enumerate(NAMES)}
    posts = [
        a_post(creator, f"{creator}-{age}", posted_at=NOW - timedelta(days=age + 1))
        for creator, feed in feeds.items()
        for age, _ in enumerate(feed)
    ]
    snapshot: Snapshot = a_snapshot(creators=[a_creator(name) for name in feeds], posts=posts)
    on = [
        letters.get(feeds[name][int(post.split("-")[1])])
        for name, post in snapshot.posts[["creator_id", "post_id"]].rows()
    ]
    vectors = np.array([np.zeros(SUBJECTS) if row is None else np.eye(SUBJECTS)[row] for row in on], np.float32)
    return dict(feed_topics(snapshot, RecentPosts.of(snapshot, vectors.reshape(-1, SUBJECTS), SPACE, READER)))


def test_the_largest_share_comes_first_with_the_posts_that_show_it() -> None:
    sport, food = topics(ana="sfsss")["ana"].mix
    assert (sport["topic"], food["topic"]) == ("sport", "food")
    assert sport["ratio"] == pytest.approx(0.8, abs=0.01)
    assert set(sport["post_ids"]) < {"ana-0", "ana-2", "ana-3", "ana-4"}
    assert food["post_ids"] == ["ana-1"]


def test_no_more_than_five_subjects_and_three_posts_each_are_shown() -> None:
    found = topics(ana="sssssssfffffppppmmmtttnnn")["ana"].mix
    assert len(found) == 5
    assert all(len(share["post_ids"]) == 3 for share in found)


def test_a_subject_of_one_post_in_thirty_is_not_shown() -> None:
    assert [share["topic"] for share in topics(ana="s" * 29 + "f")["ana"].mix] == ["sport"]


def test_who_has_no_readable_post_is_left_out() -> None:
    assert list(topics(ana="ss", bea="--", cleo="")) == ["ana"]


def test_a_change_is_told_with_its_day_and_subjects() -> None:
    drift = topics(ana="f" * 9 + "s" * 9)["ana"].drift
    assert drift is not None
    assert drift["moved"]
    assert (drift["topic_before"], drift["topic_after"]) == ("sport", "food")
    assert drift["changed_at"] == (NOW - timedelta(days=9)).strftime("%Y-%m-%dT%H:%M:%SZ")
    assert drift["changed_from"] <= drift["changed_at"] <= drift["changed_until"]


def test_a_steady_feed_says_so_and_nothing_else() -> None:
    drift = topics(ana="sf" * 8)["ana"].drift
    assert drift is not None
    assert not drift["moved"]
    assert [name for name, value in drift.items() if value is None] == [
        "changed_at",
        "changed_from",
        "changed_until",
        "topic_before",
        "topic_after",
        "moved_ratio",
    ]


def test_too_few_posts_have_a_mix_and_no_word_on_change() -> None:
    found = topics(ana="sssff")["ana"]
    assert found.mix
    assert found.drift is None


def test_a_model_without_a_reader_says_nothing() -> None:
    snapshot = a_snapshot(creators=[a_creator("ana")], posts=[a_post("ana", "p")])
    vectors = np.eye(SUBJECTS, dtype=np.float32)[:1]
    assert feed_topics(snapshot, RecentPosts.of(snapshot, vectors, SPACE)) == {}


def test_a_change_is_a_reason_in_words_with_the_posts_after_it() -> None:
    reason = moved_reason(topics(ana="f" * 9 + "s" * 9)["ana"])
    assert reason is not None
    since = NOW - timedelta(days=9)
    assert reason["text"].startswith(
        f"Since about {since.day} {since:%B} {since.year} the posts have been more about food"
    )
    assert set(reason["evidence"]) < {f"ana-{age}" for age in range(9)}
    assert reason["effect"] == "neutral"


def test_a_steady_feed_gives_no_reason() -> None:
    assert moved_reason(topics(ana="sf" * 8)["ana"]) is None
    assert moved_reason(FeedTopics()) is None
