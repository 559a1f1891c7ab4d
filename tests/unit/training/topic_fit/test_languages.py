"""The posts written to measure languages: complete in each, composed alike in all."""

from training.topic_fit.languages import FEED_POSTS, composed, language_matching, languages

LANGUAGES = languages()
ENGLISH = LANGUAGES[0]


def test_every_language_has_the_same_ten_subjects_with_eight_different_posts_and_a_brief() -> None:
    for texts in LANGUAGES:
        assert list(texts.posts) == list(texts.briefs) == list(ENGLISH.posts)
        assert [len(set(posts)) for posts in texts.posts.values()] == [FEED_POSTS] * 10


def test_english_comes_first_and_no_language_twice() -> None:
    codes = [texts.language for texts in LANGUAGES]
    assert codes[0] == "en"
    assert len(set(codes)) == len(codes)


def test_a_specialist_s_feed_is_graded_by_its_share_on_the_subject() -> None:
    feed = composed(list(ENGLISH.posts))[0]
    assert (feed.kind, len(set(feed.posts))) == ("specialist", FEED_POSTS)
    assert (feed.grade("skincare"), feed.grade("no subject")) == (3, 0)  # 5 of 8


def test_feeds_are_composed_alike_in_every_language() -> None:
    graded = [language_matching(texts, ENGLISH).relevance["grade"].to_list() for texts in LANGUAGES]
    assert all(grades == graded[0] for grades in graded)


def test_specialists_are_known_from_feeds_of_many_subjects() -> None:
    matching = language_matching(LANGUAGES[1], ENGLISH)
    assert matching.specialists["is_specialist"].value_counts(sort=True).to_dicts() == [
        {"is_specialist": True, "count": 30},
        {"is_specialist": False, "count": 20},
    ]
    assert matching.snapshot.creators.height == 70
