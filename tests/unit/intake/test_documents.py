from datetime import UTC, datetime

import pytest
from pydantic import JsonValue

from matchmaker.domain.snapshot import Snapshot
from matchmaker.errors import ValidationFailedError
from matchmaker.intake.documents import creator_document, creator_documents

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
SEEN = "2026-03-01T08:00:00Z"
ANA: dict[str, JsonValue] = {"creator_id": "ana", "platform": "tiktok", "observed_at": SEEN}


def a_post(**known: JsonValue) -> JsonValue:
    return {"post_id": "p1", "posted_at": "2026-02-01T08:00:00Z", **known}


def pointers(document: dict[str, JsonValue]) -> list[str]:
    with pytest.raises(ValidationFailedError) as caught:
        creator_document(document, now=NOW)
    return [fault.pointer for fault in caught.value.errors]


def test_nested_rows_take_creator_and_observation_from_their_document() -> None:
    frames = creator_document(ANA | {"posts": [a_post()]}, now=NOW)
    row = frames["posts"].row(0, named=True)
    assert (row["creator_id"], row["observed_at"]) == ("ana", datetime(2026, 3, 1, 8, tzinfo=UTC))


def test_the_frames_make_a_snapshot() -> None:
    frames = creator_document(ANA | {"posts": [a_post(caption="#berlin")], "comments": None}, now=NOW)
    assert Snapshot.of(**frames).posts["hashtags"].to_list() == [["berlin"]]


@pytest.mark.parametrize(
    ("change", "pointer"),
    [
        ({"followers_count": True}, "/followers_count"),
        ({"followers_count": "12"}, "/followers_count"),
        ({"bio": 3}, "/bio"),
        ({"is_private": 0}, "/is_private"),
        ({"observed_at": "2026-03-01T08:00:00"}, "/observed_at"),
        ({"followers": 3}, "/followers"),
        ({"a/b~c": 3}, "/a~1b~0c"),
        ({"posts": {}}, ""),
        ({"posts": {"0": 1}}, "/posts"),
        ({"posts": [3]}, "/posts/0"),
        ({"posts": [a_post(), a_post(post_id="p2", likes_count=-1)]}, "/posts/1/likes_count"),
        ({"posts": [a_post(creator_id="bob")]}, "/posts/0"),
        ({"posts": [a_post(hashtags=["a", 3])]}, "/posts/0/hashtags"),
        ({"posts": [a_post(likes_count=1), a_post(likes_count=2)]}, "/posts/1/post_id"),
        ({"follower_counts": [{"followers_count": 3}]}, "/follower_counts/0/observed_at"),
    ],
)
def test_a_fault_is_pointed_at(change: dict[str, JsonValue], pointer: str) -> None:
    if pointer:
        assert pointers(ANA | change) == [pointer]
    else:
        assert creator_document(ANA | change, now=NOW)["posts"].is_empty()


def test_faults_of_several_documents_carry_the_prefix_and_the_index() -> None:
    with pytest.raises(ValidationFailedError) as caught:
        creator_documents([ANA, {**ANA, "creator_id": "bob", "platform": "x"}, 7], now=NOW, pointer="/creators")
    assert sorted(fault.pointer for fault in caught.value.errors) == ["/creators/1/platform", "/creators/2"]


def test_documents_that_are_equal_are_one_creator_seen_twice() -> None:
    assert creator_documents([ANA, ANA], now=NOW)["creators"].height == 2
