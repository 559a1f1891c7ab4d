"""Peers fitted from real creators: the golden cases hold, ordinary creators are left alone, inflated ones are found."""

import tomllib
from pathlib import Path

import polars as pl
import pytest

import training
from matchmaker.scorers.authenticity.engagement import ENGAGEMENT_SIGNALS, EngagementHead
from tests.realdata import real_data
from training.authenticity.engagement import HEAD, EngagementRecipe
from training.authenticity.engagement_figures import ALARMS, INJECTED, PEERS, figures
from training.authenticity.engagement_rows import engagement_rows
from training.trainer import Split

SET = "instagram-influencers-2017"
RECIPES = Path(training.__file__).parent / "recipes"


def recipe_of(folder: Path) -> EngagementRecipe:
    table = tomllib.loads((folder / "authenticity" / "engagement.toml").read_text())
    return EngagementRecipe.model_validate({"model": "authenticity", "seed": 5, **table})


@pytest.fixture(scope="module")
def split() -> Split[pl.DataFrame]:
    recipe = recipe_of(RECIPES)
    return HEAD.split(engagement_rows(real_data(), [SET, "youtube-daily-growth-2026", "simulated-market"]), recipe)


@pytest.fixture(scope="module")
def head(split: Split[pl.DataFrame]) -> EngagementHead:
    recipe = recipe_of(RECIPES)
    fitting = recipe.fitting.model_copy(
        update={"comments_sets": ("youtube-daily-growth-2026",), "variation_sets": (SET,)}
    )
    return HEAD.fit(split.train, recipe.model_copy(update={"fitting": fitting}))


@pytest.mark.parametrize(("engagements", "low", "high"), [(12.0, 0.9, 1.0), (52.0, 0.5, 1.0), (1_800.0, 0.0, 0.05)])
def test_the_golden_cases_hold_against_real_peers(
    head: EngagementHead, engagements: float, low: float, high: float
) -> None:
    known = {"followers_count": 50_000.0, "posts_observed_count": 12.0, "engagements_per_post_median": engagements}
    row = {"platform": "instagram", **{name: known.get(name) for name in ENGAGEMENT_SIGNALS}}
    frame = pl.DataFrame([row], schema={"platform": pl.String, **dict.fromkeys(ENGAGEMENT_SIGNALS, pl.Float64)})
    assert low < frame.with_columns(*head.columns())["engagement_anomaly_probability"][0] <= high


def test_ordinary_creators_are_left_alone_and_inflated_ones_found(
    head: EngagementHead, split: Split[pl.DataFrame]
) -> None:
    found = {(row.set, row.target, row.metric): row.value for row in figures(head, split.test, 0)}
    alarms, area, kept = (
        found[SET, target, metric]
        for target, metric in ((ALARMS, "flagged_ratio"), (INJECTED, "roc_auc"), (PEERS, "coverage"))
    )
    assert alarms is not None
    assert alarms < 0.05
    assert area is not None
    assert area > 0.85
    assert kept is not None
    assert 0.7 < kept < 0.9


def test_an_exam_of_sets_that_are_not_there_has_no_figures(tmp_path: Path) -> None:
    assert HEAD.exam(tmp_path, tmp_path, recipe_of(RECIPES)) == ()


def test_the_shipped_peers_come_from_the_generated_market_alone() -> None:
    recipe = recipe_of(RECIPES / "shipped")
    assert recipe.sources == ("simulated-market",)
    assert SET in recipe.tested_on
