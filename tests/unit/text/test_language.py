import pytest
from hypothesis import given
from hypothesis import strategies as st

from matchmaker.text.language import language_of, languages_of
from training.topic_fit.languages import languages

CAPTIONS = [(texts.language, post) for texts in languages() for posts in texts.posts.values() for post in posts]


def test_nine_of_ten_short_captions_are_told_and_hardly_one_is_told_wrong() -> None:
    told = [
        (language, found) for (language, _), found in zip(CAPTIONS, languages_of(c for _, c in CAPTIONS), strict=True)
    ]
    assert sum(language == found for language, found in told) / len(told) > 0.95
    assert sum(found not in (None, language) for language, found in told) / len(told) < 0.01


@pytest.mark.parametrize("language", ["el", "ja", "vi", "ru", "de", "fr", "en"])
def test_languages_with_a_script_or_letters_of_their_own_are_told_almost_always(language: str) -> None:
    found = languages_of(post for own, post in CAPTIONS if own == language)
    assert found.count(language) >= 76  # of 80


@pytest.mark.parametrize(
    "text",
    ["", "🔥🔥🔥", "12 ok-cool 3 yes", "Nike", "skincare", "pizza napoletana", "#glow #skin", "@ana @ben", "ok lol"],
)
def test_what_says_too_little_has_no_language(text: str) -> None:
    assert language_of(text) is None


def test_a_tag_and_a_mention_of_another_language_do_not_change_the_caption_s() -> None:
    assert language_of("Η βραδινή μου ρουτίνα με την αγαπημένη μου κρέμα #skincare @somebrand 🌙") == "el"


def test_old_codes_are_those_of_today() -> None:
    assert language_of("שלום לכולם איך אתם היום") == "he"


@given(st.text())
def test_any_text_has_a_language_or_none_and_never_an_error(text: str) -> None:
    assert language_of(text) is None or language_of(text).isalpha()  # type: ignore[union-attr]
