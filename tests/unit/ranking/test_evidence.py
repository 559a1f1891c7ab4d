"""The posts that speak for a fit."""

from datetime import timedelta

import numpy as np
import polars as pl

from matchmaker.domain.assessment import TopicFitAssessment
from matchmaker.domain.snapshot import Snapshot
from matchmaker.ranking.evidence import evidence_posts
from tests.builders import NOW, a_creator, a_post, a_snapshot


def a_feed(*captions: str | None) -> Snapshot:
    """One creator's posts p0, p1, …, each a day older than the one before."""
    posts = [
        a_post("ana", f"p{day}", NOW - timedelta(days=day), caption=caption) for day, caption in enumerate(captions)
    ]
    return a_snapshot([a_creator("ana")], posts=posts)


def similar(*similarities: float) -> TopicFitAssessment:
    return TopicFitAssessment(pl.DataFrame(), np.array(similarities, np.float32))


def test_the_three_nearest_posts_come_first_the_nearest_first() -> None:
    found = evidence_posts(similar(0.1, 0.9, 0.3, 0.5), a_feed("a", "b", "c", "d"))["ana"]
    assert [(post["post_id"], post["similarity"]) for post in found] == [("p1", 0.9), ("p3", 0.5), ("p2", 0.3)]


def test_the_newer_of_equally_near_posts_comes_first() -> None:
    found = evidence_posts(similar(0.5, 0.5), a_feed("a", "b"))["ana"]
    assert [post["post_id"] for post in found] == ["p0", "p1"]


def test_posts_that_were_not_read_are_never_cited() -> None:
    assert evidence_posts(similar(float("nan"), 0.2), a_feed("emoji only", "")) == {}


def test_a_long_caption_is_cut() -> None:
    found = evidence_posts(similar(0.5), a_feed("x" * 1000))["ana"]
    assert found[0]["caption"] == "x" * 280
