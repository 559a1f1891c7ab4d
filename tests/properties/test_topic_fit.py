"""Whatever feeds look like: nothing is cited that was not used, and what is cited does what is said of it."""

from datetime import timedelta

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from matchmaker.domain.assessment import TopicFitAssessment
from matchmaker.domain.definitions import RECENT_POSTS
from matchmaker.domain.snapshot import Snapshot
from matchmaker.ranking.evidence import MOST_LOWERING, MOST_RAISING, evidence_posts
from tests.builders import NOW, a_creator, a_post, a_snapshot
from tests.unit.application.topic_fit.words import TOPICS, WordsEncoder, model

CAPTIONS = st.sampled_from(["", "unknown words", *TOPICS, "skincare and travel", "football makeup"])
FEEDS = st.lists(st.lists(CAPTIONS, max_size=RECENT_POSTS + 3), min_size=1, max_size=4)


def seen(feeds: list[list[str]]) -> Snapshot:
    """Creators c0, c1, …, with a post a day."""
    posts = [
        a_post(f"c{place}", f"p{day}", NOW - timedelta(days=day), caption=caption)
        for place, feed in enumerate(feeds)
        for day, caption in enumerate(feed)
    ]
    return a_snapshot([a_creator(f"c{place}") for place in range(len(feeds))], posts=posts)


def asked(brief: str, snapshot: Snapshot) -> TopicFitAssessment:
    encoder = WordsEncoder()
    return model().assess(encoder.encode([brief]), snapshot, encoder.encode(snapshot.posts["caption"].to_list()))


@settings(max_examples=15, deadline=None, derandomize=True)
@given(FEEDS, st.sampled_from(["skincare", "football", "nothing readable"]))
def test_only_readable_posts_of_the_window_are_cited_each_with_the_effect_it_has(
    feeds: list[list[str]], brief: str
) -> None:
    snapshot = seen(feeds)
    assessment = asked(brief, snapshot)
    effects = dict(zip(snapshot.posts.select("creator_id", "post_id").rows(), assessment.post_effect, strict=True))
    for creator, cited in evidence_posts(assessment, snapshot).items():
        window = feeds[int(creator[1:])][:RECENT_POSTS]
        raising = [post["effect_points"] for post in cited if post["effect"] == "raises"]
        lowering = [post["effect_points"] for post in cited if post["effect"] == "lowers"]
        assert [post["effect_points"] for post in cited] == [*raising, *lowering]
        assert raising == sorted(raising, reverse=True)
        assert lowering == sorted(lowering)
        assert len(raising) <= MOST_RAISING
        assert len(lowering) <= MOST_LOWERING
        for post in cited:
            assert any(word in window[int(post["post_id"][1:])] for word in TOPICS)
            assert post["effect_points"] == pytest.approx(100 * effects[creator, post["post_id"]], abs=1e-4)


@settings(max_examples=8, deadline=None, derandomize=True)
@given(FEEDS)
def test_a_creator_is_shown_the_same_posts_alone_and_among_others(feeds: list[list[str]]) -> None:
    snapshot = seen(feeds)
    among = evidence_posts(asked("skincare", snapshot), snapshot)
    alone_snapshot = snapshot.only(["c0"])
    alone = evidence_posts(asked("skincare", alone_snapshot), alone_snapshot)
    assert [post["effect_points"] for post in alone.get("c0", [])] == pytest.approx(
        [post["effect_points"] for post in among.get("c0", [])], abs=2e-4
    )


def test_where_no_brief_can_be_read_nothing_is_cited() -> None:
    snapshot = seen([["skincare", "football"]])
    assessment = asked("nothing readable", snapshot)
    assert np.isnan(assessment.post_effect).all()
    assert evidence_posts(assessment, snapshot) == {}
