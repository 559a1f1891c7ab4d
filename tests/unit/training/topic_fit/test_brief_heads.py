"""Heads of a brief learn from texts whose places are known."""

import tomllib
from pathlib import Path

import numpy as np
import pytest

from matchmaker.scorers.topic_fit.brief_heads import NEAR_SHARE
from matchmaker.scorers.topic_fit.space import Backgrounds, TopicSpace
from training.topic_fit.brief_heads import asked_cosines, learn_brief_heads
from training.topic_fit.own_texts import NEIGHBOURS, POSTS, AskedVectors, OwnTexts, read_neighbours, read_themes

SPACE = TopicSpace(np.eye(12, dtype=np.float32), 0.05, 0.0, Backgrounds.none(12))  # texts stay as they are


def asked(near_cosine: float, noise: float = 0.05) -> AskedVectors:
    """Three questions, each with twenty posts inside (cosine 0.9), near and far (0.0), more or less."""
    random, relation, posts = np.random.default_rng(1), [], []
    for question in range(3):
        for place, cosine in ((2, 0.9), (1, near_cosine), (0, 0.0)):
            for _ in range(20):
                own = np.clip(cosine + random.normal(0, noise), -0.99, 0.99)
                vector = np.zeros(12, np.float32)
                vector[question], vector[3 + random.integers(9)] = own, np.sqrt(1 - own**2)
                posts.append(vector)
                relation.append([place if each == question else 0 for each in range(3)])
    return AskedVectors(np.eye(12, dtype=np.float32)[:3], np.array(posts), np.array(relation).T)


def test_the_thresholds_lie_between_far_near_and_inside() -> None:
    heads = learn_brief_heads(OwnTexts(asked(0.5), asked(0.5)), SPACE, "made-up", 0)
    assert 0.1 < heads.adjacent.near < 0.45 < 0.55 < heads.adjacent.inside < 0.85
    near, inside, far = heads.adjacent.of_posts(np.array([0.5, 0.95, 0.0]))
    assert near > 0.9
    assert max(inside, far) < 0.1


def test_a_feed_with_the_share_that_counts_is_as_likely_as_not() -> None:
    heads = learn_brief_heads(OwnTexts(asked(0.5), asked(0.5)), SPACE, "made-up", 0)
    at_share, below, above = heads.adjacent.of_creators(np.array([NEAR_SHARE, 0.15, 0.6]), np.zeros(3))
    assert below < 0.3 < at_share < 0.7 < above


def test_a_theme_is_told_from_other_posts() -> None:
    # Only posts near the question are about the theme here; those inside it are neither taught as one nor as the other.
    themes = asked(0.9)
    themes = AskedVectors(themes.asked, themes.posts, (themes.relation > 0).astype(np.int64))
    head = learn_brief_heads(OwnTexts(themes, asked(0.5)), SPACE, "made-up", 0).theme
    assert 0.2 < head.middle < 0.8
    assert head.of_creators(np.array([0.0, 0.5])) == pytest.approx([0, 1], abs=0.05)


def test_the_same_seed_teaches_the_same_heads() -> None:
    texts = OwnTexts(asked(0.5), asked(0.5))
    assert learn_brief_heads(texts, SPACE, "made-up", 3) == learn_brief_heads(texts, SPACE, "made-up", 3)


def test_where_nothing_can_be_told_apart_every_post_gets_the_base_rate() -> None:
    random = np.random.default_rng(0)
    noise = random.normal(size=(60, 12)).astype(np.float32)
    posts = noise / np.linalg.norm(noise, axis=1, keepdims=True)
    texts = AskedVectors(np.eye(12, dtype=np.float32)[:3], posts, random.integers(0, 2, (3, 60)))
    head = learn_brief_heads(OwnTexts(texts, asked(0.5)), SPACE, "made-up", 0).theme
    assert head.of_posts(np.array([-1.0, 1.0])) == pytest.approx([0.5, 0.5], abs=0.25)


def test_cosines_have_a_row_a_question() -> None:
    assert asked_cosines(asked(0.5), SPACE).shape == (3, 180)


def test_every_neighbour_is_a_topic_that_posts_were_written_for() -> None:
    found = read_neighbours()
    assert ((found.relation == 2).any(axis=1) & (found.relation == 1).any(axis=1)).all()
    written = {topic for file in POSTS.glob("*.toml") for topic in tomllib.loads(file.read_text())}
    assert {near for brief in tomllib.loads(NEIGHBOURS.read_text()).values() for near in brief["near"]} <= written


def test_every_theme_has_posts_of_its_own_and_everyday_posts_have_none() -> None:
    found = read_themes()
    assert (found.relation.sum(axis=1) >= 6).all()
    assert (found.relation.sum(axis=0) == 0).sum() == 24


def test_a_brief_is_asked_with_its_topic_as_category(tmp_path: Path) -> None:
    (tmp_path / "posts").mkdir()
    (tmp_path / "posts" / "drinks.toml").write_text(
        'tea = ["a cup of tea"]\ncoffee = ["flat white"]\nbeer = ["a pint"]\n'
    )
    (tmp_path / "neighbours.toml").write_text('[tea]\nbrief = "Green tea"\nnear = ["coffee"]\n')
    found = read_neighbours(tmp_path / "neighbours.toml", tmp_path / "posts")
    assert found.asked == ("tea. Green tea",)
    assert found.relation.tolist() == [[2, 1, 0]]
