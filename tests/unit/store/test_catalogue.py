from datetime import timedelta

import polars as pl
import pytest
from polars.testing import assert_frame_equal

from matchmaker.domain.tables import CREATORS, FOLLOWER_COUNTS, POSTS, TABLES, TABLES_BY_NAME
from matchmaker.errors import CreatorUnknownError
from matchmaker.store.catalogue import Catalogue
from matchmaker.store.upsert import UpsertCounts
from tests.builders import NOW, a_comment, a_creator, a_follower, a_follower_count, a_post, a_snapshot, table
from tests.markets import a_row_of_every_table

HOUR = timedelta(hours=1)


def creators(*ids: str, **known: object) -> pl.DataFrame:
    return table("creators", [a_creator(creator_id, **known) for creator_id in ids])


def test_rows_of_every_table_come_back_as_they_were_stored(catalogue: Catalogue) -> None:
    stored = a_row_of_every_table()
    catalogue.upsert_together(stored)
    for canonical in TABLES:
        assert_frame_equal(catalogue.rows(canonical), stored[canonical.name])


def test_a_new_row_is_inserted_and_the_same_row_again_is_unchanged(catalogue: Catalogue) -> None:
    first = catalogue.upsert(CREATORS, creators("ana", bio="runs"))
    again = catalogue.upsert(CREATORS, creators("ana", bio="runs"))
    assert (first, again) == (UpsertCounts(inserted=1), UpsertCounts(unchanged=1))


def test_a_newer_observation_replaces_the_row_and_an_older_one_does_not(catalogue: Catalogue) -> None:
    catalogue.upsert(CREATORS, creators("ana", bio="old"))
    newer = catalogue.upsert(CREATORS, creators("ana", bio="new", observed_at=NOW + HOUR))
    older = catalogue.upsert(CREATORS, creators("ana", bio="oldest", observed_at=NOW - HOUR))
    assert (newer, older) == (UpsertCounts(updated=1), UpsertCounts(unchanged=1))
    assert catalogue.rows(CREATORS)["bio"].to_list() == ["new"]


def test_the_same_observation_with_other_values_is_a_correction(catalogue: Catalogue) -> None:
    catalogue.upsert(CREATORS, creators("ana", followers_count=10))
    assert catalogue.upsert(CREATORS, creators("ana", followers_count=11)) == UpsertCounts(updated=1)
    assert catalogue.rows(CREATORS)["followers_count"].to_list() == [11]


def test_a_value_that_is_unknown_in_the_newest_row_becomes_unknown(catalogue: Catalogue) -> None:
    catalogue.upsert(CREATORS, creators("ana", bio="runs"))
    catalogue.upsert(CREATORS, creators("ana", observed_at=NOW + HOUR))
    assert catalogue.rows(CREATORS)["bio"].to_list() == [None]


def test_of_one_key_twice_in_a_frame_the_newest_row_wins_wherever_it_stands(catalogue: Catalogue) -> None:
    rows = [a_creator("ana", bio="new", observed_at=NOW + HOUR), a_creator("ana", bio="old")]
    assert catalogue.upsert(CREATORS, table("creators", rows)) == UpsertCounts(inserted=1, unchanged=1)
    assert catalogue.rows(CREATORS)["bio"].to_list() == ["new"]


def test_a_follower_count_of_one_moment_can_be_corrected(catalogue: Catalogue) -> None:
    catalogue.upsert(CREATORS, creators("ana"))
    catalogue.upsert(FOLLOWER_COUNTS, table("follower_counts", [a_follower_count(NOW, 5)]))
    counts = catalogue.upsert(FOLLOWER_COUNTS, table("follower_counts", [a_follower_count(NOW, 6)]))
    assert counts == UpsertCounts(updated=1)


def test_posts_of_an_unknown_creator_are_refused_and_none_of_them_is_stored(catalogue: Catalogue) -> None:
    catalogue.upsert(CREATORS, creators("ana"))
    posts = table("posts", [a_post("ana"), a_post("bob")])
    with pytest.raises(CreatorUnknownError, match="import creators before posts") as caught:
        catalogue.upsert(POSTS, posts)
    assert [fault.got for fault in caught.value.errors] == ["bob"]
    assert catalogue.counts()["posts"] == 0


def test_a_failure_in_one_of_several_frames_keeps_none_of_them(catalogue: Catalogue) -> None:
    frames = {"creators": creators("ana"), "posts": table("posts", [a_post("bob")])}
    with pytest.raises(CreatorUnknownError):
        catalogue.upsert_together(frames)
    assert catalogue.counts()["creators"] == 0


def test_a_snapshot_is_what_the_same_rows_give_inline(catalogue: Catalogue) -> None:
    posts = [
        a_post("ana", f"p{day}", NOW - timedelta(days=day), caption="run #berlin", likes_count=day) for day in range(3)
    ]
    rows = {
        "posts": posts,
        "comments": [a_comment(text="wow")],
        "follower_counts": [a_follower_count(NOW, 9)],
        "follower_profiles": [a_follower(username="x1")],
    }
    catalogue.upsert_together(
        {"creators": creators("ana")} | {name: table(name, listed) for name, listed in rows.items()}
    )
    inline = a_snapshot([a_creator("ana")], **rows)
    stored = catalogue.snapshot(["ana"])
    for name in ("creators", *rows):
        assert_frame_equal(getattr(stored, name), getattr(inline, name))


def test_a_snapshot_keeps_the_order_asked_and_each_creator_once(catalogue: Catalogue) -> None:
    catalogue.upsert(CREATORS, creators("ana", "bob", "cem"))
    assert catalogue.snapshot(["cem", "ana", "cem"]).creators["creator_id"].to_list() == ["cem", "ana"]


def test_a_snapshot_holds_the_newest_posts_of_each_creator(catalogue: Catalogue) -> None:
    catalogue.upsert(CREATORS, creators("ana", "bob"))
    posts = [a_post(who, f"p{age}", NOW - age * HOUR) for who in ("ana", "bob") for age in range(5)]
    catalogue.upsert(POSTS, table("posts", posts))
    found = catalogue.snapshot(["bob", "ana"], posts_limit=2).posts
    assert found.select("creator_id", "post_id").rows() == [("ana", "p0"), ("ana", "p1"), ("bob", "p0"), ("bob", "p1")]


def test_posts_newer_than_the_profile_take_no_place_in_the_window(catalogue: Catalogue) -> None:
    catalogue.upsert(CREATORS, creators("ana"))
    posts = [a_post("ana", "later", NOW + HOUR), a_post("ana", "before", NOW - HOUR)]
    catalogue.upsert(POSTS, table("posts", posts))
    assert catalogue.snapshot(["ana"], posts_limit=1).posts["post_id"].to_list() == ["before"]


def test_posts_of_one_moment_are_cut_by_their_id(catalogue: Catalogue) -> None:
    catalogue.upsert(CREATORS, creators("ana"))
    catalogue.upsert(POSTS, table("posts", [a_post("ana", name, NOW) for name in ("b", "B", "a", "C")]))
    assert catalogue.snapshot(["ana"], posts_limit=2).posts["post_id"].to_list() == ["B", "C"]


def test_unknown_creators_are_named_where_they_stand(catalogue: Catalogue) -> None:
    catalogue.upsert(CREATORS, creators("ana"))
    with pytest.raises(CreatorUnknownError) as caught:
        catalogue.snapshot(["x", "ana", "y"])
    assert [fault.pointer for fault in caught.value.errors] == ["/creator_ids/0", "/creator_ids/2"]


def test_a_creator_observed_after_the_moment_asked_about_is_unknown_then(catalogue: Catalogue) -> None:
    catalogue.upsert(CREATORS, creators("ana"))
    with pytest.raises(CreatorUnknownError):
        catalogue.snapshot(["ana"], now=NOW - HOUR)


def test_creators_are_listed_page_by_page_in_byte_order(catalogue: Catalogue) -> None:
    catalogue.upsert(CREATORS, creators("b", "B", "a", "c"))
    first = catalogue.list_creators(3)
    assert first["creator_id"].to_list() == ["B", "a", "b"]
    assert catalogue.list_creators(3, after="b")["creator_id"].to_list() == ["c"]
    assert catalogue.creator_ids() == ["B", "a", "b", "c"]


def test_forgetting_a_creator_removes_every_row_about_them(catalogue: Catalogue) -> None:
    catalogue.upsert_together(a_row_of_every_table())
    catalogue.delete_creator("ana")
    assert set(catalogue.counts().values()) == {0}


def test_forgetting_an_unknown_creator_is_an_error(catalogue: Catalogue) -> None:
    with pytest.raises(CreatorUnknownError, match="'ana'"):
        catalogue.delete_creator("ana")


def test_a_creators_revision_moves_when_a_post_changes_and_rests_when_nothing_does(catalogue: Catalogue) -> None:
    catalogue.upsert(CREATORS, creators("ana", "bob"))
    before = catalogue.revisions(["ana", "bob"])
    catalogue.upsert(POSTS, table("posts", [a_post("ana")]))
    after = catalogue.revisions(["ana", "bob"])
    catalogue.upsert(POSTS, table("posts", [a_post("ana")]))
    assert after["ana"] > before["ana"]
    assert after["bob"] == before["bob"]
    assert catalogue.revisions(["ana", "bob"]) == after


def test_a_table_is_stored_in_parts_larger_than_one_transaction(catalogue: Catalogue) -> None:
    ids = pl.Series("creator_id", [f"c{number}" for number in range(20_001)])
    frame = CREATORS.conform(pl.DataFrame([ids]).with_columns(platform=pl.lit("tiktok"), observed_at=pl.lit(NOW)))
    assert catalogue.upsert(CREATORS, frame) == UpsertCounts(inserted=20_001)


def test_an_empty_frame_changes_nothing(catalogue: Catalogue) -> None:
    for canonical in TABLES_BY_NAME.values():
        assert catalogue.upsert(canonical, canonical.empty()) == UpsertCounts()
