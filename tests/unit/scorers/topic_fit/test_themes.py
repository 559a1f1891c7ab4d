"""Themes in feeds: one number a creator and theme, and one a post."""

import numpy as np
import pytest

from matchmaker.scorers.topic_fit.brief_heads import CreatorCurve, ThemeHead
from matchmaker.scorers.topic_fit.probe import TopicProbe
from matchmaker.scorers.topic_fit.themes import ThemeFit, theme_fits
from tests.unit.scorers.topic_fit.test_scorer import FOOTBALL, SKINCARE, TRAVEL, brief, scorer, topics

ON_SKINCARE, ON_FOOTBALL, ON_TRAVEL = {SKINCARE: 1.0}, {FOOTBALL: 1.0}, {TRAVEL: 1.0}
HEAD = ThemeHead(middle=0.6, width=0.05, creator=CreatorCurve(intercept=0.0, slope=1.0))


def fits(feeds: dict[str, list[dict[int, float]]], *themes: dict[int, float]) -> list[ThemeFit]:
    probe = TopicProbe(brief=(), feeds={name: tuple(posts) for name, posts in feeds.items()})
    posts = scorer().recent_posts(probe.snapshot, probe.vectors(probe.snapshot, topics()))
    names = [f"theme {place}" for place in range(len(themes))]
    return theme_fits(names, brief(*themes), posts, scorer().topic_space, HEAD)


def test_a_creator_is_as_likely_about_a_theme_as_its_posts_are_on_average() -> None:
    (found,) = fits({"ana": [ON_FOOTBALL, ON_TRAVEL, ON_SKINCARE, ON_SKINCARE]}, ON_FOOTBALL)
    assert found.post_probability[0] > 0.99
    assert found.post_probability[1:].max() < 0.05
    assert found.probability == pytest.approx([found.post_probability.mean()], abs=1e-4)  # this curve changes nothing


def test_each_theme_is_answered_as_if_it_were_asked_alone() -> None:
    feeds = {"ana": [ON_FOOTBALL, ON_TRAVEL], "bo": [ON_SKINCARE]}
    together = fits(feeds, ON_FOOTBALL, ON_TRAVEL)
    for place, theme in enumerate((ON_FOOTBALL, ON_TRAVEL)):
        assert fits(feeds, theme)[0].probability == pytest.approx(together[place].probability)


def test_an_unreadable_theme_and_a_feed_without_posts_are_unknown() -> None:
    unreadable, football = fits({"ana": [ON_FOOTBALL], "nobody": []}, {}, ON_FOOTBALL)
    assert np.isnan(unreadable.probability).all()
    assert np.isnan(football.probability).tolist() == [False, True]


def test_no_theme_is_no_work() -> None:
    assert fits({"ana": [ON_FOOTBALL]}) == []
