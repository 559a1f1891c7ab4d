"""The growth head recovers orders planted in made-up histories, raises no alarm in clean ones, and learns nothing from chance."""

import tomllib
from pathlib import Path

import numpy as np
import polars as pl
import pytest

from training.authenticity.growth import GrowthPart, GrowthRecipe, GrowthTrainer
from training.authenticity.growth_alarms import RIVALS, learned, watch
from training.authenticity.growth_background import simulated_background
from training.authenticity.growth_fitting import GrowthModel, fit, simulated_stretches
from training.authenticity.growth_histories import Histories
from training.authenticity.growth_orders import Market, Order, with_orders
from training.evaluation import roc_auc

RECIPE = Path(__file__).parents[2] / "training" / "recipes" / "shipped" / "authenticity" / "growth.toml"
MARKET = Market(np.array([300.0, 800.0, 1_500.0]), np.array([0.1, 0.2, 0.5]), 800.0)
CREATORS = np.arange(60)


@pytest.fixture(scope="module")
def recipe() -> GrowthRecipe:
    table = tomllib.loads(RECIPE.read_text())
    table["fitting"]["simulated_count"] = 1_200
    return GrowthRecipe.model_validate({"model": "authenticity", "seed": 5, **table})


@pytest.fixture(scope="module")
def model(recipe: GrowthRecipe) -> GrowthModel:
    trainer = GrowthTrainer()
    fitted = trainer.fit(GrowthPart(MARKET, None, 5), recipe)
    return trainer.calibrate(fitted, GrowthPart(MARKET, None, 6), recipe).model


@pytest.fixture(scope="module")
def clean() -> Histories:
    return simulated_background(len(CREATORS), 180, np.random.default_rng(9), "clean")


@pytest.mark.parametrize("order", [Order("order", 0.2, 800), Order("order", 0.2, float("inf"))])
def test_planted_orders_are_found_better_than_by_every_naive_way(
    model: GrowthModel, clean: Histories, order: Order
) -> None:
    bought, orders = with_orders(clean, MARKET, order, np.random.default_rng(10))
    detectors = {"ours": learned(model.head), **RIVALS}
    recall = {name: watch(each, clean, bought, orders).recall(CREATORS) for name, each in detectors.items()}
    assert recall["ours"] > 0.7
    assert recall["ours"] >= max(recall.values())


def test_clean_histories_are_rarely_alarming(model: GrowthModel, clean: Histories) -> None:
    alarms = learned(model.head)(clean)
    assert (alarms["score"] >= 0.5).sum() / clean.years.sum() < 0.5


def test_probabilities_are_those_of_the_stated_rate_of_orders(model: GrowthModel, recipe: GrowthRecipe) -> None:
    fitting = recipe.fitting.model_copy(update={"simulated_count": 800})
    found = simulated_stretches(fitting, 77, MARKET, recipe.limits.scan)
    said = model.parameters.platt.probability(model.head.booster.raw_score(found))
    expected = np.average(found["is_order"], weights=found["weight"])
    assert np.average(said, weights=found["weight"]) == pytest.approx(expected, abs=0.06)


def test_shuffled_labels_give_chance(recipe: GrowthRecipe) -> None:
    fitting = recipe.fitting.model_copy(update={"simulated_count": 800})
    found = simulated_stretches(fitting, 11, MARKET, recipe.limits.scan).with_columns(weight=pl.lit(1.0))
    shuffled = found.with_columns(pl.col("is_order").shuffle(seed=1))
    tested = simulated_stretches(fitting, 12, MARKET, recipe.limits.scan)
    raw = fit(shuffled, recipe.limits, fitting, 5).head.booster.raw_score(tested)
    assert abs(roc_auc(tested["is_order"], raw) - 0.5) < 0.12
