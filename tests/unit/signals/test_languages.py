from datetime import timedelta

from matchmaker.signals.rows.languages import post_languages
from tests.builders import NOW, a_creator, a_post, a_snapshot

SPANISH = "Hoy tocan lentejas, tres horas a fuego lento y la casa huele a gloria"
ENGLISH = "Never rinse your pasta, save a cup of the water and thank me later"


def test_a_post_has_the_language_of_its_caption() -> None:
    snapshot = a_snapshot(creators=[a_creator()], posts=[a_post(post_id="p1", caption=SPANISH)])
    assert post_languages(snapshot).to_list() == ["es"]


def test_the_stated_language_is_believed() -> None:
    snapshot = a_snapshot(creators=[a_creator()], posts=[a_post(post_id="p1", caption=SPANISH, language="PT-br")])
    assert post_languages(snapshot).to_list() == ["pt"]


def test_a_post_that_says_too_little_has_the_language_its_creator_mostly_writes_in() -> None:
    captions = ["🔥", SPANISH, SPANISH, ENGLISH]
    posts = [
        a_post(post_id=f"p{age}", posted_at=NOW - timedelta(days=age), caption=text)
        for age, text in enumerate(captions)
    ]
    assert post_languages(a_snapshot(creators=[a_creator()], posts=posts)).to_list() == ["es", "es", "es", "en"]


def test_another_creator_s_language_is_no_guess_for_a_creator_s_posts() -> None:
    posts = [a_post("ana", caption="🔥"), a_post("ben", caption=SPANISH)]
    snapshot = a_snapshot(creators=[a_creator("ana"), a_creator("ben")], posts=posts)
    assert post_languages(snapshot).to_list() == [None, "es"]


def test_posts_older_than_the_window_are_not_looked_at() -> None:
    posts = [a_post(post_id=f"p{age}", posted_at=NOW - timedelta(days=age), caption=ENGLISH) for age in range(31)]
    languages = post_languages(a_snapshot(creators=[a_creator()], posts=posts)).to_list()
    assert languages == ["en"] * 30 + [None]


def test_without_posts_there_is_no_language() -> None:
    assert post_languages(a_snapshot(creators=[a_creator()])).to_list() == []
