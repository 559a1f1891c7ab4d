"""The curve of growth is recovered from posts that were counted twice."""

import numpy as np
import polars as pl
import pytest

from matchmaker.domain.assessment import Numbers
from matchmaker.scorers.performance.maturity import AGES_DAYS
from training.performance.maturity import fit_maturity
from training.recounts import FIRST, LATER, LATER_AGE

# What is planted: a tenth (log) from each age of AGES_DAYS to the next.
PLANTED = 0.1 * (len(AGES_DAYS) - 1 - np.arange(len(AGES_DAYS)))


def _left(days: Numbers) -> Numbers:
    left: Numbers = np.interp(np.log(days), np.log(AGES_DAYS), PLANTED)
    return left


def _recounts(rows: int, platform: str = "tiktok") -> pl.DataFrame:
    random = np.random.default_rng(3)
    ages = np.exp(random.uniform(0, np.log(100), rows))
    later = ages + random.uniform(5, 20, rows)
    counts = random.uniform(1e3, 1e5, rows)
    grown = (counts + 1) * np.exp((_left(ages) - _left(later)) * np.exp(random.normal(0, 0.3, rows))) - 1
    unknown = dict.fromkeys([*FIRST, *LATER], pl.Series([None] * rows, dtype=pl.Float64))
    known = {"views_count_first": counts, "views_count_later": grown}
    return pl.DataFrame({**unknown, **known, "platform": [platform] * rows, "planned_age_days": ages, LATER_AGE: later})


def test_the_planted_growth_is_recovered() -> None:
    growth = fit_maturity(_recounts(600)).by_place["tiktok", "views_count"]
    np.testing.assert_allclose(growth.left, PLANTED, atol=0.06)


def test_four_in_five_of_new_posts_grow_within_the_interval() -> None:
    growth = fit_maturity(_recounts(600)).by_place["tiktok", "views_count"]
    asked = _recounts(900).tail(300)
    levels = growth.quantiles(asked["planned_age_days"].to_numpy(), asked[LATER_AGE].to_numpy())
    seen = np.log1p(asked["views_count_later"].to_numpy()) - np.log1p(asked["views_count_first"].to_numpy())
    inside = ((levels[:, 2] <= seen) & (seen <= levels[:, 6])).mean()
    assert inside == pytest.approx(0.8, abs=0.08)


def test_too_few_recounts_make_no_curve() -> None:
    assert fit_maturity(_recounts(50)).growths == ()


def test_posts_counted_once_make_no_curve() -> None:
    once = _recounts(300).with_columns(pl.lit(None, pl.Float64).alias(LATER_AGE))
    assert fit_maturity(once).growths == ()
