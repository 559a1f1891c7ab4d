"""Fair prices: published figures that contradict each other, until own quotes say more."""

import polars as pl
import pytest

from matchmaker.domain.brief import Deliverable, Offer
from matchmaker.domain.money import Money
from matchmaker.domain.outcomes import QUOTES
from matchmaker.ranking.fair_price import Cell, FairPrices, published
from matchmaker.ranking.policy import default_policy
from tests.builders import NOW
from tests.unit.ranking.assessments import Known, a_brief, item_of, ranked

POST = Cell("instagram", "post", "micro")


def quotes(*amounts: float, cell: Cell = POST, currency: str = "USD", accepted: bool | None = True) -> pl.DataFrame:
    rows = [
        {
            "creator_id": f"q{place}",
            "platform": cell.platform,
            "format": cell.format,
            "tier": cell.tier,
            "quoted_at": NOW,
            "amount": amount,
            "currency": currency,
            "accepted": accepted,
        }
        for place, amount in enumerate(amounts)
    ]
    return QUOTES.conform(pl.DataFrame(rows)) if rows else QUOTES.empty()


def fair(cell: Cell = POST, given: pl.DataFrame | None = None, currency: str = "USD") -> tuple[float, float, float]:
    prices = FairPrices(currency, quotes() if given is None else given, default_policy()).of([cell])
    return prices[cell].p10, prices[cell].p50, prices[cell].p90


def test_the_prior_of_an_instagram_post_is_every_published_figure_about_it() -> None:
    ranges = [(source.low, source.high) for source in published(POST, "USD", default_policy())]

    # 32,000 followers x 0.18 reached = 5,760 impressions: 23.04 at 4 and 28.80 at 5 per thousand.
    assert ranges == [(100, 500), (500, 2_000), (300, 500), (pytest.approx(23.04), pytest.approx(28.8))]


def test_the_median_before_quotes_is_the_geometric_middle_of_the_sources() -> None:
    middle = (100 * 500 * 500 * 2_000 * 300 * 500 * 23.04 * 28.8) ** (1 / 8)

    assert fair()[1] == pytest.approx(middle)


def test_contradicting_sources_leave_the_range_wide_and_quotes_narrow_it() -> None:
    before, after = fair(), fair(given=quotes(*[300.0] * 12))

    assert before[2] / before[0] > 20
    assert after[2] / after[0] < 6
    assert after[1] == pytest.approx(300, rel=0.1)


def test_a_quote_for_one_format_informs_another_of_the_platform() -> None:
    story = Cell("instagram", "story", "micro")

    assert fair(story, quotes(*[1_000.0] * 5))[1] > 1.3 * fair(story)[1]


def test_a_rejected_quote_counts_for_less() -> None:
    accepted, rejected = fair(given=quotes(2_000.0)), fair(given=quotes(2_000.0, accepted=False))

    assert fair()[1] < rejected[1] < accepted[1]


def test_quotes_in_another_currency_change_nothing() -> None:
    assert fair(given=quotes(9_000.0, currency="EUR")) == fair()


def test_without_published_figures_in_a_currency_only_own_quotes_speak() -> None:
    assert FairPrices("SEK", quotes(), default_policy()).of([POST]) == {}
    assert fair(given=quotes(4_000.0, 4_000.0, 4_000.0, currency="SEK"), currency="SEK")[1] == pytest.approx(4_000)


def test_a_price_beyond_what_comparable_creators_cost_is_above_fair() -> None:
    found = ranked(Known(), offers=(("ana", 2_000.0),))

    price = item_of(found)["price"]
    assert (price["quoted"], price["source"], price["position"]) == (2_000.0, "offer", "above")
    assert price["quoted_per_fair_ratio"] is not None
    assert price["quoted_per_fair_ratio"]["p50"] > 5
    assert "quoted_vs_fair" in [reason["code"] for reason in item_of(found)["reasons"]]


def test_percentiles_of_several_deliverables_add_up() -> None:
    found = ranked(Known(), brief=a_brief(deliverables=(Deliverable("post", 2), Deliverable("story", 1))))

    total = item_of(found)["price"]["fair"]
    each = {price["format"]: price["amount"]["p50"] for price in found.fair_prices}
    assert total is not None
    assert total["p50"] == pytest.approx(2 * each["post"] + each["story"], abs=0.02)


def test_the_newest_own_quotes_are_the_price_where_no_offer_is() -> None:
    asked = quotes(350.0).with_columns(creator_id=pl.lit("ana"))

    price = item_of(ranked(Known(fee=900.0), quotes=asked))["price"]

    assert (price["quoted"], price["source"]) == (350.0, "quote")


def test_pay_by_sales_is_not_compared_with_a_price_of_a_post() -> None:
    offer = Offer("ana", Money(100, "USD"), commission_ratio=0.1)

    price = item_of(ranked(Known(), brief=a_brief(order_value=Money(60, "USD")), offers=(offer,)))["price"]

    assert (price["quoted"], price["position"]) == (None, None)


def test_enough_own_quotes_end_the_warning_about_published_prices() -> None:
    found = ranked(Known(fee=300.0), quotes=quotes(*[300.0] * 10))

    assert "price_inconsistent" not in [notice["code"] for notice in found.warnings]
    assert found.fair_prices[0]["quotes_count"] == 10
