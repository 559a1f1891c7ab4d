"""Disguised words are the words themselves; words in their own script stay."""

import pytest

from matchmaker.text.confusables import fold


@pytest.mark.parametrize(
    "disguised",
    [
        "frее money",  # two Cyrillic letters
        "𝐟𝐫𝐞𝐞 𝐦𝐨𝐧𝐞𝐲",  # mathematical bold
        "𝓯𝓻𝓮𝓮 𝓶𝓸𝓷𝓮𝔂",  # mathematical script
        "ｆｒｅｅ ｍｏｎｅｙ",  # full width
        "ⓕⓡⓔⓔ ⓜⓞⓝⓔⓨ",  # circled
        "🅵🆁🅴🅴 🅼🅾🅽🅴🆈",  # white on black squares
        "ꜰʀᴇᴇ ᴍᴏɴᴇʏ",  # small capitals
        "f\u200br\u200de\u2060e mo\u00adney",  # invisible characters between the letters
        "f̷r̶e̸e̴ m̵o̷n̶e̸y̴",  # struck through
        "frέε mοnεy",  # Greek letters inside Latin words
        "FREE Money",
    ],
)
def test_a_disguised_word_is_the_word(disguised: str) -> None:
    assert fold(disguised) == "free money"


def test_a_word_of_look_alikes_among_latin_words_is_latin() -> None:
    assert fold("please сору this") == "please copy this"


@pytest.mark.parametrize("text", ["красота", "ужас как красиво", "ελληνικά", "երեվան", "جميل", "日本", "हिन्दी", "한국"])
def test_a_text_in_its_own_script_stays(text: str) -> None:
    assert fold(text) == text


def test_accents_of_latin_letters_are_dropped_and_others_kept() -> None:
    assert fold("Você é CAFÉ, ёлка й") == "voce e cafe, ёлка й"


def test_emoji_stay() -> None:
    assert fold("🔥❤️") == "🔥❤"


def test_a_flag_and_a_squared_letter_are_told_apart() -> None:
    assert fold("🇧🇷 🅿️aying") == "🇧🇷 paying"
