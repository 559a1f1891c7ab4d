"""A snapshot knows nothing newer than its moment, and its posts are complete and in order."""

from datetime import timedelta

import polars as pl
import pytest

from matchmaker.domain.snapshot import Snapshot
from matchmaker.domain.tables import TABLES_BY_NAME
from tests.builders import NOW, a_comment, a_creator, a_follower, a_follower_count, a_post, a_snapshot

LATER = NOW + timedelta(seconds=1)


def test_rows_newer_than_the_creators_moment_are_dropped() -> None:
    snapshot = a_snapshot(
        posts=[a_post(post_id="now"), a_post(post_id="later", posted_at=LATER)],
        comments=[a_comment(comment_id="now", commented_at=NOW), a_comment(comment_id="later", commented_at=LATER)],
        follower_counts=[a_follower_count(NOW, 1), a_follower_count(LATER, 2)],
        follower_profiles=[a_follower("now"), {**a_follower("later"), "observed_at": LATER}],
    )
    assert snapshot.posts["post_id"].to_list() == ["now"]
    assert snapshot.comments["comment_id"].to_list() == ["now"]
    assert snapshot.follower_counts["followers_count"].to_list() == [1]
    assert snapshot.follower_profiles["account_id"].to_list() == ["now"]


def test_each_creator_has_a_moment_of_its_own() -> None:
    creators = [a_creator("ana"), {**a_creator("ben"), "observed_at": LATER}]
    snapshot = a_snapshot(creators, posts=[a_post("ana", posted_at=LATER), a_post("ben", posted_at=LATER)])
    assert snapshot.posts["creator_id"].to_list() == ["ben"]


def test_a_comment_of_unknown_time_is_kept() -> None:
    assert a_snapshot(comments=[a_comment(text="hello")]).comments.height == 1


def test_rows_of_unknown_creators_are_dropped() -> None:
    assert a_snapshot(posts=[a_post("nobody")]).posts.is_empty()


def test_posts_are_by_creator_and_newest_first() -> None:
    creators = [a_creator("zoe"), a_creator("ana")]
    feed = [a_post(who, f"p{n}", NOW - timedelta(days=n)) for n in (2, 0, 1) for who in ("zoe", "ana")]
    snapshot = a_snapshot(creators, posts=feed)
    assert snapshot.posts["creator_id"].to_list() == ["ana"] * 3 + ["zoe"] * 3
    assert snapshot.posts["post_id"].to_list() == ["p0", "p1", "p2"] * 2
    assert snapshot.creators["creator_id"].to_list() == ["zoe", "ana"]


@pytest.mark.parametrize(
    ("caption", "hashtags", "mentions"),
    [
        ("Hello #Ad with @Bob.Smith!", ["ad"], ["bob.smith"]),
        ("#café #שלום #日本", ["café", "שלום", "日本"], []),
        ("no marks", [], []),
        (None, None, None),
    ],
)
def test_hashtags_and_mentions_come_from_the_caption_in_lower_case(
    caption: str | None, hashtags: list[str] | None, mentions: list[str] | None
) -> None:
    (post,) = a_snapshot(posts=[a_post(caption=caption)]).posts.to_dicts()
    assert (post["hashtags"], post["mentions"]) == (hashtags, mentions)


def test_hashtags_that_the_source_gave_are_kept() -> None:
    snapshot = a_snapshot(posts=[a_post(caption="#other", hashtags=["given"])])
    assert snapshot.posts["hashtags"].to_list() == [["given"]]


def test_absent_columns_become_null_and_absent_tables_empty() -> None:
    snapshot = Snapshot.of(creators=pl.DataFrame([a_creator()]))
    assert snapshot.creators.schema == TABLES_BY_NAME["creators"].polars_schema
    assert snapshot.creators["followers_count"].to_list() == [None]
    assert snapshot.posts.is_empty()


def test_only_keeps_every_table_of_the_named_creators() -> None:
    creators = [a_creator("ana"), a_creator("ben"), a_creator("cy")]
    snapshot = a_snapshot(
        creators,
        posts=[a_post("ana"), a_post("ben")],
        comments=[a_comment("ana"), a_comment("ben")],
        follower_counts=[a_follower_count(NOW, 1, "ana"), a_follower_count(NOW, 2, "ben")],
        follower_profiles=[a_follower("f", "ana"), a_follower("f", "ben")],
    )
    kept = snapshot.only(["cy", "ben"])
    assert kept.creators["creator_id"].to_list() == ["ben", "cy"]
    for frame in (kept.posts, kept.comments, kept.follower_counts, kept.follower_profiles):
        assert frame["creator_id"].to_list() == ["ben"]
