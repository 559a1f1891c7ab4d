"""What is learned from posts written for this project carries over to posts of strangers with human labels."""

from argparse import Namespace
from functools import cache

import numpy as np

from benchmarks import topic_mix
from benchmarks.topic_drift import read
from benchmarks.topic_matching import cached_encoder
from matchmaker.bundles import Metric
from matchmaker.scorers.topic_fit.drift import drifts
from tests.realdata import real_data
from training.topic_fit.subjects import learn_subjects
from training.topic_fit.written import EncodedPosts

SPORTS, MUSIC = (list(topic_mix.LABELS).index(name) for name in ("sports", "music"))


@cache
def rows() -> dict[tuple[str, str], Metric]:
    """Figures by target and metric."""
    found = topic_mix.run(Namespace(data=real_data(), exam=None))
    return {(row.target, row.metric): row for row in found}


def test_subjects_of_posts_it_has_not_seen_are_read_better_than_by_the_nearest_centroid() -> None:
    row = rows()["mix", "accuracy"]
    assert row.value is not None
    assert row.rival_value is not None
    assert row.value > row.rival_value + 0.1


def test_a_post_is_read_better_in_the_light_of_its_feed() -> None:
    in_feed, alone = (rows()[target, "accuracy"] for target in ("mix", "mix, posts alone"))
    assert in_feed.value is not None
    assert alone.value is not None
    assert in_feed.value > alone.value + 0.03


def test_feeds_that_turn_from_sport_to_music_have_moved_and_the_same_posts_in_any_order_have_not() -> None:
    feeds, encoder, random = topic_mix.labelled_feeds(real_data()), cached_encoder(), np.random.default_rng(0)
    vectors, written = encoder.encode(feeds.texts), EncodedPosts.of(encoder)
    reader = learn_subjects(written, written.vectors.mean(axis=0))
    sport, music = (np.flatnonzero(feeds.labels[:, label]) for label in (SPORTS, MUSIC))
    turning = [np.concatenate([random.choice(side, 15, replace=False) for side in (sport, music)]) for _ in range(100)]
    mixed = [random.permutation(feed) for feed in turning]
    told, alarms = (
        np.mean([found.moved is not None for found in drifts(read(reader, vectors, each)) if found])
        for each in (turning, mixed)
    )
    assert told > 0.9
    assert alarms < 0.05
