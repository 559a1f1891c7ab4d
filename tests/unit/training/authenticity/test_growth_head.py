"""The growth head's exam: figures on channels of another folder, none where there is nothing to ask."""

import tomllib
from datetime import date, timedelta
from pathlib import Path

import polars as pl
import pytest

from training.authenticity.growth import HEAD, GrowthRecipe

RECIPE = Path(__file__).parents[4] / "training" / "recipes" / "authenticity" / "growth.toml"
METRICS = {"roc_auc", "pr_auc", "f1", "accuracy", "brier", "ece", "false_alarms_per_year"}


@pytest.fixture(scope="module")
def recipe() -> GrowthRecipe:
    table = tomllib.loads(RECIPE.read_text())
    table["fitting"] |= {"simulated_count": 300, "channel_copies": 1}
    table["fitting"]["trees"]["count"] = 20
    return GrowthRecipe.model_validate({"model": "authenticity", "seed": 5, **table})


def a_folder(root: Path, channels: int, days: int) -> Path:
    """Channels that grow by a shown step now and then, one video each, and two offers of followers."""
    growth, market = (root / "authenticity" / name for name in ("youtube-daily-growth-2026", "bot-market-2021"))
    growth.mkdir(parents=True)
    market.mkdir(parents=True)
    pl.DataFrame(
        [
            {
                "date_utc": str(date(2026, 1, 17) + timedelta(days=day)),
                "channel": f"c{channel}",
                "subscribers": 20_000 + 100 * (day // (3 + channel % 5)),
                "views": 1_000_000,
                "videos": 10,
            }
            for channel in range(channels)
            for day in range(days)
        ]
    ).write_parquet(growth / "counts.parquet")
    pl.DataFrame(
        [
            {
                "channel": f"c{channel}",
                "video": f"v{channel}",
                "published_at": "2026-01-20T10:00:00Z",
                "snapshot_utc": "2026-02-04T10:09:16+00:00",
                "view_count": 900,
                "like_count": 40,
                "comment_count": 3,
                "duration_iso8601": "PT5M",
            }
            for channel in range(channels)
        ]
    ).write_parquet(growth / "films.parquet")
    texts = ("скорость до 800 ед/сутки, списания 20%", "скорость до 300 ед/сутки, списания 10%")
    pl.DataFrame(
        {
            "descr": texts,
            "price": [0.2, 0.4],
            "sn": ["instagram"] * 2,
            "action": ["participate"] * 2,
            "quality": ["low", "mid"],
        }
    ).write_csv(market / "offers.csv")
    return root


def test_an_exam_asks_a_model_with_the_channels_and_one_without(tmp_path: Path, recipe: GrowthRecipe) -> None:
    rows = HEAD.exam(a_folder(tmp_path / "data", 12, 30), a_folder(tmp_path / "exam", 8, 28), recipe)
    by_target = {
        target: {row.metric for row in rows if row.target == target} for target in {row.target for row in rows}
    }
    assert by_target == {"growth/unseen": METRICS, "growth/known": METRICS}
    assert {row.set for row in rows} == {"youtube-daily-growth-2026"}


def test_without_channels_to_learn_from_only_the_unseen_are_asked(tmp_path: Path, recipe: GrowthRecipe) -> None:
    alone = recipe.model_copy(update={"sources": ("bot-market-2021",)})
    rows = HEAD.exam(a_folder(tmp_path / "data", 3, 30), a_folder(tmp_path / "exam", 8, 28), alone)
    assert {row.target for row in rows} == {"growth/unseen"}


def test_histories_too_short_for_an_order_are_only_watched_for_alarms(tmp_path: Path, recipe: GrowthRecipe) -> None:
    rows = HEAD.exam(a_folder(tmp_path / "data", 12, 30), a_folder(tmp_path / "exam", 8, 10), recipe)
    assert {row.metric for row in rows} == {"false_alarms_per_year"}


def test_an_exam_without_channels_has_no_figures(tmp_path: Path, recipe: GrowthRecipe) -> None:
    assert HEAD.exam(a_folder(tmp_path / "data", 12, 30), tmp_path / "nothing", recipe) == ()
