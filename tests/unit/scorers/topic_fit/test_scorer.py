import json
from dataclasses import replace
from functools import cache

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from matchmaker.bundles import open_bundle
from matchmaker.errors import BundleDamagedError, ModelUnavailableError
from matchmaker.resources import resource_folder
from matchmaker.scorers.topic_fit.mix import SUBJECT_MATRIX_FILE, SUBJECTS_FILE
from matchmaker.scorers.topic_fit.parameters import HEADS_FILE
from matchmaker.scorers.topic_fit.probe import TopicProbe, mixed
from matchmaker.scorers.topic_fit.scorer import BACKGROUNDS_FILE, FIRST_PASS, TOPICS_FILE, TURN_FILE, TopicFit
from matchmaker.text.onnx_encoder import OnnxEncoder
from tests.builders import NOW, a_creator, a_post, a_snapshot
from tests.suites import ScorerTests

SKINCARE, MAKEUP, FOOTBALL, TRAVEL = 1, 0, 20, 16  # rows of the bank of topics
ON_SKINCARE, ON_FOOTBALL = {SKINCARE: 1.0}, {FOOTBALL: 1.0}


class TestTopicFit(ScorerTests):
    scorer = TopicFit


@cache
def scorer() -> TopicFit:
    return TopicFit.open(open_bundle(resource_folder("models") / "topic_fit" / "bundle"))


def topics() -> NDArray[np.float32]:
    return scorer().topic_space.topics


def brief(*mixtures: dict[int, float]) -> NDArray[np.float64]:
    return mixed(list(mixtures), topics())


def assessed(**feeds: list[dict[int, float]]) -> pl.DataFrame:
    """Rows of assess for a skincare brief and feeds whose posts are mixtures of topics, newest first."""
    probe = TopicProbe(brief=(ON_SKINCARE,), feeds={name: tuple(posts) for name, posts in feeds.items()})
    snapshot = probe.snapshot
    return scorer().assess(brief(ON_SKINCARE), snapshot, probe.vectors(snapshot, topics())).columns


def fit(posts: list[dict[int, float]]) -> float | None:
    probability: float | None = assessed(ana=posts)["topic_fit_probability"].item()
    return probability


def test_more_posts_on_the_topic_fit_better() -> None:
    fits = [fit([ON_SKINCARE] * on_topic + [ON_FOOTBALL] * (10 - on_topic)) for on_topic in range(0, 11, 2)]
    assert fits == sorted(fits)
    assert fits[0] < 0.1
    assert fits[-1] > 0.9


def test_newer_posts_count_more_than_older_ones() -> None:
    newer, older = [ON_SKINCARE] * 10 + [ON_FOOTBALL] * 20, [ON_FOOTBALL] * 20 + [ON_SKINCARE] * 10
    assert fit(newer) > fit(older)


def test_one_post_on_the_topic_fits_less_surely_than_ten() -> None:
    assert fit([ON_SKINCARE]) < fit([ON_SKINCARE] * 10)


def test_posts_older_than_the_newest_thirty_are_not_looked_at() -> None:
    assert fit([ON_FOOTBALL] * 30 + [ON_SKINCARE] * 30) == fit([ON_FOOTBALL] * 30)


def test_without_a_readable_post_the_fit_is_unknown_not_zero() -> None:
    rows = assessed(silent=[], unreadable=[{}, {}])
    assert rows["topic_fit_probability"].to_list() == [None, None]
    assert rows["specialism_ratio"].to_list() == [None, None]
    assert rows["posts_used_count"].to_list() == [0, 0]


def test_unreadable_posts_are_left_out_not_counted_against() -> None:
    assert fit([ON_SKINCARE, {}, ON_SKINCARE, {}]) == fit([ON_SKINCARE] * 2)


def test_a_brief_that_cannot_be_read_fits_nobody_and_leaves_specialism() -> None:
    snapshot = TopicProbe(brief=({},), feeds={"ana": (ON_SKINCARE, ON_SKINCARE)}).snapshot
    posts = brief(ON_SKINCARE, ON_SKINCARE)
    columns = scorer().assess(np.zeros((1, posts.shape[1])), snapshot, posts).columns
    assert columns["topic_fit_probability"].to_list() == [None]
    assert columns["specialism_ratio"].item() > 0.9


def test_a_feed_of_one_topic_is_more_special_than_a_feed_of_five() -> None:
    rows = assessed(one=[ON_FOOTBALL] * 5, five=[{topic: 1.0} for topic in (FOOTBALL, TRAVEL, SKINCARE, 34, 46)])
    assert rows["specialism_ratio"].to_list()[0] > rows["specialism_ratio"].to_list()[1] + 0.3


def test_one_post_says_nothing_of_specialism() -> None:
    assert assessed(ana=[ON_SKINCARE])["specialism_ratio"].to_list() == [None]


_mixtures = st.dictionaries(st.integers(0, 52), st.floats(0.1, 1), max_size=3)
_feeds = st.dictionaries(st.sampled_from(["ana", "bo", "cy", "di"]), st.lists(_mixtures, max_size=5), min_size=2)


@settings(max_examples=40, deadline=None)
@given(feeds=_feeds, data=st.data())
def test_a_creator_scores_the_same_alone_and_among_others_in_any_order(
    feeds: dict[str, list[dict[int, float]]], data: st.DataObject
) -> None:
    shuffled = dict(data.draw(st.permutations(list(feeds.items()))))
    together = assessed(**feeds).sort("creator_id")
    assert together.equals(assessed(**shuffled).sort("creator_id")) or _close(together, assessed(**shuffled))
    alone = pl.concat([assessed(**{name: posts}) for name, posts in sorted(feeds.items())])
    assert _close(together, alone)


def _close(one: pl.DataFrame, other: pl.DataFrame) -> bool:
    columns = ["topic_fit_probability", "specialism_ratio", "posts_used_count"]
    pair = [frame.sort("creator_id").select(columns).fill_null(-1).to_numpy().astype(float) for frame in (one, other)]
    return bool(np.allclose(*pair, atol=1e-9))


def test_answers_come_in_the_order_of_the_creators_not_of_the_posts() -> None:
    snapshot = a_snapshot(
        creators=[a_creator("zoe"), a_creator("ana")], posts=[a_post("ana", "p1"), a_post("zoe", "p2")]
    )
    vectors = brief(ON_SKINCARE, ON_FOOTBALL)  # ana's post comes first in the snapshot
    rows = scorer().assess(brief(ON_SKINCARE), snapshot, vectors).columns
    assert rows["creator_id"].to_list() == ["zoe", "ana"]
    assert rows["topic_fit_probability"].to_list()[1] > rows["topic_fit_probability"].to_list()[0]


def test_vectors_of_another_encoder_are_refused() -> None:
    snapshot = a_snapshot(posts=[a_post(post_id="p0", posted_at=NOW, caption="day 0")])
    with pytest.raises(ModelUnavailableError, match="384"):
        scorer().assess(np.ones((1, 8)), snapshot, np.ones((1, 8)))


def test_the_shipped_encoder_speaks_the_space_the_shipped_model_was_made_in() -> None:
    assert scorer().space == OnnxEncoder.open(resource_folder("models") / "encoder" / "bundle", threads=1).space


def with_first_pass() -> TopicFit:
    """The shipped model beside itself with a head that is less sure: a bundle of two spaces."""
    bundle = open_bundle(resource_folder("models") / "topic_fit" / "bundle")
    own = {name: content for name, content in bundle.contents.items() if not name.startswith(FIRST_PASS)}
    parameters = json.loads(own[HEADS_FILE])
    parameters["space"] = "static-8"
    parameters["fit"]["intercept"] -= 1.0
    same = (TOPICS_FILE, BACKGROUNDS_FILE, TURN_FILE, SUBJECTS_FILE, SUBJECT_MATRIX_FILE)
    fast = {HEADS_FILE: json.dumps(parameters).encode()} | {name: own[name] for name in same}
    return TopicFit.open(replace(bundle, contents=own | {FIRST_PASS + name: fast[name] for name in fast}))


def test_a_bundle_of_two_spaces_has_a_first_pass_that_answers_by_its_own_heads() -> None:
    model, feeds = with_first_pass(), TopicProbe(brief=(ON_SKINCARE,), feeds={"ana": (ON_SKINCARE, ON_FOOTBALL)})
    (row,) = model.answer_probe(feeds.model_dump(mode="json"))
    precise, fast = row["topic_fit_probability"], row["first_pass"]["topic_fit_probability"]
    assert model.first_pass.space == "static-8"
    assert np.log(precise / (1 - precise)) - np.log(fast / (1 - fast)) == pytest.approx(1.0)
    assert row["specialism_ratio"] == row["first_pass"]["specialism_ratio"]


def test_a_bundle_of_one_space_has_no_first_pass() -> None:
    bundle = with_first_pass().bundle
    own = {name: content for name, content in bundle.contents.items() if not name.startswith(FIRST_PASS)}
    assert TopicFit.open(replace(bundle, contents=own)).first_pass is None


def test_a_damaged_head_of_the_first_pass_is_named() -> None:
    bundle = with_first_pass().bundle
    broken = replace(bundle, contents={**bundle.contents, "fast_heads.json": b"{}"})
    with pytest.raises(BundleDamagedError, match=r"fast_heads\.json"):
        TopicFit.open(broken)
