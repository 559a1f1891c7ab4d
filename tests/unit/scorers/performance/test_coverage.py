"""Coverage is looked up in the finest group that was measured."""

import numpy as np
import polars as pl

from matchmaker.bundles import Metric
from matchmaker.domain.choices import PLATFORMS
from matchmaker.scorers.performance.columns import METRICS
from matchmaker.scorers.performance.coverage import COVERAGE_SET, GROUP_SET, MeasuredCoverage, group_name

FIGURES = (
    Metric(set=COVERAGE_SET, target="all metrics", metric="coverage", value=0.79, rows=9_000),
    Metric(set=GROUP_SET, target="instagram", metric="coverage", value=0.81, rows=4_000),
    Metric(set=GROUP_SET, target="instagram, micro, 4+ posts", metric="coverage", value=0.82, rows=900),
    Metric(set=GROUP_SET, target="instagram, micro, 4+ posts, likes", metric="coverage", value=0.84, rows=300),
)


def _rows(metric: str, platform: str, followers: float | None, past_count: float) -> pl.DataFrame:
    return pl.DataFrame(
        {
            "metric_code": [float(METRICS.index(metric))],
            "platform_code": [float(PLATFORMS.index(platform))],
            "past_count": [past_count],
            "followers_log": [None if followers is None else float(np.log1p(followers))],
        },
        schema_overrides={"followers_log": pl.Float64},
    )


def _measured(metric: str, platform: str, followers: float | None, past_count: float) -> tuple[float, int]:
    ratios, counts = MeasuredCoverage.of(FIGURES).of_rows(_rows(metric, platform, followers, past_count))
    return float(ratios[0]), int(counts[0])


def test_a_metric_of_a_measured_group_has_its_own_coverage() -> None:
    assert _measured("likes_count", "instagram", 20_000, 5) == (0.84, 300)


def test_a_metric_without_enough_rows_takes_its_groups_coverage() -> None:
    assert _measured("comments_count", "instagram", 20_000, 5) == (0.82, 900)


def test_a_size_or_history_without_enough_rows_takes_its_platforms_coverage() -> None:
    assert _measured("likes_count", "instagram", None, 5) == (0.81, 4_000)


def test_a_platform_never_measured_takes_the_coverage_of_everything() -> None:
    assert _measured("views_count", "tiktok", 20_000, 0) == (0.79, 9_000)


def test_a_bundle_without_figures_has_no_coverage() -> None:
    ratios, counts = MeasuredCoverage.of(()).of_rows(_rows("likes_count", "instagram", 20_000, 5))
    assert np.isnan(ratios[0])
    assert counts[0] == 0


def test_names_of_groups_leave_out_what_is_any() -> None:
    assert group_name("tiktok", "nano", 0, "views_count") == "tiktok, nano, 0+ posts, views"
    assert group_name("tiktok") == "tiktok"
