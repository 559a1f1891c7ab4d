"""Advertisements: read by their columns, forecast for unseen ad sets, later months treated as they settle."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import numpy as np
import polars as pl
import pytest

from matchmaker.domain.assessment import P10, P50, P90
from matchmaker.scorers.performance.funnel_prior import ASSUMED
from training.datasets import facebook_ads_conversions, snapchat_ads_spend
from training.datasets.snapchat_ads_spend import TARGETING
from training.evaluation import coverage, r2
from training.performance.ads import ads_exam, snapchat_cases
from training.performance.ads_facebook import QUESTIONS, cases
from training.performance.figures import Case
from training.performance.funnel import beta_binomial, learned_funnel, paid_examples, pooled_range
from training.performance.readers import feeds_reader
from training.trainer import Recipe

RECIPE = Recipe(model="performance", seed=3, sources=())


def facebook(folder: Path, *, seed: int = 0, ad_sets: int = 150, file: str = "x.csv") -> Path:
    """Advertisements whose enquiries are a twentieth of the spend, with luck."""
    random = np.random.default_rng(seed)
    rows = []
    for ad_set in range(ad_sets):
        for ad in range(2):
            spent = float(random.choice([0.0, *random.gamma(1.5, 40.0, 4)]))
            clicks = int(random.poisson(spent / 1.5))
            rows.append(
                {
                    "ad_id": 10_000 * seed + 10 * ad_set + ad,
                    "xyz_campaign_id": [916, 936, 1178][ad_set % 3],
                    "fb_campaign_id": 1_000 * seed + ad_set,
                    "age": ["30-34", "45-49"][ad_set % 2],
                    "gender": "MF"[ad],
                    "interest": 10 + ad_set % 7,
                    "Impressions": 5_000 * clicks + 100,
                    "Clicks": clicks,
                    "Spent": round(spent, 2),
                    "Total_Conversion": 1 + int(random.poisson(spent / 20)),
                    "Approved_Conversion": int(random.binomial(clicks, 0.03)),
                }
            )
    place = folder / "performance/facebook-ads-conversions"
    place.mkdir(parents=True)
    pl.DataFrame(rows).write_csv(place / file)
    return folder


def snapchat(folder: Path, *, days: range, advertisers: int = 30, price: float = 3.0, seed: int = 0) -> Path:
    """Ten advertisements a day at this cost per mille, with luck."""
    random = np.random.default_rng(seed)
    rows = []
    for day in days:
        for ad in range(10):
            spend = float(np.round(random.gamma(2.0, 300.0)) + 1)
            start = datetime(2020, 1, 1, tzinfo=UTC) + timedelta(days=day, hours=ad)
            rows.append(
                {
                    "ad_id": f"{seed}-{day}-{ad}",
                    "advertiser_id": f"{seed}-{random.integers(advertisers)}",
                    "currency": "USD",
                    "country": "united states",
                    "start": start.strftime("%Y-%m-%d %H:%M:%S"),
                    "end": (start + timedelta(days=4)).strftime("%Y-%m-%d %H:%M:%S"),
                    "days_planned": 4.0,
                    "gender": None,
                    "age_bracket": "18-34",
                    "language": "en",
                    **dict.fromkeys(TARGETING, 0.0),
                    "spend": spend,
                    "impressions": int(1000 * spend / (price * random.lognormal(0, 0.4))) + 1,
                }
            )
    place = folder / "performance/snapchat-ads-spend"
    place.mkdir(parents=True)
    pl.DataFrame(rows, schema_overrides={"gender": pl.String}).write_csv(place / "any.csv")
    return folder


def answers(learned: pl.DataFrame, asked: pl.DataFrame, *targets: str) -> dict[str, Case]:
    """Cases by target."""
    wanted = [question for question in QUESTIONS if question.target in targets]
    return {case.target: case for case in cases(learned, asked, 3, wanted)}


def test_ads_are_recognised_by_their_columns_whatever_the_file_is_called(tmp_path: Path) -> None:
    ads = facebook_ads_conversions.read_ads(facebook(tmp_path, ad_sets=3, file="renamed.csv"))
    assert (ads.height, ads["age_years_from"][0], ads["campaign_id"][0]) == (6, 30.0, "916")


def test_an_end_before_the_start_is_no_duration(tmp_path: Path) -> None:
    place = snapchat(tmp_path, days=range(1)) / "performance/snapchat-ads-spend/any.csv"
    pl.read_csv(place).with_columns(days_planned=pl.lit(-27.8)).write_csv(place)
    assert snapchat_ads_spend.read_ads(tmp_path)["days_planned"].null_count() == 10


def test_enquiries_of_unseen_ad_sets_are_told_from_planned_spend(tmp_path: Path) -> None:
    learned = facebook_ads_conversions.read_ads(facebook(tmp_path / "a"))
    asked = facebook_ads_conversions.read_ads(facebook(tmp_path / "b", seed=1, ad_sets=60))
    told = answers(learned, asked, "enquiries/spend", "enquiries/targeting")
    enquiries = told["enquiries/spend"]
    assert r2(enquiries.truth, enquiries.quantiles[:, P50]) > 0.6
    assert r2(told["enquiries/targeting"].truth, told["enquiries/targeting"].quantiles[:, P50]) < 0.2
    assert 0.7 < coverage(enquiries.truth, enquiries.quantiles[:, P10], enquiries.quantiles[:, P90]) < 0.9


def test_an_ad_without_spend_or_enquiry_has_no_cost_per_enquiry(tmp_path: Path) -> None:
    ads = facebook_ads_conversions.read_ads(facebook(tmp_path))
    told = answers(ads, ads, "cost_per_enquiry/spend")
    assert len(told["cost_per_enquiry/spend"].truth) == ads.filter(pl.col("spend_amount") > 0).height


def test_prices_that_double_are_followed_once_ads_have_ended(tmp_path: Path) -> None:
    learned = snapchat_ads_spend.read_ads(snapchat(tmp_path / "a", days=range(60)))
    later = snapchat_ads_spend.read_ads(snapchat(tmp_path / "b", days=range(60, 120), price=8.0, seed=1))
    told = {case.target: case for case in snapchat_cases(learned, later, 3)}
    untreated, treated = told["cost_per_mille/later untreated"], told["cost_per_mille/later"]
    assert coverage(untreated.truth, untreated.quantiles[:, P10], untreated.quantiles[:, P90]) < 0.4
    assert coverage(treated.truth, treated.quantiles[:, P10], treated.quantiles[:, P90]) > 0.7


def test_impressions_follow_from_cost_and_spend(tmp_path: Path) -> None:
    learned = snapchat_ads_spend.read_ads(snapchat(tmp_path / "a", days=range(40)))
    asked = snapchat_ads_spend.read_ads(snapchat(tmp_path / "b", days=range(10, 20), seed=2))
    told = {case.target: case for case in snapchat_cases(learned, asked, 3)}
    bought = told["impressions/advertisers, USD"]
    assert np.exp(bought.truth) == pytest.approx(asked["impressions_count"].to_numpy())
    assert (np.diff(bought.quantiles, axis=1) >= 0).all()


def test_an_exam_without_advertisements_has_no_rows(tmp_path: Path) -> None:
    assert ads_exam(tmp_path, tmp_path, RECIPE) == ()


def test_an_exam_reports_each_question_beside_its_rivals(tmp_path: Path) -> None:
    learned, asked = tmp_path / "a", tmp_path / "b"
    rows = ads_exam(snapchat(learned, days=range(30)), snapchat(asked, days=range(10, 15), seed=2), RECIPE)
    told = {(row.metric, row.rival) for row in rows if row.target == "cost_per_mille/advertisers, USD"}
    assert {
        ("r2", "past mean"),
        ("r2", "spend alone"),
        ("spearman", "plain trees"),
        ("coverage", None),
        ("width", None),
    } <= told


def test_rates_of_groups_drawn_from_a_beta_are_recovered() -> None:
    random = np.random.default_rng(1)
    trials = random.integers(500, 5_000, 400)
    sold = random.binomial(trials, random.beta(4, 196, 400))
    mean, variance = beta_binomial(sold.astype(np.float64), trials.astype(np.float64))
    assert mean == pytest.approx(0.02, rel=0.1)
    assert variance == pytest.approx(0.98 / (0.02 * 201), rel=0.2)  # (1 - mean) / (mean (alpha + beta + 1))


def test_what_advertisements_show_enters_with_its_weight_and_is_stated(tmp_path: Path) -> None:
    feeds = feeds_reader("facebook-ads-conversions").read(facebook(tmp_path))
    learned = learned_funnel(paid_examples({"facebook-ads-conversions": feeds})).clicks_per_impression
    assert [source.kind for source in learned.sources] == ["assumed", "advertiser_table"]
    assert sum(source.weight for source in learned.sources) == pytest.approx(1)
    assert "300 advertisements (facebook-ads-conversions)" in learned.statement


def test_opinions_that_contradict_each_other_make_a_range_wider_than_either() -> None:
    own = ASSUMED.clicks_per_impression.sources[0]
    other = own.model_copy(update={"median": own.median / 30, "weight": 0.2})
    low, _, high = pooled_range((own.model_copy(update={"weight": 0.8}), other))
    assert high / low > pooled_range((own,))[2] / pooled_range((own,))[0]


def test_without_advertisements_the_funnel_is_the_assumed_one() -> None:
    assert learned_funnel(paid_examples({})) == ASSUMED
