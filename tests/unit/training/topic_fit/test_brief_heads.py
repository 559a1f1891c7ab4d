"""Heads of a brief learn from texts whose places are known."""

import tomllib
from pathlib import Path

import numpy as np
import pytest

from matchmaker.scorers.topic_fit.brief_heads import NEAR_SHARE
from matchmaker.scorers.topic_fit.pair_signals import Step
from matchmaker.scorers.topic_fit.space import Backgrounds, TopicSpace
from training.topic_fit.brief_heads import asked_cosines, asked_nearness, learn_brief_heads
from training.topic_fit.own_texts import NEIGHBOURS, POSTS, AskedVectors, OwnTexts, read_neighbours, read_themes

BANK = np.eye(12, dtype=np.float32)  # three questions, a neighbour of each (cosine 0.6), six topics far from all
BANK[3:6] = 0.6 * BANK[:3] + 0.8 * BANK[3:6]
SPACE = TopicSpace(BANK, 0.02, 1e-6, Backgrounds.none(12))  # the topics tell places and move no text
STEP = Step(middle=0.5, width=0.05)


def asked(noise: float = 0.05) -> AskedVectors:
    """Each question with twenty posts inside, twenty of its neighbour and twenty far from all."""
    random, relation, posts = np.random.default_rng(1), [], []
    for question in range(3):
        for place, topic in ((2, question), (1, 3 + question), (0, 6 + question)):
            for _ in range(20):
                vector = BANK[topic] + random.normal(0, noise, 12)
                posts.append(vector / np.linalg.norm(vector))
                relation.append([place if each == question else 0 for each in range(3)])
    return AskedVectors(BANK[:3], np.array(posts, np.float32), np.array(relation).T)


def test_posts_of_the_neighbour_are_near_and_those_inside_and_far_are_not() -> None:
    near, relation = asked_nearness(asked(), SPACE, STEP), asked().relation
    inside, neighbour, far = (near[relation == place].mean() for place in (2, 1, 0))
    assert neighbour > 5 * max(inside, far)


def test_a_feed_with_the_share_that_counts_is_as_likely_as_not() -> None:
    heads = learn_brief_heads(OwnTexts(asked(), asked()), SPACE, STEP, "made-up", 0)
    near = asked_nearness(asked(), SPACE, STEP)[asked().relation == 1].mean()  # of a post that is near
    at_share, below, above = heads.adjacent.of_creators(near * np.array([NEAR_SHARE, 0.1, 0.7]), np.zeros(3))
    assert below < 0.3 < at_share < 0.7 < above


def test_a_theme_is_told_from_other_posts() -> None:
    themes = asked()
    themes = AskedVectors(themes.asked, themes.posts, (themes.relation > 0).astype(np.int64))
    head = learn_brief_heads(OwnTexts(themes, asked()), SPACE, STEP, "made-up", 0).theme
    assert 0.1 < head.middle < 0.5
    assert head.of_creators(np.array([0.0, 0.5])) == pytest.approx([0, 1], abs=0.05)


def test_the_same_seed_teaches_the_same_heads() -> None:
    texts = OwnTexts(asked(), asked())
    assert learn_brief_heads(texts, SPACE, STEP, "made-up", 3) == learn_brief_heads(texts, SPACE, STEP, "made-up", 3)


def test_where_nothing_can_be_told_apart_every_post_gets_the_base_rate() -> None:
    random = np.random.default_rng(0)
    noise = random.normal(size=(60, 12)).astype(np.float32)
    posts = noise / np.linalg.norm(noise, axis=1, keepdims=True)
    texts = AskedVectors(np.eye(12, dtype=np.float32)[:3], posts, random.integers(0, 2, (3, 60)))
    head = learn_brief_heads(OwnTexts(texts, asked()), SPACE, STEP, "made-up", 0).theme
    assert head.of_posts(np.array([-1.0, 1.0])) == pytest.approx([0.5, 0.5], abs=0.25)


def test_cosines_have_a_row_a_question() -> None:
    assert asked_cosines(asked(), SPACE).shape == (3, 180)


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
