import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from matchmaker.scorers.topic_fit.space import Backgrounds, TopicSpace, Turn

COMMON, SPORT, FOOD = np.eye(3)


def backgrounds(posts: np.ndarray = COMMON * 0.6, briefs: np.ndarray = COMMON * 0.6) -> Backgrounds:
    return Backgrounds(posts, briefs)


def test_the_common_part_is_the_mean_of_readable_texts() -> None:
    posts = np.array([[1.0, 0, 0], [0, 1.0, 0], [0, 0, 0]])
    found = Backgrounds.of(posts, posts[:1])
    assert found.posts.tolist() == [0.5, 0.5, 0]
    assert found.briefs.tolist() == [1, 0, 0]


def test_two_posts_alike_only_in_what_all_posts_share_are_not_alike() -> None:
    posts = np.array([0.6 * COMMON + 0.8 * SPORT, 0.6 * COMMON + 0.8 * FOOD])
    assert posts[0] @ posts[1] == pytest.approx(0.36)
    plain = backgrounds().of_posts(posts)
    assert plain[0] @ plain[1] == pytest.approx(0)
    assert plain[0] == pytest.approx(SPORT)


def test_a_brief_loses_its_part_along_what_briefs_share_and_keeps_length_one() -> None:
    assert backgrounds().of_brief(0.6 * COMMON + 0.8 * SPORT) == pytest.approx(SPORT)


def test_a_word_that_has_nothing_of_the_common_part_stays_as_it_is() -> None:
    assert backgrounds().of_brief(FOOD) == pytest.approx(FOOD)


def test_unreadable_texts_stay_zeros() -> None:
    assert not backgrounds().of_posts(np.zeros((2, 3))).any()
    assert not backgrounds().of_brief(np.zeros(3)).any()


def test_without_common_parts_vectors_stay_as_encoded() -> None:
    nothing = Backgrounds.none(3)
    assert nothing.of_brief(SPORT).tolist() == SPORT.tolist()
    assert nothing.of_posts(SPORT[None]).tolist() == [SPORT.tolist()]


def test_topics_meet_texts_without_what_posts_share() -> None:
    topics = np.array([0.6 * COMMON + 0.8 * SPORT], np.float32)
    assert TopicSpace(topics, 0.05, 0.5, backgrounds()).subjects[0] == pytest.approx(SPORT, abs=1e-6)


@given(st.permutations(range(4)))
def test_a_post_is_cleaned_the_same_alone_and_among_others(order: list[int]) -> None:
    posts = np.random.default_rng(0).normal(size=(4, 3)).astype(np.float32)
    together = backgrounds().of_posts(posts[order])
    alone = np.concatenate([backgrounds().of_posts(posts[[row]]) for row in order])
    assert together.tolist() == alone.tolist()


def test_vectors_are_turned_before_what_they_share_is_removed() -> None:
    turn = Turn(down=SPORT[:, None], up=FOOD[None])  # sport becomes the direction of sport + food
    posts = np.stack([SPORT, SPORT])
    found = Backgrounds.of(posts, posts, turn)
    assert found.posts == pytest.approx((SPORT + FOOD) / np.sqrt(2))
    assert Backgrounds(0 * SPORT, 0 * SPORT, turn).of_posts(posts)[0] == pytest.approx((SPORT + FOOD) / np.sqrt(2))
    assert Backgrounds(0 * SPORT, 0 * SPORT, turn).of_brief(SPORT) == pytest.approx((SPORT + FOOD) / np.sqrt(2))


def test_an_unreadable_text_stays_one_when_turned() -> None:
    turn = Turn(down=SPORT[:, None], up=FOOD[None])
    assert not Backgrounds(COMMON, COMMON, turn).of_posts(np.zeros((2, 3))).any()
