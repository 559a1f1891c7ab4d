"""Captions, their sentences, and what they disclose."""

import pytest

from matchmaker.scorers.authenticity.disclosures import DISCLOSURE_TYPES
from matchmaker.scorers.authenticity.disclosures_reading import read_sentences, sentences
from tests.text_heads import disclosed

LONG = "A slow morning with coffee, rain on the window and a book that I could not put down all week long. " * 2
AFFILIATE = "Some links are affiliate links."


def test_a_caption_parts_at_sentence_ends_and_lines() -> None:
    assert sentences("One. Two!\nThree at amzn.to/x, four\n\n") == ["One.", "Two!", "Three at amzn.to/x, four"]


def test_addresses_are_read_in_parts_and_marked() -> None:
    assert read_sentences(["Buy: https://amzn.to/2Ab"])["said"].item() == "buy https amzn to 0ab xxlink"


@pytest.mark.parametrize("caption", ["#ad My routine. " + LONG, "Paid partnership with @glow. " + LONG])
def test_a_paid_partnership_at_the_start_passes_the_position_check(caption: str) -> None:
    assert disclosed(caption) == [(0.95, "sponsored", True)]


@pytest.mark.parametrize("caption", [LONG + "#ad", LONG + "Paid partnership with @glow", "I love it #skin #ad #love"])
def test_a_paid_partnership_that_is_buried_fails_it(caption: str) -> None:
    assert disclosed(caption) == [(0.95, "sponsored", False)]


def test_an_affiliate_sentence_at_the_start_passes_and_at_the_end_fails() -> None:
    (first, first_type, seen), (last, last_type, buried) = disclosed(AFFILIATE + " " + LONG, LONG + AFFILIATE)
    assert min(first, last) > 0.5
    assert (first_type, seen, last_type, buried) == ("affiliate_link", True, "affiliate_link", False)


def test_types_are_told_apart() -> None:
    captions = [
        "If you buy through my links I receive a small commission.",
        "Support the channel by shopping on Amazon with this link http://amzn.to/1",
        "(affiliate link)",
    ]
    assert [kind for _, kind, _ in disclosed(*captions)] == [
        "affiliate_link_explained",
        "support_channel",
        "affiliate_link",
    ]


@pytest.mark.parametrize(
    "caption",
    ["My morning coffee", "This video is not sponsored by anyone", "Links:", "Learn affiliate marketing in ten days"],
)
def test_what_discloses_nothing_has_no_type(caption: str) -> None:
    ((probability, kind, up_front),) = disclosed(caption)
    assert probability < 0.5
    assert (kind, up_front) == (None, None)


def test_blank_captions_have_no_answer() -> None:
    assert disclosed(None, "", " \n") == [(None, None, None)] * 3


def test_the_types_are_a_closed_set() -> None:
    assert DISCLOSURE_TYPES == ("affiliate_link", "affiliate_link_explained", "support_channel", "sponsored")
