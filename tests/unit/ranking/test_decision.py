"""Shortlist, review or avoid."""

import pytest

from tests.unit.ranking.assessments import Known, item_of, ranked


@pytest.mark.parametrize(
    ("known", "decision"),
    [
        (Known(), "shortlist"),
        (Known(readiness="ready_low_confidence"), "shortlist"),
        (Known(state="review"), "review"),
        (Known(state="high_risk"), "avoid"),
        (Known(state=None, readiness="insufficient_data"), "review"),
        (Known(fit=0.1), "review"),
        (Known(fit=None), "review"),
        (Known(avoid=0.9), "review"),
        (Known(state="high_risk", fit=None), "avoid"),
    ],
)
def test_authenticity_is_a_gate_and_the_unknown_goes_to_a_person(known: Known, decision: str) -> None:
    assert item_of(ranked(known))["decision"] == decision
