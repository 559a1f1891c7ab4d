"""The forecast learns what is planted in simulated feeds, and nothing from shuffled ones."""

from datetime import timedelta
from functools import cache

import numpy as np
import polars as pl
import pytest

from matchmaker.domain.assessment import P10, P50, P90, Numbers
from tests.builders import NOW
from training.datasets.feeds import Feeds
from training.evaluation import coverage, mae, r2
from training.examples import as_of_examples
from training.performance.bands import conformal_quantiles, set_bands
from training.performance.fit import FittedPerformance, Grown, Trees, fit
from training.performance.rows import authors, calibration_rows, target_rows, training_rows, without_counts
from training.splits import by_group

AUTHORS, POSTS = 240, 14
SLOPE, LEVEL_SPREAD, POST_SPREAD = 0.8, 0.9, 0.3
TREES = Trees(rounds=40, leaves=7, learning_rate=0.1, objective="l1")


def feeds(growth_per_post: float = 0.0, seed: int = 1) -> Feeds:
    """Authors whose likes follow their followers, their own level, a growth from post to post, and chance."""
    random = np.random.default_rng(seed)
    names = [f"a{place:03d}" for place in range(AUTHORS)]
    size = random.normal(10, 1, AUTHORS)
    level = SLOPE * size - 2 + random.normal(0, LEVEL_SPREAD, AUTHORS)
    rows = [
        {
            "creator_id": name,
            "post_id": f"p{post:02d}",
            "posted_at": NOW - timedelta(days=POSTS - post),
            "observed_at": NOW + timedelta(days=60),
            "likes_count": int(np.expm1(level[author] + growth_per_post * post + random.normal(0, POST_SPREAD))),
        }
        for author, name in enumerate(names)
        for post in range(POSTS)
    ]
    creators = pl.DataFrame({"creator_id": names, "followers_count": np.exp(size).astype(int)})
    creators = creators.with_columns(platform=pl.lit("instagram"), observed_at=pl.lit(NOW + timedelta(days=60)))
    return Feeds.of(creators, pl.DataFrame(rows))


def learned(examples: pl.DataFrame, trees: Trees | None) -> tuple[FittedPerformance, pl.DataFrame]:
    """A model of 60 % of the authors, banded on 20 %, and the likes of the rest."""
    train, calibration, test = (examples.filter(pl.Series(mask)) for mask in by_group(authors(examples), (3, 1, 1), 4))
    fitted = fit(training_rows(train, 0.5, seed=0), Grown(trees, trees, trees), seed=0)
    likes = target_rows(test).filter(metric="likes_count")
    return set_bands(fitted, calibration_rows(calibration)), likes


@cache
def examples_of(growth_per_post: float = 0.0) -> pl.DataFrame:
    return as_of_examples(feeds(growth_per_post)).with_columns(set=pl.lit("planted"))


def truth_of(rows: pl.DataFrame) -> Numbers:
    truth: Numbers = rows["target"].to_numpy()
    return truth


def test_the_planted_slope_and_spreads_are_recovered() -> None:
    fitted, _ = learned(examples_of(), None)
    trend = fitted.parameters.trends[0]
    shrinkage = fitted.parameters.shrinkages[0]
    assert trend.slope == pytest.approx(SLOPE, abs=0.2)
    assert shrinkage.within == pytest.approx(POST_SPREAD**2, rel=0.15)
    assert shrinkage.between == pytest.approx(LEVEL_SPREAD**2, rel=0.35)


def test_intervals_of_exchangeable_authors_cover_what_they_promise() -> None:
    fitted, rows = learned(examples_of(), None)
    quantiles = fitted.model().quantiles(rows)
    assert coverage(truth_of(rows), quantiles[:, P10], quantiles[:, P90]) == pytest.approx(0.8, abs=0.05)


def test_a_newcomer_is_covered_as_well_with_a_wider_interval() -> None:
    fitted, rows = learned(examples_of(), None)
    unseen = (
        target_rows(without_counts(examples_of()))
        .filter(metric="likes_count")
        .join(rows.select("author_id", "post_id"), on=["author_id", "post_id"], how="semi")
    )
    known, cold = fitted.model().quantiles(rows), fitted.model().quantiles(unseen)
    # 48 authors decide the band and 48 test it: their posts miss together, so the share strays by 0.08.
    assert coverage(truth_of(unseen), cold[:, P10], cold[:, P90]) == pytest.approx(0.8, abs=0.16)
    assert (cold[:, P90] - cold[:, P10]).mean() > 2 * (known[:, P90] - known[:, P10]).mean()


def test_a_trend_is_learned_and_beats_the_past_mean() -> None:
    fitted, rows = learned(examples_of(growth_per_post=0.15), TREES)
    known = rows.filter(pl.col("past_count") >= 4)
    ours = mae(truth_of(known), fitted.model().quantiles(known)[:, P50])
    assert ours < 0.6 * mae(truth_of(known), known["rival"].to_numpy())


def test_shuffled_counts_teach_nothing() -> None:
    shuffled = feeds()
    likes = shuffled.posts["likes_count"].sample(fraction=1, shuffle=True, seed=3)
    posts = shuffled.posts.with_columns(likes_count=likes)
    examples = as_of_examples(Feeds.of(shuffled.creators, posts)).with_columns(set=pl.lit("shuffled"))
    fitted, rows = learned(examples, TREES)
    assert r2(truth_of(rows), fitted.model().quantiles(rows)[:, P50]) < 0.03


def test_conformal_quantiles_are_the_order_statistics_of_the_finite_sample() -> None:
    # 99 scores 1..99: the 10 % level takes the floor(100 * 0.1) = 10th, the 90 % level the ceil(100 * 0.9) = 90th.
    quantiles = conformal_quantiles(np.arange(1.0, 100.0))
    assert (quantiles[P10], quantiles[P50], quantiles[P90]) == (10.0, 50.0, 90.0)


def test_the_same_seed_makes_the_same_model() -> None:
    once, again = (learned(examples_of(), TREES)[0] for _ in range(2))
    assert once == again
