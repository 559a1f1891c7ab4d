"""What an item shows of the audience: the score with its interval, flags with evidence, and that the score is not moved."""

import pytest

from matchmaker.domain.assessment import Flag
from tests.unit.ranking.assessments import Known, item_of, ranked

FLAG = Flag("growth_jump", "Followers grew", 0.2, 0.003, 0.95, ("2026-02-01",), "high_risk", disputed=True)


def test_the_audience_quality_score_is_shown_with_its_interval() -> None:
    assert item_of(ranked(Known(quality=70.0)))["authenticity"]["audience_quality_score"] == {
        "p10": 60.0,
        "p50": 70.0,
        "p90": 75.0,
    }


def test_too_little_data_shows_no_score() -> None:
    assert item_of(ranked(Known(quality=None)))["authenticity"]["audience_quality_score"] is None


def test_a_flag_is_shown_with_evidence_state_and_dispute() -> None:
    (shown,) = item_of(ranked(Known(flags=(FLAG,))))["authenticity"]["flags"]
    assert shown == {
        "code": "growth_jump",
        "text": "Followers grew",
        "observed": 0.2,
        "peer_median": 0.003,
        "probability": 0.95,
        "evidence": ["2026-02-01"],
        "state": "high_risk",
        "disputed": True,
    }


@pytest.mark.parametrize("quality", [5.0, 95.0, None])
def test_it_is_shown_and_moves_no_points(quality: float | None) -> None:
    assert item_of(ranked(Known(quality=quality)))["score"] == item_of(ranked(Known()))["score"]
