"""What a post does to a fit: checked against the feed without it."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from matchmaker.scorers.topic_fit.evidence import LEAVING_OUT
from matchmaker.scorers.topic_fit.pair_signals import FIT_SIGNALS
from matchmaker.scorers.topic_fit.probe import TopicProbe
from tests.unit.scorers.topic_fit.test_scorer import FOOTBALL, MAKEUP, SKINCARE, TRAVEL, brief, scorer, topics

ON_SKINCARE, ON_MAKEUP, ON_FOOTBALL = {SKINCARE: 1.0}, {MAKEUP: 1.0}, {FOOTBALL: 1.0}
MIXTURES = st.dictionaries(
    st.sampled_from([SKINCARE, MAKEUP, FOOTBALL, TRAVEL]), st.sampled_from([0.25, 0.5, 1.0]), max_size=3
)


def effects(**feeds: list[dict[int, float]]) -> NDArray[np.float64]:
    """post_effect for a skincare brief, feed after feed, newest first."""
    probe = TopicProbe(brief=(ON_SKINCARE,), feeds={name: tuple(posts) for name, posts in feeds.items()})
    vectors = probe.vectors(probe.snapshot, topics())
    return scorer().assess(brief(ON_SKINCARE), probe.snapshot, vectors).post_effect


@settings(max_examples=8, deadline=None)
@given(st.lists(st.lists(MIXTURES, min_size=1, max_size=5), min_size=1, max_size=3))
def test_a_posts_effect_is_the_fit_less_that_of_the_feed_without_it(feeds: list[list[dict[int, float]]]) -> None:
    model = scorer()
    probe = TopicProbe(brief=(ON_SKINCARE,), feeds={f"c{n}": tuple(posts) for n, posts in enumerate(feeds)})
    snapshot, query = probe.snapshot, brief(ON_SKINCARE)
    posts = model.recent_posts(snapshot, probe.vectors(snapshot, topics()))
    whole = model.assess_posts(query, snapshot, posts)
    nothing_known = 1 / (1 + np.exp(-model.parameters.fit.intercept))
    owners = snapshot.posts["creator_id"].str.strip_prefix("c").cast(int).to_list()
    for row, owner in enumerate(owners):
        dropped = np.arange(snapshot.posts.height) == row
        less = model.assess_posts(query, snapshot, posts.without(dropped)).columns["topic_fit_probability"][owner]
        fit = whole.columns["topic_fit_probability"][owner]
        if row not in posts.rows:
            assert np.isnan(whole.post_effect[row])
        else:
            assert whole.post_effect[row] == pytest.approx(fit - (nothing_known if less is None else less), abs=1e-7)


def test_a_post_can_be_left_out_of_every_signal_of_the_fit() -> None:
    assert set(LEAVING_OUT) == set(FIT_SIGNALS)


def test_a_post_on_the_subject_raises_and_one_elsewhere_lowers() -> None:
    on_subject, *_, elsewhere = effects(ana=[ON_SKINCARE, ON_MAKEUP, ON_SKINCARE, ON_FOOTBALL])
    assert on_subject > 0 > elsewhere


def test_a_post_older_than_the_newest_thirty_has_no_effect_because_it_was_not_used() -> None:
    found = effects(ana=[ON_SKINCARE] * 31)
    assert np.isfinite(found[:30]).all()
    assert np.isnan(found[30])


def test_an_effect_is_the_same_alone_and_among_others() -> None:
    alone, among = effects(ana=[ON_SKINCARE, ON_FOOTBALL]), effects(ana=[ON_SKINCARE, ON_FOOTBALL], bea=[ON_MAKEUP] * 9)
    assert among[:2].tolist() == pytest.approx(alone.tolist(), abs=1e-12)
