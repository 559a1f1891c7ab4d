import math

import polars as pl
import pytest

from matchmaker.application.backtest.figures import actual_counts, campaign_money, metric_figures, wilson
from tests.builders import an_outcome, table

NO_FORECASTS = pl.DataFrame(
    schema={"outcome_id": pl.String, "metric": pl.String, "p10": pl.Float64, "p50": pl.Float64, "p90": pl.Float64}
)


def compared(p50: float, actual: float, creator_id: str = "ana", past_mean: float | None = None) -> dict[str, object]:
    return {
        "outcome_id": f"{creator_id}-{actual}",
        "creator_id": creator_id,
        "origin": "replayed",
        "metric": "likes_count",
        "p10": p50 / 2,
        "p50": p50,
        "p90": p50 * 2,
        "past_mean": past_mean,
        "actual": actual,
        "coverage": 0.8,
        "inside": p50 / 2 <= actual <= p50 * 2,
    }


def test_an_error_is_the_distance_of_logs_and_the_rival_is_beside_it() -> None:
    rows = pl.DataFrame([compared(99, 199, past_mean=399), compared(99, 99), compared(99, 1)])
    (found,) = metric_figures(rows)
    assert found["error"] == pytest.approx((math.log(2) + 0 + math.log(50)) / 3)
    assert found["past_mean_error"] == pytest.approx(math.log(2))
    assert found["error_beside_past_mean"] == pytest.approx(math.log(2))
    assert found["typical_factor"] == 1
    assert found["error_low"] is None  # one creator


def test_coverage_counts_outcomes_inside_and_has_an_interval() -> None:
    rows = pl.DataFrame([compared(100, 150)] * 8 + [compared(100, 500)] * 2)
    (found,) = metric_figures(rows)
    assert found["coverage"] == 0.8
    assert (found["coverage_low"], found["coverage_high"]) == wilson(8, 10)
    assert wilson(8, 10) == pytest.approx((0.4902, 0.9433), abs=1e-4)


def test_errors_of_many_creators_have_an_interval_around_them() -> None:
    rows = pl.DataFrame([compared(99, 99 + 20 * place, f"c{place}") for place in range(12)])
    (found,) = metric_figures(rows)
    assert found["error_low"] < found["error"] < found["error_high"]


def test_engagements_are_the_sum_of_their_parts_else_as_told() -> None:
    rows = [
        an_outcome("parts", likes_count=90, comments_count=10, engagements_count=500),
        an_outcome("told", engagements_count=70),
        an_outcome("none"),
    ]
    counted = actual_counts(table("outcomes", rows)).filter(pl.col("metric") == "engagements_count")
    assert dict(counted.select("outcome_id", "actual").iter_rows()) == {"parts": 100, "told": 70}


def test_spend_5000_and_revenue_20000_are_roas_4_and_roi_3() -> None:
    rows = [
        an_outcome(
            f"o{place}",
            campaign_id="spring",
            fee_amount=2_500.0,
            fee_currency="EUR",
            revenue_amount=10_000.0,
            revenue_currency="EUR",
            impressions_count=250_000,
            clicks_count=1_000,
        )
        for place in range(2)
    ]
    (money,) = campaign_money(table("outcomes", rows), NO_FORECASTS)
    assert (money["roas_ratio"], money["roi_ratio"]) == (4.0, 3.0)
    assert (money["cost_per_mille"], money["cost_per_click"], money["cost_per_acquisition"]) == (10.0, 2.5, None)


def test_currencies_are_never_added() -> None:
    rows = [
        an_outcome("eur", fee_amount=100.0, fee_currency="EUR"),
        an_outcome("usd", fee_amount=70.0, fee_currency="USD"),
        an_outcome("mixed", fee_amount=5.0, fee_currency="USD", revenue_amount=9.0, revenue_currency="EUR"),
    ]
    money = campaign_money(table("outcomes", rows), NO_FORECASTS)
    assert [(part["currency"], part["fee_amount"]) for part in money] == [("EUR", 100.0), ("USD", 70.0)]


def test_a_cost_as_forecast_is_simulated_around_fee_per_engagement() -> None:
    forecasts = pl.DataFrame(
        {"outcome_id": ["o1"], "metric": ["engagements_count"], "p10": [500.0], "p50": [1_000.0], "p90": [2_000.0]}
    )
    rows = table("outcomes", [an_outcome(fee_amount=100.0, fee_currency="EUR", likes_count=400)])
    (money,) = campaign_money(rows, forecasts)
    expected = money["cost_per_engagement_forecast"]
    assert expected is not None
    assert money["cost_per_engagement"] == 0.25
    assert expected["p50"] == pytest.approx(0.1, rel=0.05)
    assert expected["p10"] == pytest.approx(0.05, rel=0.1)
