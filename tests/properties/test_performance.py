"""Whatever a creator's history, a forecast is ordered, never negative and indifferent to the order of rows."""

from datetime import timedelta

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from matchmaker.bundles import open_bundle
from matchmaker.domain.assessment import Forecast
from matchmaker.domain.choices import PLATFORMS
from matchmaker.domain.columns import LARGEST_COUNT
from matchmaker.resources import resource_folder
from matchmaker.scorers.performance.columns import SIGNAL_NAMES
from matchmaker.scorers.performance.scorer import Performance
from matchmaker.signals import measure
from tests.builders import NOW, Row, a_creator, a_post, a_snapshot

SCORER = Performance.open(open_bundle(resource_folder("models") / "performance" / "bundle"))
COUNTS = st.none() | st.integers(0, LARGEST_COUNT)


@st.composite
def histories(draw: st.DrawFn) -> tuple[Row, list[Row]]:
    creator = a_creator("ana", platform=draw(st.sampled_from(PLATFORMS)), followers_count=draw(COUNTS))
    counts = draw(st.lists(st.tuples(COUNTS, COUNTS, COUNTS), max_size=8))
    posts = [
        a_post("ana", f"p{place}", NOW - timedelta(hours=place), likes_count=one, comments_count=two, views_count=three)
        for place, (one, two, three) in enumerate(counts)
    ]
    return creator, posts


def forecast_of(creator: Row, posts: list[Row]) -> Forecast:
    snapshot = a_snapshot([creator], posts=posts)
    return SCORER.assess(snapshot, measure(snapshot, SIGNAL_NAMES))


@settings(max_examples=40, deadline=None)
@given(histories())
def test_quantiles_are_ordered_and_never_negative(history: tuple[Row, list[Row]]) -> None:
    for quantiles in forecast_of(*history).quantiles.values():
        known = quantiles[~np.isnan(quantiles).any(axis=1)]
        assert (np.diff(known, axis=1) >= 0).all()
        assert (known >= 0).all()


@settings(max_examples=20, deadline=None)
@given(histories())
def test_the_order_of_posts_is_irrelevant(history: tuple[Row, list[Row]]) -> None:
    creator, posts = history
    straight, reversed_ = forecast_of(creator, posts), forecast_of(creator, posts[::-1])
    for metric, quantiles in straight.quantiles.items():
        np.testing.assert_allclose(reversed_.quantiles[metric], quantiles, rtol=1e-12)
