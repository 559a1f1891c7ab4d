"""Advertisements of real tables: enquiries and their cost for unseen ad sets, and intervals through later months."""

from datetime import UTC, datetime

import numpy as np
import polars as pl

from matchmaker.domain.assessment import P10, P50, P90
from tests.realdata import real_data
from training.datasets import facebook_ads_conversions, snapchat_ads_spend
from training.evaluation import coverage, r2
from training.performance.ads import joined
from training.performance.ads_facebook import QUESTIONS, cases
from training.performance.ads_snapchat import CostModel
from training.performance.figures import Case
from training.splits import by_group

SPRING = datetime(2020, 4, 1, tzinfo=UTC)


def _unseen(target: str) -> Case:
    """The question over five folds by ad set."""
    ads = facebook_ads_conversions.read_ads(real_data())
    asked = [question for question in QUESTIONS if question.target == target]
    return joined(
        [
            case
            for held_out in by_group(ads["ad_set_id"].to_numpy(), (1,) * 5, 7)
            for case in cases(ads.filter(pl.Series(~held_out)), ads.filter(pl.Series(held_out)), 7, asked)
        ]
    )


def test_enquiries_of_unseen_ad_sets_follow_from_planned_spend() -> None:
    case = _unseen("enquiries/spend")
    middle = case.quantiles[:, P50]
    assert r2(case.truth, middle) > 0.7
    assert r2(case.truth, middle) > r2(case.truth, case.rivals["plain trees"])


def test_the_cost_of_an_enquiry_follows_from_targeting() -> None:
    case = _unseen("cost_per_enquiry/targeting")
    assert r2(case.truth, case.quantiles[:, P50]) > 0.5


def test_shuffled_enquiries_are_told_by_nothing() -> None:
    ads = facebook_ads_conversions.read_ads(real_data())
    shuffled = np.random.default_rng(3).permutation(ads["enquiries_count"].to_numpy())
    ads = ads.with_columns(enquiries_count=pl.Series(shuffled))
    (held_out, *_) = by_group(ads["ad_set_id"].to_numpy(), (1,) * 5, 7)
    asked = [question for question in QUESTIONS if question.target == "enquiries/spend"]
    (case,) = cases(ads.filter(pl.Series(~held_out)), ads.filter(pl.Series(held_out)), 7, asked)
    assert r2(case.truth, case.quantiles[:, P50]) < 0.05


def test_intervals_of_later_months_keep_what_they_promise_once_treated() -> None:
    ads = snapchat_ads_spend.read_ads(real_data())
    model = CostModel.of(ads.filter(pl.col("started_at") < SPRING), 7)
    treated, _ = model.treat(model.judge_later(ads.filter(pl.col("started_at") >= SPRING)))
    assert coverage(treated.truth, treated.quantiles[:, P10], treated.quantiles[:, P90]) > 0.75
