"""Click and conversion rates: what is assumed, what own outcomes teach, and what is not yet to be seen."""

from datetime import UTC, datetime, timedelta
from typing import Any

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from matchmaker.errors import BundleDamagedError
from matchmaker.scorers.performance.funnel import Funnel
from matchmaker.scorers.performance.funnel_delay import Delay, Regrown, learned_delay
from matchmaker.scorers.performance.funnel_prior import ASSUMED, ASSUMED_DELAY
from matchmaker.scorers.performance.funnel_tree import child

POSTED = datetime(2026, 1, 1, tzinfo=UTC)
CELL = {"creator_id": "ana", "platform": "instagram", "objective": "conversions", "category": "skincare"}


def outcome(name: str = "o1", *, age_days: float = 30.0, **known: Any) -> dict[str, object]:
    return {
        "outcome_id": name,
        **CELL,
        "posted_at": POSTED,
        "observed_at": POSTED + timedelta(days=age_days),
        "attribution_source": "utm",
        **known,
    }


def learned(*outcomes: dict[str, object]) -> Funnel:
    return Funnel.assumed().updated(pl.DataFrame(list(outcomes)))


def mean(funnel: Funnel, step: str = "clicks_per_impression", **other: str) -> float:
    rates = funnel.rates(pl.DataFrame([{**CELL, **other}]))
    alpha, beta = rates[f"{step}_alpha"].item(), rates[f"{step}_beta"].item()
    return float(alpha / (alpha + beta))


def buying(funnel: Funnel, **other: str) -> float:
    return mean(funnel, "conversions_per_click", **other)


@pytest.mark.parametrize(
    ("step", "published"),
    [("clicks_per_impression", (0.001, 0.005, 0.02)), ("conversions_per_click", (0.005, 0.02, 0.05))],
)
def test_without_outcomes_one_post_has_the_assumed_range(step: str, published: tuple[float, ...]) -> None:
    rates = Funnel.assumed().rates(pl.DataFrame([CELL]))
    assumed = stats.beta.ppf([0.1, 0.5, 0.9], rates[f"{step}_alpha"].item(), rates[f"{step}_beta"].item())
    assert assumed == pytest.approx(published, rel=0.2)


def test_a_conversion_rate_of_one_in_five_is_next_to_impossible_without_outcomes() -> None:
    rates = Funnel.assumed().rates(pl.DataFrame([CELL]))
    alpha, beta = rates["conversions_per_click_alpha"].item(), rates["conversions_per_click_beta"].item()
    assert stats.beta.sf(0.2, alpha, beta) < 0.001


def test_a_belief_about_a_node_is_worth_less_for_its_child() -> None:
    # mean 0.01, spread 0.5: concentration 0.99 / (0.01 * 0.25) - 1 = 395, so 100 trials are worth 100 * 395 / 496.
    assert child((1.0, 99.0), 0.5) == pytest.approx((0.7964, 78.84), rel=1e-3)


def test_outcomes_teach_most_of_their_creator_and_least_of_another_platform() -> None:
    funnel = learned(outcome(impressions_count=100_000, clicks_count=3_000))
    own = mean(funnel)
    category = mean(funnel, creator_id="ben")
    objective = mean(funnel, creator_id="ben", category="garden")
    platform = mean(funnel, creator_id="ben", category="garden", objective="reach")
    elsewhere = mean(funnel, creator_id="ben", platform="tiktok")
    assert 0.03 > own > category > objective > platform > elsewhere > mean(Funnel.assumed())


def test_what_a_creator_sold_in_another_category_counts_for_them() -> None:
    funnel = learned(outcome(impressions_count=100_000, clicks_count=3_000))
    assert mean(funnel, category="garden") > mean(funnel, category="garden", creator_id="ben")


def test_a_hundred_outcomes_outweigh_the_prior() -> None:
    many = [outcome(f"o{i}", impressions_count=100_000, clicks_count=3_000) for i in range(100)]
    assert mean(learned(*many)) == pytest.approx(0.03, rel=0.05)


def test_the_same_outcomes_twice_change_nothing() -> None:
    outcomes = pl.DataFrame([outcome(impressions_count=1_000, clicks_count=20, conversions_count=1)])
    once = Funnel.assumed().updated(outcomes)
    assert once.updated(outcomes).rates(pl.DataFrame([CELL])).equals(once.rates(pl.DataFrame([CELL])))


def test_a_later_observation_takes_the_place_of_an_earlier_one() -> None:
    early = outcome(age_days=5, impressions_count=1_000, clicks_count=20, conversions_count=0)
    late = outcome(age_days=30, impressions_count=1_000, clicks_count=20, conversions_count=0)
    assert mean(learned(early, late)) == mean(learned(late))


def test_clicks_without_a_sale_weigh_less_while_they_are_young_and_are_not_dropped() -> None:
    young = buying(learned(outcome(age_days=1, clicks_count=500, conversions_count=0)))
    mature = buying(learned(outcome(age_days=28, clicks_count=500, conversions_count=0)))
    assert mature < young < buying(Funnel.assumed())


def test_a_post_of_unknown_date_is_neither_young_nor_mature() -> None:
    unsold: dict[str, Any] = {"clicks_count": 500, "conversions_count": 0}
    undated = buying(learned(outcome(posted_at=None, **unsold)))
    assert buying(learned(outcome(age_days=28, **unsold))) < undated < buying(learned(outcome(age_days=1, **unsold)))


def test_two_sources_that_counted_the_same_post_are_one_outcome() -> None:
    one = outcome("a", post_id="p", impressions_count=10_000, clicks_count=300)
    other = outcome("b", post_id="p", conversions_count=9, attribution_source="promo_code")
    merged = outcome("a", post_id="p", impressions_count=10_000, clicks_count=300, conversions_count=9)
    assert buying(learned(one, other)) == pytest.approx(buying(learned(merged)))
    assert mean(learned(one, other)) == pytest.approx(mean(learned(merged)))


def test_sales_by_promo_code_count_against_the_clicks_that_were_to_be_expected() -> None:
    sold = outcome(impressions_count=100_000, conversions_count=80, attribution_source="promo_code")
    assert buying(learned(sold)) > buying(Funnel.assumed())


def test_expected_clicks_teach_less_than_counted_ones() -> None:
    expected = mean(Funnel.assumed()) * 100_000
    counted = learned(outcome(clicks_count=expected, conversions_count=80))
    coded = learned(outcome(impressions_count=100_000, conversions_count=80))
    assert buying(Funnel.assumed()) < buying(coded) < buying(counted)


def test_more_sales_than_clicks_are_no_rate_above_one() -> None:
    rates = learned(outcome(clicks_count=1, conversions_count=50)).rates(pl.DataFrame([CELL]))
    assert rates["conversions_per_click_beta"].item() > 0


def test_sales_without_a_single_click_say_nothing_of_clicks() -> None:
    assert buying(learned(outcome(clicks_count=0, conversions_count=5))) == buying(Funnel.assumed())


def test_the_answer_names_its_prior_and_how_outcomes_were_attributed() -> None:
    funnel = learned(outcome("a", clicks_count=1), outcome("b", clicks_count=1, attribution_source="promo_code"))
    answer = funnel.rates(pl.DataFrame([CELL]))
    assert answer["source"].item().endswith("2 own outcomes (1 promo_code, 1 utm)")
    assert "assumed range of link click rates" in answer["source"].item()
    assert answer["rows_count"].item() == 2


def test_words_that_were_not_stated_are_a_cell_of_their_own() -> None:
    unstated = {**CELL, "category": None, "objective": None}
    funnel = learned({**outcome(impressions_count=100_000, clicks_count=3_000), **unstated})
    rates = funnel.rates(pl.DataFrame([unstated], schema=dict.fromkeys(CELL, pl.String)))
    assert rates["clicks_per_impression_alpha"].item() > 3


def test_a_damaged_funnel_is_refused() -> None:
    with pytest.raises(BundleDamagedError, match=r"funnel\.json"):
        Funnel.open(b'{"delay": 3}')


def test_a_written_funnel_opens_as_it_was() -> None:
    assert Funnel.open(ASSUMED.model_dump_json().encode()).parameters == ASSUMED


def test_of_equal_delays_of_a_day_four_in_ten_sales_are_seen_after_a_day() -> None:
    # P(T + D <= 1) = 1 - 2 / e = 0.264 of the clicks by then, 1 - 1 / e = 0.632.
    assert Delay(1.0, 1.0).seen_share(np.array([1.0, 28.0, 90.0])) == pytest.approx([0.418, 1.0, 1.0], abs=0.001)


def test_outcomes_seen_young_and_mature_teach_the_delay() -> None:
    slow = [Regrown(age_days=7.0, young_count=30.0, mature_count=100.0) for _ in range(5)]
    assert learned_delay(ASSUMED_DELAY, slow).conversion_days > 2 * ASSUMED_DELAY.conversion_days
    assert learned_delay(ASSUMED_DELAY, []).conversion_days == ASSUMED_DELAY.conversion_days


@settings(max_examples=20, deadline=None)
@given(
    st.lists(st.tuples(st.integers(0, 10**6), st.integers(0, 10**6), st.integers(0, 10**6)), max_size=8),
    st.floats(0, 60),
)
def test_whatever_came_of_posts_rates_stay_between_none_and_all(
    counts: list[tuple[int, int, int]], age_days: float
) -> None:
    names = ("impressions_count", "clicks_count", "conversions_count")
    rows = [
        outcome(f"o{place}", age_days=age_days, **dict(zip(names, each, strict=True)))
        for place, each in enumerate(counts)
    ]
    rates = learned(*rows).rates(pl.DataFrame([CELL])) if rows else Funnel.assumed().rates(pl.DataFrame([CELL]))
    numbers = rates.select(pl.selectors.ends_with("alpha", "beta")).row(0)
    assert all(np.isfinite(number) and number > 0 for number in numbers)


@settings(max_examples=8, deadline=None)
@given(st.permutations(range(6)))
def test_the_order_of_outcomes_is_irrelevant(order: list[int]) -> None:
    rows = [
        outcome(f"o{i}", impressions_count=1_000 * (i + 1), clicks_count=7 * i, category=f"c{i % 2}") for i in order
    ]
    assert mean(learned(*rows)) == pytest.approx(mean(learned(*sorted(rows, key=lambda row: str(row["outcome_id"])))))


def test_pooled_rates_are_nearer_the_truth_than_either_the_prior_or_each_creators_own() -> None:
    random = np.random.default_rng(5)
    true = random.beta(6, 300, 60)  # creators of one category that clicks twice as often as assumed
    seen = random.integers(50, 1_000, 60)
    of_post = true * random.gamma(6.25, 1 / 6.25, 60)  # a post's own luck: 0.4 of its creator's rate
    clicked = random.binomial(seen, np.minimum(of_post, 1.0))
    rows = pl.DataFrame(
        [
            outcome(f"o{i}", creator_id=f"c{i}", impressions_count=int(n), clicks_count=int(k))
            for i, (n, k) in enumerate(zip(seen, clicked, strict=True))
        ]
    )
    rates = Funnel.assumed().updated(rows).rates(pl.DataFrame([{**CELL, "creator_id": f"c{i}"} for i in range(60)]))
    alpha, beta = rates["clicks_per_impression_alpha"].to_numpy(), rates["clicks_per_impression_beta"].to_numpy()
    error = np.abs(alpha / (alpha + beta) - true).mean()
    assert error < 0.9 * np.abs(clicked / seen - true).mean()
    assert error < 0.5 * np.abs(mean(Funnel.assumed()) - true).mean()
