"""Reasons of fit_mode adjacent: how near, and how much of the category."""

from typing import cast

import pytest

from matchmaker.ranking.candidates import Candidate
from matchmaker.ranking.reasons_brief import adjacent_reason


def said(adjacency: float | None, category: float | None) -> tuple[str, str] | None:
    reason = adjacent_reason(cast(Candidate, {"adjacency": adjacency, "category_probability": category}))
    return (reason["effect"], reason["text"]) if reason else None


@pytest.mark.parametrize(("category", "effect"), [(0.08, "raises"), (0.97, "lowers")])
def test_being_of_the_category_lowers_what_being_near_raises(category: float, effect: str) -> None:
    assert said(0.22, category) == (
        effect,
        "A recent post is near the category and not in it with probability 0.22 on average; "
        f"the feed is of the category itself with probability {category:.2f}, which takes away here",
    )


def test_a_brief_that_asks_for_the_category_itself_has_no_such_reason() -> None:
    assert said(None, None) is None
