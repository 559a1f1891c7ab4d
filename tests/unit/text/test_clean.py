import unicodedata

from hypothesis import given
from hypothesis import strategies as st

from matchmaker.text.clean import LONGEST_CLEAN, clean


def test_spaces_and_line_breaks_collapse_to_one_space() -> None:
    assert clean("  two\n\n.\twords  ") == "two . words"


def test_control_characters_and_lone_surrogates_vanish() -> None:
    assert clean("a\x00b\x1b[0m \ud83d c") == "ab[0m c"


def test_letters_are_composed() -> None:
    assert clean("cafe\u0301") == "café"


def test_emoji_and_their_joiners_stay() -> None:
    assert clean("👩\u200d🍳 🔥") == "👩\u200d🍳 🔥"


def test_right_to_left_words_keep_their_order() -> None:
    assert clean("  שלום   עולם ") == "שלום עולם"


def test_a_caption_of_ten_megabytes_is_cut() -> None:
    assert len(clean("word " * 2_000_000)) <= LONGEST_CLEAN


def test_a_caption_of_spaces_alone_is_empty() -> None:
    assert clean(" \u00a0\n\t\u2003") == ""


@given(st.text(st.characters(exclude_categories=())))
def test_cleaning_twice_changes_nothing_and_the_rest_can_be_written_as_utf8(text: str) -> None:
    cleaned = clean(text)
    assert clean(cleaned) == cleaned
    assert cleaned.encode().decode() == unicodedata.normalize("NFC", cleaned)
