"""The audience quality score: contributions that sum, intervals that widen, and nothing unknown that counts as clean."""

from typing import Any

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from matchmaker.scorers.authenticity.quality_score import COMPONENTS, SCORE_COLUMNS, QualityLimits, quality_scores

LIMITS = QualityLimits.model_validate(
    {
        "fake_full_ratio": 0.5,
        **{
            name: {"points": points, "unknown_risk": 0.2, "unknown_spread": 0.3, "half_count": 5.0}
            for name, points in zip(COMPONENTS, (40.0, 20.0, 20.0, 10.0, 10.0), strict=True)
        },
    }
)
COLUMNS = (
    *(f"fake_follower_ratio_{level}" for level in ("p10", "p50", "p90")),
    *("engagement_anomaly_probability", "posts_observed_count", "growth_anomaly_probability", "growth_days_observed"),
    *("coordination_probability", "comment_authors_posts_count", "comments_risk", "comments_observed_count"),
)
ratios = st.floats(0, 1)
risks = st.sampled_from([name for name in COLUMNS if name.endswith(("_probability", "_risk"))])


def scored(is_known: bool = True, **known: float | None) -> dict[str, Any]:
    row = {"is_known": is_known, **{name: known.get(name) for name in COLUMNS}}
    frame = pl.DataFrame([row], schema={"is_known": pl.Boolean, **dict.fromkeys(COLUMNS, pl.Float64)})
    return quality_scores(frame, LIMITS).row(0, named=True)


def width(row: dict[str, Any]) -> float:
    return float(row["audience_quality_score_p90"] - row["audience_quality_score_p10"])


def a_share(p10: float, p50: float, p90: float) -> dict[str, float]:
    return {"fake_follower_ratio_p10": p10, "fake_follower_ratio_p50": p50, "fake_follower_ratio_p90": p90}


def test_of_whom_nothing_is_known_the_score_is_the_base() -> None:
    row = scored()
    assert row["audience_quality_score_p50"] == row["base"] == pytest.approx(80)
    assert {row[name] for name in COMPONENTS} == {0.0}


def test_points_are_lost_by_risk() -> None:
    row = scored(**a_share(0.1, 0.2, 0.3), engagement_anomaly_probability=0.7, posts_observed_count=10.0)
    assert row["fake_followers"] == pytest.approx(40 * (0.2 - 0.2 / 0.5))
    assert row["engagement"] == pytest.approx(20 * (0.2 - 0.7))


def test_the_interval_adds_in_quadrature() -> None:
    certain = {name: 0.2 for name in COLUMNS if name.endswith(("_probability", "_risk"))}
    rows = {name: 1e12 for name in COLUMNS if name.endswith(("_count", "_observed"))}
    row = scored(**a_share(0.1, 0.2, 0.4), **certain, **rows)
    assert row["audience_quality_score_p90"] - row["audience_quality_score_p50"] == pytest.approx(40 * 0.2, abs=1e-3)
    assert row["audience_quality_score_p50"] - row["audience_quality_score_p10"] == pytest.approx(40 * 0.4, abs=1e-3)


def test_small_creators_get_wide_intervals_and_no_refusal() -> None:
    widths = [
        width(scored(engagement_anomaly_probability=0.1, posts_observed_count=posts)) for posts in (1.0, 5.0, 30.0)
    ]
    assert widths == sorted(widths, reverse=True)
    assert widths[0] < width(scored())


def test_what_is_unknown_never_counts_as_clean() -> None:
    clean = scored(growth_anomaly_probability=0.0, growth_days_observed=60.0)
    assert scored()["audience_quality_score_p50"] < clean["audience_quality_score_p50"]


def test_too_little_data_has_no_score() -> None:
    row = scored(is_known=False)
    assert {row[name] for name in (*SCORE_COLUMNS, "base", *COMPONENTS)} == {None}


def test_points_must_sum_to_100() -> None:
    growth = LIMITS.growth.model_copy(update={"points": 30.0})
    with pytest.raises(ValidationError, match="sum to 100"):
        QualityLimits.model_validate({**LIMITS.model_dump(), "growth": growth.model_dump()})


@settings(max_examples=40, deadline=None)
@given(st.dictionaries(st.sampled_from(COLUMNS[3:]), ratios), st.lists(ratios, min_size=3, max_size=3).map(sorted))
def test_contributions_sum_to_the_score_inside_its_interval(known: dict[str, float], share: list[float]) -> None:
    row = scored(**known, **a_share(*share))
    assert row["base"] + sum(row[name] for name in COMPONENTS) == pytest.approx(
        row["audience_quality_score_p50"], abs=1e-6
    )
    assert 0 <= row["audience_quality_score_p10"] <= row["audience_quality_score_p50"] + 1e-9
    assert row["audience_quality_score_p50"] <= row["audience_quality_score_p90"] + 1e-9 <= 100 + 1e-9


@settings(max_examples=40, deadline=None)
@given(st.dictionaries(st.sampled_from(COLUMNS[3:]), ratios), risks, ratios, ratios)
def test_more_risk_raises_no_end_of_the_score(known: dict[str, float], risk: str, one: float, other: float) -> None:
    low, high = sorted((one, other))
    safer, riskier = (scored(**{**known, risk: value}) for value in (low, high))
    for name in SCORE_COLUMNS:
        assert riskier[name] <= safer[name] + 1e-9


@settings(max_examples=40, deadline=None)
@given(st.lists(ratios, min_size=3, max_size=3).map(sorted), st.integers(0, 2), ratios)
def test_more_fake_followers_raise_no_end_of_the_score(share: list[float], level: int, more: float) -> None:
    raised = sorted(value + (more * (1 - value) if place >= level else 0.0) for place, value in enumerate(share))
    safer, riskier = scored(**a_share(*share)), scored(**a_share(*raised))
    for name in SCORE_COLUMNS:
        assert riskier[name] <= safer[name] + 1e-9
