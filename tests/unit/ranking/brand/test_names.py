"""A brand is recognised as people write it, and only then."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from matchmaker.ranking.brand.names import name_of, plain


def written(name: str, text: str) -> list[tuple[str, str]]:
    """Form and spelling of each place where the name stands."""
    found = name_of(name)
    assert found is not None
    return [(spoken.form, spoken.written) for spoken in found.spoken_in(plain(text))]


@pytest.mark.parametrize(
    ("name", "text", "found"),
    [
        ("Nordlicht", "with @nordlicht today", ("account", "@nordlicht")),
        ("Nordlicht", "with @nordlicht_us today", ("account", "@nordlicht_us")),
        ("Nordlicht", "with @nordlicht.running.official", ("account", "@nordlicht.running.official")),
        ("Nordlicht", "new shoes #nordlichtrunning", ("hashtag", "#nordlichtrunning")),
        ("Nordlicht", "my Nordlichts arrived", ("words", "Nordlicht")),
        ("Nordlicht", "Nordlicht's best shoe", ("words", "Nordlicht")),
        ("Nordlicht", "all lower case, i love nordlicht", ("words", "nordlicht")),
        ("Nordlicht", "see www.nordlicht.com", ("words", "nordlicht")),
        ("Nordlicht", "𝗡𝗼𝗿𝗱𝗹𝗶𝗰𝗵𝘁 in bold letters", ("words", "Nordlicht")),
        ("Nordlicht", "新しいNordlichtの靴", ("words", "Nordlicht")),
        ("L'Éclat", "my L’Eclat cream", ("words", "L’Eclat")),
        ("Dolce & Pane", "lunch at dolce and pane? no: Dolce and Pane", ("words", "Dolce and Pane")),
        ("Dolce & Pane", "@dolceepane is another one, @dolcepane is it", ("account", "@dolcepane")),
        ("The Blue Door", "thanks @thebluedoor", ("account", "@thebluedoor")),
        ("資生堂", "今日は資生堂の新作", ("words", "資生堂")),
        ("@nord_licht", "by @nord_licht", ("account", "@nord_licht")),
    ],
)
def test_names_are_found_as_people_write_them(name: str, text: str, found: tuple[str, str]) -> None:
    assert found in written(name, text)


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("Nordlicht", "with @nordlicht_fans and @nordlichtlovers"),  # accounts about the brand are not the brand's
        ("Nordlicht", "Nordlichter sind schön"),  # a longer word
        ("Nordlicht", "das nordlicht am Himmel"),  # written small by one who writes names large: the northern lights
        ("Gap", "mind the gap between posts"),
        ("Gap", "Gap year stories"),  # the start of a sentence has a capital anyway
        ("Target", "my #target for this week"),
        ("Target", "MY NEW TARGET IS TEN KILOMETRES"),  # whoever shouts writes everything large
        ("Free People", "we are free people"),
        ("Lovers + Friends", "Family. Lovers. Friends."),
        ("HP", "hp means horse power"),
        ("@nordlicht", "Nordlicht in words, #nordlicht and @nordlicht_us"),  # an account is that account alone
    ],
)
def test_what_only_resembles_a_name_is_not_it(name: str, text: str) -> None:
    assert written(name, text) == []


def test_a_common_word_is_a_brand_where_it_is_written_as_a_name() -> None:
    assert written("Gap", "new jeans from Gap today") == [("words", "Gap")]
    assert written("Gap", "tagging @gap") == [("account", "@gap")]
    assert written("Free People", "my Free People dress") == [("words", "Free People")]


def test_a_name_without_a_letter_or_digit_cannot_be_looked_for() -> None:
    assert name_of(" & !") is None


@given(st.text(max_size=200), st.text(min_size=1, max_size=40))
def test_no_name_and_no_text_breaks_the_search(text: str, name: str) -> None:
    found = name_of(name)

    assert found is None or all(spoken.written for spoken in found.spoken_in(plain(text)))


@given(
    st.sampled_from(["Nordlicht", "L'Éclat", "The Blue Door", "H&M", "@nord_licht", "Dr. Ferron"]), st.text(max_size=20)
)
def test_a_text_with_a_name_holds_one_of_its_needles(name: str, around: str) -> None:
    found = name_of(name)
    assert found is not None
    text = f"{around} {name} {around}"

    assert any(needle in text.lower() for needle in found.needles)


@given(st.text(alphabet="abcdefghijklmnop", min_size=4, max_size=12))
def test_an_account_of_exactly_the_name_is_always_found(name: str) -> None:
    assert ("account", f"@{name}") in written(name, f"thanks to @{name}!")
