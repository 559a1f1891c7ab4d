"""What a post brings and costs: draws, never divided medians; null without a basis."""

import numpy as np
import pytest

from matchmaker.domain.money import Money
from matchmaker.ranking.performance import per_unit
from matchmaker.ranking.value import intervals
from tests.unit.ranking.assessments import Known, a_brief, item_of, ranked


def test_the_intervals_of_engagements_are_those_of_the_forecast() -> None:
    shown = item_of(ranked(Known(engagements=1_000.0)))["performance"]["engagements_count"]

    assert shown is not None
    assert [shown["p10"], shown["p50"], shown["p90"]] == pytest.approx([500, 1_000, 2_000], rel=0.01)


def test_the_dearest_engagement_belongs_to_the_fewest() -> None:
    shown = item_of(ranked(Known(engagements=1_000.0, fee=500.0)))["performance"]["cost_per_engagement"]

    assert shown is not None
    assert [shown["p10"], shown["p50"], shown["p90"]] == pytest.approx([0.25, 0.5, 1.0], rel=0.01)


def test_without_a_fee_there_is_no_cost() -> None:
    performance = item_of(ranked(Known(fee=None)))["performance"]

    assert performance["cost"] is None
    assert performance["cost_per_engagement"] is None
    assert performance["roas_ratio"] is None


def test_without_an_order_value_nothing_is_said_of_revenue() -> None:
    assert item_of(ranked(Known(fee=500.0)))["performance"]["roas_ratio"] is None


def test_return_on_investment_is_return_on_spend_less_one() -> None:
    brief = a_brief(order_value=Money(60, "USD"))

    performance = item_of(ranked(Known(fee=500.0), brief=brief))["performance"]

    roas, roi = performance["roas_ratio"], performance["roi_ratio"]
    assert roas is not None
    assert roi is not None
    assert roi["p50"] == pytest.approx(roas["p50"] - 1, abs=1e-3)


def test_fake_followers_are_taken_off_the_reach() -> None:
    honest = item_of(ranked(Known(fake=0.0, views=10_000.0)))["performance"]["reach_count"]
    bought = item_of(ranked(Known(fake=0.5, views=10_000.0)))["performance"]["reach_count"]

    assert honest is not None
    assert bought is not None
    assert bought["p50"] == pytest.approx(honest["p50"] * 0.5, rel=0.1)


def test_what_rests_on_priors_says_so() -> None:
    from_followers = item_of(ranked(Known()))["performance"]["assumed"]
    from_views = item_of(ranked(Known(views=10_000.0)))["performance"]["assumed"]

    assert from_followers == ["reach_count", "impressions_count", "clicks_count", "conversions_count"]
    assert from_views == ["clicks_count", "conversions_count"]


def test_views_of_the_platform_alone_are_no_forecast_of_reach() -> None:
    without_history = item_of(ranked(Known(views=10_000.0, views_are_past=False)))["performance"]

    assert "reach_count" in without_history["assumed"]


def test_nothing_is_known_of_reach_without_followers_or_views() -> None:
    performance = item_of(ranked(Known(followers_count=None)))["performance"]

    assert performance["reach_count"] is None
    assert performance["clicks_count"] is None


def test_percentiles_interpolate_between_draws() -> None:
    assert intervals(np.arange(11.0)[None, :]).tolist() == [[1.0, 5.0, 9.0]]


def test_a_count_of_zero_has_no_cost_per_unit() -> None:
    assert np.isnan(per_unit(np.array([5.0]), np.array([[0.0, 0.0, 10.0]]))).tolist() == [[False, True, True]]
