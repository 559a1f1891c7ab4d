"""What a feed is about: posts read by themselves and in the light of their feed, checked by hand."""

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from matchmaker.bundles import Bundle, Manifest
from matchmaker.errors import BundleDamagedError
from matchmaker.scorers.topic_fit.mix import (
    SUBJECT_MATRIX_FILE,
    SUBJECTS_FILE,
    FeedSubjects,
    Subjects,
    SubjectWords,
    subject_pair_similarity,
)
from training.topic_fit.files import npy

SPORT, FOOD, BETWEEN = np.eye(3)[0], np.eye(3)[1], np.array([1.0, 1.0, 0.0])
WORDS = SubjectWords(names=("sport", "food"), prior_posts=1.0)
LOGITS = np.array([[4.0, 0.0], [0.0, 4.0], [0.0, 0.0], [0.0, 0.0]])  # the last row is added
READER = Subjects(WORDS, np.hstack([LOGITS, np.eye(4)[:, :2]]).astype(np.float32))


def feeds(*posts: list[np.ndarray]) -> FeedSubjects:
    owner = np.repeat(np.arange(len(posts)), [len(feed) for feed in posts])
    vectors = np.array([post for feed in posts for post in feed]).reshape(-1, 3)
    return READER.read(vectors).by_feed(owner, len(posts))


def test_by_itself_a_post_between_two_subjects_is_half_on_either() -> None:
    assert READER.read(BETWEEN[None]).probability[0] == pytest.approx([0.5, 0.5])


def test_in_a_feed_of_sport_the_same_post_is_on_sport() -> None:
    found = feeds([SPORT, SPORT, SPORT, BETWEEN])
    assert found.probability[3, 0] > 0.85
    assert found.shares[0, 0] > 0.9


def test_one_post_is_drawn_to_what_is_known_of_no_feed() -> None:
    assert feeds([SPORT]).shares[0, 0] < feeds([SPORT] * 10).shares[0, 0] < 1


def test_shares_are_the_means_of_the_posts_and_sum_to_one() -> None:
    found = feeds([SPORT, FOOD, BETWEEN])
    assert found.shares[0] == pytest.approx(found.probability.mean(axis=0))
    assert found.shares.sum() == pytest.approx(1)


def test_without_posts_nothing_is_known() -> None:
    assert np.isnan(feeds([], [SPORT]).shares[0]).all()
    assert feeds([]).shares.shape == (1, 2)


@settings(deadline=None)  # a busy machine is not a fault
@given(st.permutations(range(4)))
def test_a_feed_is_read_the_same_alone_among_others_and_in_any_order(order: list[int]) -> None:
    own = [SPORT, FOOD, BETWEEN, SPORT]
    alone, among = feeds(own), feeds([FOOD] * 5, [own[row] for row in order], [SPORT])
    assert among.shares[1] == pytest.approx(alone.shares[0], abs=1e-9)


def test_a_part_of_read_posts_is_read_as_the_part_would_be() -> None:
    read, kept = READER.read(np.array([SPORT, FOOD, BETWEEN])), np.array([True, False, True])
    assert read.where(kept).probability.tolist() == read.probability[[0, 2]].tolist()


def test_posts_on_one_topic_are_alike_and_posts_on_two_are_not() -> None:
    directions = np.array([[1.0, 0], [1, 0], [0, 1], [1, 0], [0, 1], [1, 0]])
    owner = np.array([0, 0, 0, 1, 1, 2])
    found = subject_pair_similarity(directions, owner, 4)
    assert found[:2] == pytest.approx([1 / 3, 0])  # (|(2, 1)|^2 - 3) / 6, (|(1, 1)|^2 - 2) / 2
    assert np.isnan(found[2:]).all()  # one post, none


def bundle(**files: bytes) -> Bundle:
    names = {"words": SUBJECTS_FILE, "matrix": SUBJECT_MATRIX_FILE}
    manifest = Manifest(name="topic_fit", version="1", created_at="", description="")
    return Bundle(Path("draft"), manifest, {names[name]: content for name, content in files.items()})


def test_a_reader_is_opened_as_it_was_stored() -> None:
    opened = Subjects.open(bundle(words=WORDS.model_dump_json().encode(), matrix=npy(READER.matrix)))
    assert opened is not None
    assert opened.words == WORDS
    assert opened.matrix.tolist() == READER.matrix.tolist()


def test_a_bundle_without_a_reader_has_none() -> None:
    assert Subjects.open(bundle()) is None


def test_words_of_another_version_are_refused_with_what_to_do() -> None:
    with pytest.raises(BundleDamagedError, match=r"subjects\.json: 1 faults.*train topic_fit again"):
        Subjects.open(bundle(words=b'{"names": ["sport"]}', matrix=b""))
