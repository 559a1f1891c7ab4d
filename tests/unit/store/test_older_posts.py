"""Posts beyond a snapshot are found by the words in them."""

from datetime import timedelta

import pytest

from matchmaker.domain.tables import CREATORS, POSTS
from matchmaker.store.catalogue import Catalogue
from tests.builders import NOW, a_creator, a_post, table

DAY = timedelta(days=1)


@pytest.fixture
def stocked(catalogue: Catalogue) -> Catalogue:
    catalogue.upsert(CREATORS, table("creators", [a_creator("ana"), a_creator("bea"), a_creator("cem")]))
    posts = [
        a_post("ana", "new", NOW - 2 * DAY, caption="With @NORDLICHT today", mentions=["nordlicht"]),
        a_post("ana", "old", NOW - 50 * DAY, caption="nordlicht again"),
        a_post("ana", "off", NOW - 3 * DAY, caption="100% wool"),
        a_post("bea", "tagged", NOW - 4 * DAY, caption=None, mentions=["nordlicht_us"]),
        a_post("cem", "ahead", NOW + DAY, caption="nordlicht"),
    ]
    catalogue.upsert(POSTS, table("posts", posts))
    return catalogue


def found(catalogue: Catalogue, *words: str) -> list[str]:
    return catalogue.posts_with_words(["ana", "bea", "cem"], NOW - 10 * DAY, words)["post_id"].to_list()


def test_captions_and_mentions_are_looked_through_from_a_moment_on(stocked: Catalogue) -> None:
    assert found(stocked, "nordlicht") == ["new", "tagged"]


def test_a_word_is_no_pattern(stocked: Catalogue) -> None:
    assert found(stocked, "0%w", "100%") == ["off"]


def test_creators_not_asked_about_are_left_out(stocked: Catalogue) -> None:
    assert stocked.posts_with_words(["bea"], NOW - 10 * DAY, ["nordlicht"])["post_id"].to_list() == ["tagged"]


def test_the_oldest_post_of_each_creator_is_known(stocked: Catalogue) -> None:
    assert stocked.oldest_posts(["ana", "bea", "nobody"]) == {"ana": NOW - 50 * DAY, "bea": NOW - 4 * DAY}
