"""The posts that speak for a fit, and those that speak against it."""

from datetime import timedelta

import numpy as np
import polars as pl

from matchmaker.domain.assessment import TopicFitAssessment
from matchmaker.domain.snapshot import Snapshot
from matchmaker.ranking.evidence import evidence_posts
from tests.builders import NOW, a_creator, a_post, a_snapshot

UNREAD = float("nan")


def feeds(**captions: list[str]) -> Snapshot:
    """Each creator's posts p0, p1, …, each a day older than the one before."""
    posts = [
        a_post(creator, f"p{day}", NOW - timedelta(days=day), caption=caption)
        for creator, feed in captions.items()
        for day, caption in enumerate(feed)
    ]
    return a_snapshot([a_creator(creator) for creator in captions], posts=posts)


def changed(*effects: float) -> TopicFitAssessment:
    """What posts change of a probability; all are equally near to the brief."""
    similarity = np.where(np.isnan(effects), np.nan, 0.25).astype(np.float32)
    return TopicFitAssessment(pl.DataFrame(), similarity, np.array(effects))


def cited(snapshot: Snapshot, *effects: float) -> list[tuple[str, str, float]]:
    found = evidence_posts(changed(*effects), snapshot)
    return [(post["post_id"], post["effect"], post["effect_points"]) for post in found.get("ana", [])]


def test_what_raises_most_comes_first_then_what_lowers_most() -> None:
    found = cited(feeds(ana=list("abcdef")), 0.01, 0.04, -0.02, 0.02, -0.03, 0.005)
    assert found == [
        ("p1", "raises", 4.0),
        ("p3", "raises", 2.0),
        ("p0", "raises", 1.0),
        ("p4", "lowers", -3.0),
        ("p2", "lowers", -2.0),
    ]


def test_no_more_than_three_posts_raise_and_two_lower() -> None:
    found = cited(feeds(ana=list("abcdefgh")), 0.1, 0.1, 0.1, 0.1, -0.1, -0.1, -0.1, -0.1)
    assert [effect for _, effect, _ in found] == ["raises"] * 3 + ["lowers"] * 2


def test_the_newer_of_equal_posts_comes_first() -> None:
    found = cited(feeds(ana=list("abcd")), -0.2, 0.2, 0.2, -0.2)
    assert [post_id for post_id, *_ in found] == ["p1", "p2", "p0", "p3"]


def test_posts_that_were_not_read_or_change_nothing_are_never_cited() -> None:
    assert cited(feeds(ana=["emoji only", "", "no matter"]), UNREAD, UNREAD, 0.0) == []


def test_every_creator_is_shown_posts_of_its_own() -> None:
    found = evidence_posts(changed(0.1, -0.1, 0.3), feeds(ana=["a"], bea=["b", "c"]))
    assert [[post["caption"] for post in posts] for posts in found.values()] == [["a"], ["c", "b"]]


def test_a_post_is_shown_with_its_day_and_similarity_and_a_long_caption_cut() -> None:
    (post,) = evidence_posts(changed(0.1), feeds(ana=["x" * 1000]))["ana"]
    assert (post["posted_at"], post["similarity"], post["caption"]) == (f"{NOW:%Y-%m-%dT%H:%M:%SZ}", 0.25, "x" * 280)
