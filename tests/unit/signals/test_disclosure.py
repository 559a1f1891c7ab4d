"""Paid-partnership wording: seen at the start, missed at the end."""

from collections.abc import Callable

import pytest

from matchmaker.signals import measure
from matchmaker.signals.rows.disclosures import CODE_WORDS, LABELS, TAGS, WORDS
from tests.builders import a_post, a_snapshot

LONG = "A slow morning with coffee, rain on the window and a book that I could not put down all week long. " * 2

SEEN = [
    "#ad My morning routine",
    "#AD: my morning routine",
    "#ad #skincare my morning routine",
    "🎉 #sponsored 🎉 so happy",
    "Ad: my morning routine",
    "[Anzeige] Meine Morgenroutine",
    "Paid partnership with @glow. " + LONG,
    "PAID PARTNERSHIP with @glow",
    "Thanks @glow for this (#ad)! " + LONG,
    "I love this serum #ad",
    "#ad",
    "#werbung Meine Morgenroutine",
    "#реклама Моё утро",
    "#إعلان صباح الخير",
    "Sponsored by Glow. " + LONG,
]
MISSED = [
    LONG + "#ad",
    LONG + "Paid partnership with @glow",
    "I love this serum #skincare #beauty #ad",
    "I love this serum #ad #skincare #beauty",
    "I love this serum\n.\n.\n#glow #sponsored #love",
]
SILENT = [
    "I love this serum",
    "",
    "#adventure time",
    "#adidas run",
    "adore it",
    "ad astra",
    "#collab #sp",
    "an #adorable dog",
]


WORDINGS = [*(f"#{tag} " for tag in TAGS), *WORDS, *(f"{label}: " for label in LABELS)]


def shares(caption: str) -> tuple[float | None, ...]:
    names = ["disclosure_at_start_ratio", "disclosure_buried_ratio", "sponsored_posts_ratio"]
    return measure(a_snapshot(posts=[a_post(caption=caption)]), names).select(names).row(0)


@pytest.mark.parametrize("caption", SEEN)
def test_a_disclosure_that_a_reader_sees_passes_the_position_check(caption: str) -> None:
    assert shares(caption) == (1.0, 0.0, 1.0)


@pytest.mark.parametrize("caption", MISSED)
def test_a_disclosure_behind_more_or_among_hashtags_fails_the_position_check(caption: str) -> None:
    assert shares(caption) == (0.0, 1.0, 1.0)


@pytest.mark.parametrize("caption", SILENT)
def test_a_caption_without_plain_words_discloses_nothing(caption: str) -> None:
    assert shares(caption) == (None, None, 0.0)


def test_a_platform_label_without_a_word_in_the_caption_is_a_missing_disclosure() -> None:
    snapshot = a_snapshot(posts=[a_post(caption="I love this serum", is_sponsored=True)])
    assert measure(snapshot, ["disclosure_missing_ratio"])["disclosure_missing_ratio"].item() == 1.0


@pytest.mark.parametrize(
    "caption", ["Use code ANA10", "RABATTCODE: ANA10", "código de descuento ANA", "with my Code ANA"]
)
def test_a_discount_code_without_a_disclosure_is_undisclosed(caption: str) -> None:
    snapshot = a_snapshot(posts=[a_post(caption=caption)])
    assert measure(snapshot, ["code_undisclosed_ratio"])["code_undisclosed_ratio"].item() == 1.0


def test_learning_to_code_offers_no_discount() -> None:
    snapshot = a_snapshot(posts=[a_post(caption="I learned to code this year")])
    assert measure(snapshot, ["code_posts_ratio"])["code_posts_ratio"].item() == 0.0


@pytest.mark.parametrize("wording", WORDINGS)
@pytest.mark.parametrize("spell", [str.lower, str.upper, str.capitalize, str.title])
def test_every_wording_is_found_in_every_spelling(wording: str, spell: Callable[[str], str]) -> None:
    assert shares(spell(wording) + " good morning") == (1.0, 0.0, 1.0)


@pytest.mark.parametrize("wording", CODE_WORDS)
@pytest.mark.parametrize("spell", [str.lower, str.capitalize, str.title])
def test_every_offer_of_a_code_is_found_in_every_spelling(wording: str, spell: Callable[[str], str]) -> None:
    snapshot = a_snapshot(posts=[a_post(caption=f"Good morning, {spell(wording)} ANA10")])
    assert measure(snapshot, ["code_posts_ratio"])["code_posts_ratio"].item() == 1.0
