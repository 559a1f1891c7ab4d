"""Warnings: what the reader should know before acting."""

import pytest

from matchmaker.domain.brief import Brief, Goal
from matchmaker.domain.money import Money
from matchmaker.ranking.shortlist import Shortlist
from tests.unit.ranking.assessments import Known, a_brief, ranked


def codes(found: Shortlist) -> list[str]:
    return [notice["code"] for notice in found.warnings]


def test_three_thousand_sales_of_fifteen_thousand_clicks_are_unlikely() -> None:
    brief = a_brief(goals=(Goal("clicks", 15_000), Goal("conversions", 3_000)))

    found = ranked(*(Known(f"c{place}", followers_count=9_000_000) for place in range(40)), brief=brief)

    contradiction = [notice["text"] for notice in found.warnings if "20%" in notice["text"]]
    assert codes(found).count("goal_unlikely") >= 1
    assert contradiction == [
        "3,000 conversions of 15,000 clicks are 20%; "
        "nine of ten campaigns of these creators are expected to stay below 5.0%"
    ]


def test_two_thousand_for_one_post_of_forty_thousand_followers_is_inconsistent() -> None:
    found = ranked(Known(followers_count=40_000), offers=(("ana", 2_000.0),))

    notice = next(notice for notice in found.warnings if notice["code"] == "price_inconsistent")
    assert notice["creator_ids"] == ["ana"]
    assert "500,000 impressions at a cost per mille of 4" in notice["text"]


def test_an_ordinary_fee_is_not_called_inconsistent() -> None:
    found = ranked(Known(followers_count=40_000), offers=(("ana", 400.0),))

    assert [n["creator_ids"] for n in found.warnings if n["code"] == "price_inconsistent"] == [[]]


def test_published_prices_that_contradict_each_other_are_said_with_numbers() -> None:
    found = ranked(Known(followers_count=40_000), offers=(("ana", 400.0),))

    texts = [notice["text"] for notice in found.warnings if notice["code"] == "price_inconsistent"]
    # 500 is where the dearest of the published ranges begins; 4 to 5 for each of 5,760 thousandths is 28.80 at most.
    assert "one begins 17.4 times above where another ends" in texts[0]


def test_nobody_is_told_of_published_prices_where_nothing_is_asked() -> None:
    assert codes(ranked(Known())) == []


def test_creators_beyond_what_was_learned_from_are_out_of_range() -> None:
    found = ranked(Known("tiny", followers_count=120), Known("ana"), Known("pin", platform="pinterest"))

    notice = next(notice for notice in found.warnings if notice["code"] == "out_of_range")
    assert notice["creator_ids"] == ["tiny", "pin"]
    assert "1 have fewer than 1,000 or more than 10,000,000 followers (120)" in notice["text"]
    assert "1 post on pinterest" in notice["text"]


def test_few_past_posts_are_called_a_thin_history() -> None:
    found = ranked(Known("thin", posts=2), Known("ample", posts=3))

    assert [n["creator_ids"] for n in found.warnings if n["code"] == "thin_history"] == [["thin"]]


def test_a_fee_in_another_currency_is_not_converted() -> None:
    found = ranked(Known(fee=300.0, currency="EUR"))

    assert "fee_in_other_currency" in codes(found)
    assert found.items[0]["performance"]["cost"] is None


def test_a_currency_without_market_prices_is_said() -> None:
    assert "currency_without_market" in codes(ranked(Known(), brief=a_brief(currency="SEK")))


@pytest.mark.parametrize(("text", "expected"), [("Skincare", True), ("Skincare for sensitive skin", False)])
def test_a_brief_of_one_word_matches_broadly(text: str, expected: bool) -> None:
    assert ("brief_short" in codes(ranked(Known(), brief=Brief(text=text)))) is expected


def test_a_goal_far_below_what_is_expected_is_certain() -> None:
    found = ranked(Known(engagements=1_000.0), brief=a_brief(goals=(Goal("engagements", 10),)))

    assert found.goals[0]["probability"] == 1.0
    assert codes(found) == []


def test_the_median_of_one_creator_is_met_half_of_the_time() -> None:
    found = ranked(Known(engagements=1_000.0), brief=a_brief(goals=(Goal("engagements", 1_000),)))

    assert found.goals[0]["probability"] == pytest.approx(0.5, abs=0.01)


def test_two_creators_do_not_share_their_luck() -> None:
    # Sharing it, the sum would stay below 1,000 as often as each stays below 500: once in ten.
    brief = a_brief(goals=(Goal("engagements", 1_000),))

    found = ranked(Known("ana", engagements=1_000.0), Known("bea", engagements=1_000.0), brief=brief)

    assert found.goals[0]["probability"] == pytest.approx(0.96, abs=0.02)


def test_a_budget_buys_the_best_that_fit_into_it() -> None:
    brief = a_brief(budget=Money(500, "USD"), goals=(Goal("engagements", 1),))
    creators = [Known("best", fit=0.9, fee=400.0), Known("next", fit=0.8, fee=300.0), Known("last", fit=0.7, fee=100.0)]

    found = ranked(*creators, brief=brief)

    assert (found.goals[0]["creators_count"], found.goals[0]["spend"]) == (2, 500.0)


def test_a_goal_without_anybody_shortlisted_is_unassessed() -> None:
    found = ranked(Known(state="high_risk"), brief=a_brief(goals=(Goal("engagements", 10),)))

    assert found.goals[0]["probability"] is None
    assert codes(found) == ["goal_unassessed"]
