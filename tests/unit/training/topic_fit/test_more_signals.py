"""Signals that were tried, on two feeds whose vectors are axes."""

from datetime import timedelta

import numpy as np
import polars as pl
import pytest

from matchmaker.scorers.topic_fit.pair_signals import Step
from matchmaker.scorers.topic_fit.space import Backgrounds, TopicSpace
from tests.builders import NOW, a_creator, a_post, a_snapshot
from training.datasets.matching import Matching
from training.topic_fit.examples import Material, Measure
from training.topic_fit.more_signals import MORE_SIGNALS, MoreSignals

EAST, NORTH = np.eye(2, dtype=np.float32)
CAPTIONS = ["Baking bread #Sourdough", "Breads and cakes", "The match tonight", "Goal #football"]


def signals() -> dict[str, float]:
    """Of a baker with two posts on bread and two on football, asked for bread."""
    posts = [
        a_post("ana", f"p{age}", posted_at=NOW - timedelta(days=age), caption=text) for age, text in enumerate(CAPTIONS)
    ]
    matching = Matching(
        "made-up",
        pl.DataFrame({"brief_id": ["q"], "query": ["A brand wants creators who bake bread"]}),
        a_snapshot(creators=[a_creator("ana")], posts=posts),
        pl.DataFrame({"brief_id": ["q"], "creator_id": ["ana"], "grade": [2]}),
        relevant_grade=2,
    )
    vectors = np.stack([EAST, EAST, NORTH, NORTH])
    tags = np.stack([EAST, 0 * EAST, 0 * EAST, NORTH])
    measure = Measure(TopicSpace(EAST[None], 0.05, 0.0, Backgrounds.none(2)), Step(0.5, 0.01))
    found = MoreSignals(Material(matching, vectors, EAST[None]), tags).signals(measure)
    return dict(zip(MORE_SIGNALS, found[0], strict=True))


def test_each_signal_is_as_counted_by_hand() -> None:
    found = signals()
    assert found["best_half_similarity"] == pytest.approx(1.0)
    assert found["best_three_similarity"] == pytest.approx(2 / 3)
    assert found["hashtag_similarity"] == pytest.approx(0.5)  # one of two posts with hashtags
    assert found["category_words"] == pytest.approx(0.5)  # bread and breads; baking is bak, as bake is not
    assert found["concentration"] == pytest.approx(0.5 * np.sqrt(0.5))  # half on topic, mean post (1/2, 1/2)
