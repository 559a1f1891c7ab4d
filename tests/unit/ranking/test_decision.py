"""Shortlist, review or avoid."""

import pytest

from tests.unit.ranking.assessments import Known, a_brief, item_of, ranked


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


def test_a_conflict_with_a_competitor_asks_for_review() -> None:
    brief = a_brief(competitors=("Nordlicht",))

    found = item_of(ranked(Known(caption="with @nordlicht #ad"), brief=brief))

    assert found["decision"] == "review"
    (said,) = (reason for reason in found["reasons"] if reason["code"] == "competitor_conflict")
    assert said["text"] == (
        "A post for Nordlicht (@nordlicht), disclosed as paid, 1 day ago and 3 more; the brief looks back 90 days"
    )
    assert (said["effect"], said["observed"], said["evidence"]) == ("lowers", 1.0, ["p0", "p1", "p2"])


def test_a_conflict_takes_no_points_off() -> None:
    conflicted, free = Known(caption="with @nordlicht #ad"), Known("bob")

    found = ranked(conflicted, free, brief=a_brief(competitors=("Nordlicht",)))

    assert item_of(found)["score"] == item_of(found, "bob")["score"]
