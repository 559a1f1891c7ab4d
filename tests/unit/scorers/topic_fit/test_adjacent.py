"""The neighbouring audience of a brief: near the category, not of it."""

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from matchmaker.domain.assessment import TopicFitAssessment
from matchmaker.scorers.topic_fit.adjacent import adjacent_fit
from matchmaker.scorers.topic_fit.brief_heads import AdjacentHead, CreatorCurve
from matchmaker.scorers.topic_fit.probe import TopicProbe
from tests.unit.scorers.topic_fit.test_scorer import FOOTBALL, MAKEUP, SKINCARE, brief, scorer, topics

ON_SKINCARE, ON_MAKEUP, ON_FOOTBALL = {SKINCARE: 1.0}, {MAKEUP: 1.0}, {FOOTBALL: 1.0}
HEAD = AdjacentHead(near=0.3, inside=0.6, width=0.07, creator=CreatorCurve(intercept=5.0, slope=2.5))
MIXTURES = st.sampled_from([ON_SKINCARE, ON_MAKEUP, ON_FOOTBALL, {SKINCARE: 0.5, FOOTBALL: 0.5}, {}])


def assessed(**feeds: list[dict[int, float]]) -> TopicFitAssessment:
    """The neighbours of a skincare brief."""
    probe = TopicProbe(brief=(ON_SKINCARE,), feeds={name: tuple(posts) for name, posts in feeds.items()})
    snapshot, model = probe.snapshot, scorer()
    posts = model.recent_posts(snapshot, probe.vectors(snapshot, topics()))
    return adjacent_fit(model.assess_posts(brief(ON_SKINCARE), snapshot, posts), posts, HEAD)


def by_creator(column: str, **feeds: list[dict[int, float]]) -> dict[str, float | None]:
    columns = assessed(**feeds).columns
    return dict(zip(columns["creator_id"], columns[column], strict=True))


def test_a_makeup_feed_is_a_neighbour_of_skincare_and_neither_skincare_nor_football_is() -> None:
    found = by_creator(
        "topic_fit_probability", category=[ON_SKINCARE] * 8, neighbour=[ON_MAKEUP] * 8, far=[ON_FOOTBALL] * 8
    )
    assert found["neighbour"] > 5 * found["far"]
    assert found["neighbour"] > 5 * found["category"]


def test_the_fit_to_the_category_is_told_beside() -> None:
    found = by_creator("category_probability", category=[ON_SKINCARE] * 8, neighbour=[ON_MAKEUP] * 8)
    assert found["category"] > 0.9
    assert found["neighbour"] < found["category"]


def test_without_a_readable_post_nothing_is_known() -> None:
    row = assessed(nobody=[], unreadable=[{}]).columns.select(
        "topic_fit_probability", "category_probability", "adjacency"
    )
    assert row.equals(pl.DataFrame({name: [None, None] for name in row.columns}, schema=row.schema))


def test_a_creator_alone_has_the_number_it_has_among_others() -> None:
    feeds = {"ana": [ON_MAKEUP, ON_SKINCARE], "bo": [ON_FOOTBALL], "cem": [ON_MAKEUP]}
    among = by_creator("topic_fit_probability", **feeds)
    alone = {
        name: fit
        for name, feed in feeds.items()
        for fit in by_creator("topic_fit_probability", **{name: feed}).values()
    }
    assert alone == pytest.approx(among, abs=1e-9)


@settings(max_examples=15, deadline=None)
@given(st.lists(MIXTURES, min_size=1, max_size=6))
def test_a_posts_effect_is_the_fit_less_that_of_the_feed_without_it(feed: list[dict[int, float]]) -> None:
    whole = assessed(ana=feed)
    fit = whole.columns["topic_fit_probability"][0]
    read = [place for place, mixture in enumerate(feed) if mixture]
    for place in read if len(read) > 1 else []:
        # the newest post stays the newest: an unreadable one keeps its place in the window, as a dropped one does
        less = assessed(ana=[*feed[:place], {}, *feed[place + 1 :]]).columns["topic_fit_probability"][0]
        assert whole.post_effect[place] == pytest.approx(fit - less, abs=1e-7)


def test_an_unread_post_has_no_effect() -> None:
    assert np.isnan(assessed(ana=[ON_MAKEUP, {}]).post_effect).tolist() == [False, True]
