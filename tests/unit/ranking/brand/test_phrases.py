"""Words of a category: whole words in any case, plurals and hashtags."""

import polars as pl
import pytest

from matchmaker.ranking.brand.phrases import phrases_of


def holds(text: str, *phrases: str) -> bool:
    found = phrases_of(phrases)
    assert found is not None
    frame = pl.DataFrame({"text": [text]})
    return frame.select(pl.col("text").str.contains(found.letters) & found.in_text(pl.col("text"))).item()


@pytest.mark.parametrize(
    "text",
    [
        "my skincare routine",
        "#skincareroutine",
        "new running shoes",
        "a running shoe",
        "#runningshoes",
        "スキンケアの日",
    ],
)
def test_a_phrase_is_found_in_words_and_hashtags(text: str) -> None:
    assert holds(text, "skincare", "running shoe", "スキンケア")


@pytest.mark.parametrize(
    "text", ["@skincare_shop sent this", "running late, no shoes", "artful #artist", "overrunning shoebox"]
)
def test_parts_of_words_and_accounts_are_no_phrase(text: str) -> None:
    assert not holds(text, "skincare", "running shoe", "art")


def test_phrases_without_letters_are_nothing_to_look_for() -> None:
    assert phrases_of(("", " & ")) is None
