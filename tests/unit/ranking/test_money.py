"""Money: kinds of pay, returns, costs and what they rest on; hand-checked."""

import numpy as np
import pytest

from matchmaker.domain.brief import Deliverable, Goal, Offer
from matchmaker.domain.definitions import roas_ratio, roi_ratio
from matchmaker.domain.money import Money
from matchmaker.errors import ValidationFailedError
from matchmaker.ranking.document import PerformancePart, Quantiles
from matchmaker.ranking.fees import fixed_pay
from tests.unit.ranking.assessments import Known, a_brief, item_of, ranked

PAID = a_brief(order_value=Money(60, "USD"), margin_ratio=0.4)


def usd(amount: float) -> Money:
    return Money(amount, "USD")


def performance_of(offer: Offer, known: Known | None = None) -> PerformancePart:
    return item_of(ranked(known or Known(views=20_000.0), brief=PAID, offers=(offer,)))["performance"]


def known(quantiles: Quantiles | None) -> list[float]:
    assert quantiles is not None
    return [quantiles["p10"], quantiles["p50"], quantiles["p90"]]


def test_revenue_of_twenty_thousand_on_five_thousand_is_four_and_three() -> None:
    assert (roas_ratio(20_000, 5_000), roi_ratio(20_000, 5_000)) == (4.0, 3.0)


def test_small_and_engaged_ties_with_large_and_idle_and_the_cheaper_comes_first() -> None:
    # 8,000 followers at 6 % and 60,000 at 0.8 % are 480 engagements either way.
    small = Known("small", followers_count=8_000, engagements=480.0, fee=100.0)
    large = Known("large", followers_count=60_000, engagements=480.0, fee=600.0)

    found = ranked(large, small)

    assert [item["creator_id"] for item in found.items] == ["small", "large"]
    shown = [item["performance"]["engagements_count"] for item in found.items]
    assert shown[0] == shown[1]


def test_cash_costs_what_it_costs() -> None:
    performance = performance_of(Offer("ana", usd(500)))

    assert performance["compensation"] == "cash"
    assert performance["cost"] == {"p10": 500, "p50": 500, "p90": 500}


def test_products_cost_the_brand_what_they_cost_it() -> None:
    performance = performance_of(Offer("ana", product=usd(80)))

    assert performance["compensation"] == "product"
    assert performance["cost"] == {"p10": 80, "p50": 80, "p90": 80}


def test_a_commission_alone_returns_the_same_whatever_is_sold() -> None:
    performance = performance_of(Offer("ana", commission_ratio=0.25))

    assert performance["compensation"] == "commission"
    # A quarter of the revenue is spent: 1 / 0.25, less one, and 0.4 / 0.25 less one.
    assert known(performance["roas_ratio"]) == pytest.approx([4, 4, 4])
    assert known(performance["roi_ratio"]) == pytest.approx([3, 3, 3])
    assert known(performance["contribution_roi_ratio"]) == pytest.approx([0.6, 0.6, 0.6])
    assert known(performance["cost_per_acquisition"]) == pytest.approx([15, 15, 15])


def test_a_hybrid_costs_its_fee_and_a_share_of_the_revenue() -> None:
    performance = performance_of(Offer("ana", usd(200), commission_ratio=0.1))

    assert performance["compensation"] == "hybrid"
    revenue = [60 * count for count in known(performance["conversions_count"])]
    assert known(performance["cost"]) == pytest.approx([200 + 0.1 * amount for amount in revenue], rel=1e-4)


def test_an_acquisition_on_commission_is_drawn_jointly_and_never_costs_less_than_its_share() -> None:
    per_sale = known(performance_of(Offer("ana", usd(200), commission_ratio=0.1))["cost_per_acquisition"])

    assert per_sale[0] > 6.0  # a tenth of 60, and something of the fee


def test_contribution_is_the_margin_of_what_comes_back() -> None:
    performance = performance_of(Offer("ana", usd(500)))

    expected = [0.4 * ratio - 1 for ratio in known(performance["roas_ratio"])]
    assert known(performance["contribution_roi_ratio"]) == pytest.approx(expected, abs=1e-3)


def test_the_return_is_no_quotient_of_medians_times_anything() -> None:
    performance = performance_of(Offer("ana", usd(500)))

    sales = known(performance["conversions_count"])
    assert known(performance["roas_ratio"]) == pytest.approx([60 * count / 500 for count in sales], abs=1e-3)


def test_cash_and_products_in_different_currencies_are_never_added() -> None:
    with pytest.raises(ValidationFailedError):
        fixed_pay(Offer("ana", usd(200), Money(50, "EUR")))


def test_a_fee_in_another_currency_is_not_used() -> None:
    found = ranked(Known(), offers=(Offer("ana", Money(200, "EUR")),))

    assert item_of(found)["performance"]["cost"] is None
    assert item_of(found)["price"]["quoted"] is None


def test_fake_followers_are_taken_off_impressions_and_make_them_dearer() -> None:
    honest = item_of(ranked(Known(fake=0.0, views=10_000.0, fee=100.0)))["performance"]
    bought = item_of(ranked(Known(fake=0.5, views=10_000.0, fee=100.0)))["performance"]

    assert known(bought["cost_per_mille"])[1] == pytest.approx(2 * known(honest["cost_per_mille"])[1], rel=0.1)


def test_three_stories_bring_three_times_what_one_does_on_average() -> None:
    one = ranked(Known(), brief=a_brief(deliverables=(Deliverable("story"),)))
    three = ranked(Known(), brief=a_brief(deliverables=(Deliverable("story", 3),)))

    single, triple = (known(item_of(found)["performance"]["engagements_count"]) for found in (one, three))
    assert triple[1] > 2.8 * single[1]
    # Luck evens out in part: the sum is relatively narrower than one post, and wider than with independent luck.
    assert triple[2] / triple[0] < single[2] / single[0]


def test_the_catalogue_price_is_paid_for_every_post() -> None:
    found = ranked(Known(fee=100.0), brief=a_brief(deliverables=(Deliverable("story", 3), Deliverable("post"))))

    assert item_of(found)["price"]["quoted"] == 400.0


def test_a_creator_delivers_what_belongs_to_its_platform() -> None:
    brief = a_brief(deliverables=(Deliverable("story", 2, "instagram"), Deliverable("video", 1, "youtube")))

    found = ranked(Known("ana"), Known("tom", platform="youtube"), Known("tik", platform="tiktok"), brief=brief)

    delivered = {item["creator_id"]: item["performance"]["deliverables"] for item in found.items}
    assert delivered == {"ana": [{"format": "story", "count": 2}], "tom": [{"format": "video", "count": 1}]}
    assert found.excluded == [
        {
            "creator_id": "tik",
            "code": "platform_without_deliverable",
            "observed": "tiktok",
            "limit": ["instagram", "youtube"],
        }
    ]


def test_an_offer_may_bring_deliverables_of_its_own() -> None:
    offer = Offer("ana", usd(300), deliverables=(Deliverable("story", 2),))

    found = ranked(Known("ana"), Known("bea"), offers=(offer,))

    assert item_of(found)["performance"]["deliverables"] == [{"format": "story", "count": 2}]
    assert item_of(found, "bea")["performance"]["deliverables"] == [{"format": "post", "count": 1}]


def test_each_creator_has_a_chance_of_its_own_to_meet_a_goal() -> None:
    brief = a_brief(goals=(Goal("engagements", 1_000),))

    found = ranked(Known("ana", engagements=1_000.0), Known("bea", engagements=4_000.0), brief=brief)

    chances = {item["creator_id"]: item["goals"][0]["probability"] for item in found.items}
    assert chances["ana"] == pytest.approx(0.5, abs=0.01)
    assert chances["bea"] is not None
    assert chances["bea"] > 0.95


def test_a_window_that_closes_early_makes_a_goal_less_likely() -> None:
    def chance(window_days: float | None) -> float:
        found = ranked(Known(engagements=1_000.0), brief=a_brief(goals=(Goal("engagements", 800, window_days),)))
        answered = found.goals[0]["probability"]
        assert answered is not None
        return answered

    # After 1.5 days, the policy's mean, 1 - 1/e of the engagements are there: 632 of 1,000 at the median.
    assert chance(1.5) < 0.5 < chance(28) == chance(None)


def test_one_sale_of_less_than_one_expected_is_a_matter_of_luck() -> None:
    found = ranked(Known(views=5_000.0), brief=a_brief(objective="conversions", goals=(Goal("conversions", 1),)))

    expected = item_of(found)["performance"]["conversions_count"]
    chance = item_of(found)["goals"][0]["probability"]
    assert chance is not None
    assert known(expected)[1] < 0.7
    # Were counts not drawn, fewer than a third of the futures would reach one; Poisson luck makes it 1 - exp(-count).
    assert 0.3 < chance < 0.6


def test_creators_share_the_doubt_about_rates() -> None:
    brief = a_brief(objective="clicks", goals=(Goal("clicks", 1),))

    alone = ranked(Known("c0", views=10_000.0), brief=brief).goals[0]["expected"]
    many = ranked(*(Known(f"c{place}", views=10_000.0) for place in range(16)), brief=brief).goals[0]["expected"]

    narrowed = np.log(known(many)[2] / known(many)[0]) / np.log(known(alone)[2] / known(alone)[0])
    assert 0.5 < narrowed < 1  # independent doubts would leave a quarter
