"""An examination learns from one folder alone, and knows of an author asked about their own earlier posts."""

from datetime import datetime, timedelta
from pathlib import Path

import numpy as np
import polars as pl
import pytest

from matchmaker.bundles import Metric
from training.datasets.tiktok_vn_2025 import read
from training.performance.exam import asked_examples, examine, read_feeds
from training.performance.recipe import PerformanceRecipe
from training.performance.trainer import TRAINER
from training.recounts import LATER_AGE

STARTED = datetime(2025, 3, 1, 9)
VIDEOS = 5  # of an author
RECIPE = PerformanceRecipe(
    model="performance",
    seed=3,
    sources=("tiktok-vn-2025", "instagram-timelines-2020"),
    posts_per_author_max=100,
    count_age_days_min=0.0,
    hidden_authors_ratio=0.5,
)


def videos(authors: range, seed: int) -> pl.DataFrame:
    """Made-up videos, a day apart, counted two to twelve days after the last of them."""
    random = np.random.default_rng(seed)
    author, place = np.repeat(np.array(authors), VIDEOS), np.tile(np.arange(VIDEOS), len(authors))
    level = random.normal(9, 1, len(authors))[author - authors.start]
    views = np.exp(level + random.normal(0, 0.4, len(author))).round()
    posted = [STARTED + timedelta(days=int(day)) for day in place]
    scraped = [STARTED + timedelta(days=VIDEOS + 1 + 10 * float(share)) for share in random.random(len(author))]
    return pl.DataFrame(
        {
            "video_id": [f"v{owner}-{day}" for owner, day in zip(author, place, strict=True)],
            "creator_id": [f"c{owner}" for owner in author],
            "followers": np.exp(level + 1).round(),
            "posted": [str(moment) for moment in posted],
            "scraped": [str(moment) for moment in scraped],
            "duration_sec": 20,
            "caption": "made up",
            "hashtags": "",
            "views": views,
            "likes": (views / 10).round(),
            **{name: pl.Series([None] * len(author), dtype=pl.Float64) for name in ("comments", "shares", "saves")},
        }
    )


def counted_again(first: pl.DataFrame) -> pl.DataFrame:
    """The same videos eleven days later, a third more of everything."""
    later = pl.col("scraped").str.to_datetime() + pl.duration(days=11)
    return first.with_columns(
        (pl.col("views", "likes") * 4 / 3).round(), scraped=later.dt.to_string("%Y-%m-%d %H:%M:%S%.6f")
    )


def a_folder(root: Path, authors: range, *, name: str = "videos.csv") -> Path:
    folder = root / "performance" / "tiktok-vn-2025"
    folder.mkdir(parents=True, exist_ok=True)
    first = videos(authors, seed=authors.start)
    first.write_csv(folder / name)
    counted_again(first).write_parquet(folder / f"again-{name}.parquet")
    return root


@pytest.fixture(scope="module")
def report(tmp_path_factory: pytest.TempPathFactory) -> tuple[Metric, ...]:
    root = tmp_path_factory.mktemp("exam")
    asked = a_folder(root / "asked", range(200, 245), name="other name.csv")
    return examine(TRAINER, a_folder(root / "data", range(120)), asked, RECIPE)


def _row(report: tuple[Metric, ...], target: str, metric: str) -> Metric:
    return next(row for row in report if (row.target, row.metric) == (target, metric))


def test_known_and_cold_authors_are_asked_about_beside_their_rivals(report: tuple[Metric, ...]) -> None:
    rivals = {row.rival for row in report if (row.target, row.metric) == ("views/known", "mae")}
    assert rivals == {"past mean", "past-30 mean", "followers only"}
    assert {row.rival for row in report if row.target == "likes/cold"} == {"followers only"}


def test_only_posts_with_four_earlier_ones_are_known(report: tuple[Metric, ...]) -> None:
    assert _row(report, "views/known", "mae").rows == 45


def test_last_counts_are_forecast_from_first_ones(report: tuple[Metric, ...]) -> None:
    recrawl = _row(report, "views/recrawl", "mae")
    assert recrawl.rival_value == pytest.approx(np.log(4 / 3), abs=0.01)
    assert recrawl.value is not None
    assert recrawl.value < 0.05


def test_coverage_is_said_over_all_and_in_groups(report: tuple[Metric, ...]) -> None:
    covered = {row.set for row in report if row.metric == "coverage"}
    assert covered == {"tiktok-vn-2025", "all held-out sets", "groups"}


def test_nothing_to_learn_from_leaves_no_rows(tmp_path: Path) -> None:
    assert examine(TRAINER, tmp_path, a_folder(tmp_path / "asked", range(40)), RECIPE) == ()


def test_a_folder_of_other_columns_is_said_and_left_out(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = a_folder(tmp_path, range(3)) / "performance" / "instagram-timelines-2020"
    folder.mkdir()
    pl.DataFrame({"something": [1]}).write_csv(folder / "posts.csv")
    assert list(read_feeds(tmp_path, RECIPE)) == ["tiktok-vn-2025"]
    assert "instagram-timelines-2020 skipped" in capsys.readouterr().err


def test_an_author_in_both_folders_has_the_earlier_posts_of_both(tmp_path: Path) -> None:
    whole = videos(range(1), seed=0)
    for name, rows in (("data", whole.head(3)), ("asked", whole.tail(2))):
        folder = tmp_path / name / "performance" / "tiktok-vn-2025"
        folder.mkdir(parents=True)
        rows.write_csv(folder / "rows.csv")
    learned, asked = ({"tiktok-vn-2025": read(tmp_path / name)} for name in ("data", "asked"))
    examples = asked_examples(learned, asked)
    assert examples.sort("moment").select("post_id", "views_count_known").rows() == [("v0-3", 3), ("v0-4", 4)]


def test_posts_counted_once_have_no_later_count(tmp_path: Path) -> None:
    folder = tmp_path / "performance" / "tiktok-vn-2025"
    folder.mkdir(parents=True)
    videos(range(2), seed=0).write_csv(folder / "rows.csv")
    feeds = {"tiktok-vn-2025": read(tmp_path)}
    assert asked_examples(feeds, feeds)[LATER_AGE].null_count() == 2 * VIDEOS
