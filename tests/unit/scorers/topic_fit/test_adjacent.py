"""The neighbouring audience of a brief: near the category, not of it."""

from dataclasses import replace
from functools import cache

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from matchmaker.bundles import Bundle
from matchmaker.domain.assessment import TopicFitAssessment
from matchmaker.scorers.topic_fit.adjacent import adjacent_fit, near_posts
from matchmaker.scorers.topic_fit.brief_heads import (
    BRIEF_HEADS_FILE,
    AdjacentHead,
    BriefHeads,
    CreatorCurve,
    ThemeHead,
)
from matchmaker.scorers.topic_fit.pair_signals import Query, Step
from matchmaker.scorers.topic_fit.probe import TopicProbe
from matchmaker.scorers.topic_fit.scorer import TopicFit
from matchmaker.scorers.topic_fit.space import Backgrounds, Sharpened, TopicSpace
from tests.unit.scorers.topic_fit.test_scorer import FOOTBALL, MAKEUP, SKINCARE, brief, scorer, topics

ON_SKINCARE, ON_MAKEUP, ON_FOOTBALL = {SKINCARE: 1.0}, {MAKEUP: 1.0}, {FOOTBALL: 1.0}
HEADS = BriefHeads(
    space=scorer().space,
    theme=ThemeHead(middle=0.5, width=0.1, creator=CreatorCurve(intercept=0.0, slope=1.0)),
    adjacent=AdjacentHead(creator=CreatorCurve(intercept=4.0, slope=2.0)),
)
MIXTURES = st.sampled_from([ON_SKINCARE, ON_MAKEUP, ON_FOOTBALL, {SKINCARE: 0.5, FOOTBALL: 0.5}, {}])


@cache
def with_heads() -> TopicFit:
    """The shipped model with heads that can be checked by hand."""
    bundle = scorer().bundle
    rest = {name: file for name, file in bundle.contents.items() if not name.endswith(BRIEF_HEADS_FILE)}
    files = rest | {BRIEF_HEADS_FILE: HEADS.model_dump_json().encode()}
    return replace(scorer(), bundle=Bundle(bundle.folder, bundle.manifest, files))


def assessed(**feeds: list[dict[int, float]]) -> TopicFitAssessment:
    """The neighbours of a skincare brief."""
    probe = TopicProbe(brief=(ON_SKINCARE,), feeds={name: tuple(posts) for name, posts in feeds.items()})
    snapshot, model = probe.snapshot, with_heads()
    posts = model.recent_posts(snapshot, probe.vectors(snapshot, topics()))
    return adjacent_fit(model.assess_posts(brief(ON_SKINCARE), snapshot, posts), brief(ON_SKINCARE), posts, model)


def by_creator(column: str, **feeds: list[dict[int, float]]) -> dict[str, float | None]:
    columns = assessed(**feeds).columns
    return dict(zip(columns["creator_id"], columns[column], strict=True))


def test_a_post_is_near_by_the_topics_it_is_about_unless_it_is_on_the_subject_itself() -> None:
    # Three topics: the second is as like the first (cosine 0.6) as the middle of the step, the third is unlike both.
    bank = np.array([[1, 0, 0], [0.6, 0.8, 0], [0, 0, 1]], np.float32)
    space = TopicSpace(bank, 0.02, 1e-6, Backgrounds.none(3))  # the topics tell places and move no text
    posts, query = Sharpened.of(bank, space), Query.of(bank[:1], space)
    found = near_posts(posts, query, posts.cosines(query.sharp), space, Step(middle=0.6, width=0.05))
    # half a neighbour, half on the subject: 0.5 x 0.5
    assert found == pytest.approx([0.0, 0.25, 0.0], abs=1e-3)


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
