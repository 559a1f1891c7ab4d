"""The performance trainer: who is learned from, what is judged, and a bundle that serves what was trained."""

from functools import cache
from pathlib import Path

import numpy as np
import polars as pl
import pytest
from pydantic import ValidationError

from matchmaker.bundles import Manifest, check_probe, save_bundle
from matchmaker.domain.assessment import P50, QUANTILE_LEVELS
from matchmaker.scorers.performance.coverage import COVERAGE_SET
from matchmaker.scorers.performance.scorer import Performance
from training.datasets import simulated_market
from training.examples import as_of_examples
from training.performance.figures import figures, rows_to_judge
from training.performance.plots import plots
from training.performance.recipe import PerformanceRecipe, TreesRecipe
from training.performance.rows import authors
from training.performance.trainer import TRAINER

CREATORS = 260


def recipe(trees: TreesRecipe | None = None, **changed: object) -> PerformanceRecipe:
    keys = {
        "model": "performance",
        "seed": 7,
        "sources": ["simulated-market"],
        "posts_per_author_max": 12,
        "count_age_days_min": 0.0,
        "hidden_authors_ratio": 0.5,
        "prior": trees,
        "correction": trees,
    }
    return PerformanceRecipe.model_validate(keys | changed)


@cache
def examples() -> pl.DataFrame:
    feeds = simulated_market.read(Path(), creators=CREATORS)
    return as_of_examples(feeds).with_columns(set=pl.lit("simulated-market"))


def test_no_author_is_in_two_parts() -> None:
    split = TRAINER.split(examples(), recipe())
    parts = [set(authors(part)) for part in (split.train, split.calibration, split.test)]
    assert sum(len(part) for part in parts) == len(set.union(*parts)) == CREATORS


def test_sets_to_compare_on_are_judged_and_never_learned_from() -> None:
    both = pl.concat([examples(), examples().with_columns(set=pl.lit("tiktok-vn-2025"))])
    split = TRAINER.split(both, recipe(compared_on=["tiktok-vn-2025"]))
    assert set(split.train["set"]) == set(split.calibration["set"]) == {"simulated-market"}
    assert set(split.test["set"]) == {"simulated-market", "tiktok-vn-2025"}


def test_young_counts_are_not_learned_from_but_judged() -> None:
    split = TRAINER.split(examples(), recipe(count_age_days_min=3.0))
    ages = [float(part.select(pl.col("planned_age_days").min()).item()) for part in (split.train, split.calibration)]
    assert min(ages) >= 3.0
    assert float(split.test.select(pl.col("planned_age_days").min()).item()) < 3.0


def test_an_unknown_key_is_an_error() -> None:
    with pytest.raises(ValidationError, match="leafs"):
        recipe(prior={"rounds": 1, "leaves": 2, "learning_rate": 0.1, "leafs": 3})


@pytest.mark.parametrize("trees", [None, TreesRecipe(rounds=5, leaves=4, learning_rate=0.1)], ids=["plain", "trees"])
def test_the_bundle_of_a_training_opens_answers_its_probe_and_forecasts_as_trained(
    tmp_path: Path, trees: TreesRecipe | None
) -> None:
    how = recipe(trees)
    split = TRAINER.split(examples(), how)
    fitted = TRAINER.calibrate(TRAINER.fit(split.train, how), split.calibration, how)
    draft = TRAINER.draft(fitted, how)
    unnamed = Manifest(name="performance", version="1", created_at="", description="", signals=draft.signals)
    bundle = save_bundle(tmp_path / "bundle", unnamed, draft.files)
    scorer = Performance.open(bundle)
    check_probe(bundle, scorer)
    served, trained = (rows_to_judge(model, split.test)["quantiles"] for model in (scorer.model, fitted.model()))
    np.testing.assert_array_equal(served.to_numpy(), trained.to_numpy())


def test_figures_name_every_case_with_its_rivals_and_the_overall_coverage() -> None:
    split = TRAINER.split(examples(), recipe())
    fitted = TRAINER.calibrate(TRAINER.fit(split.train, recipe()), split.calibration, recipe())
    judged = rows_to_judge(fitted.model(), split.test)
    rows = figures(judged, judged, seed=0)
    rivals = {(row.target, row.rival) for row in rows if row.metric == "mae"}
    assert {("likes/known", "past mean"), ("likes/known", "past-30 mean"), ("likes/unseen", "followers only")} <= rivals
    overall = [row for row in rows if row.set == COVERAGE_SET]
    assert [(row.metric, row.rows) for row in overall] == [("coverage", judged.filter(case="ordinary").height)]
    assert set(plots(judged)) == {"forecast_vs_actual", "residuals", "calibration", "coverage_by_history"}


def test_a_forecast_of_hidden_counts_does_not_know_them() -> None:
    split = TRAINER.split(examples(), recipe())
    fitted = TRAINER.calibrate(TRAINER.fit(split.train, recipe()), split.calibration, recipe())
    higher = split.test.with_columns(pl.col("^log_likes_.*$") + 3, pl.col("likes_count_past_mean") + 3)
    unseen = [
        rows_to_judge(fitted.model(), test).filter(case="unseen", metric="likes_count")["quantiles"].to_numpy()
        for test in (split.test, higher)
    ]
    np.testing.assert_array_equal(*unseen)
    assert unseen[0].shape[1] == len(QUANTILE_LEVELS) > P50
