"""POST /v1/feedback: what became of a ranking's creators."""

from typing import Any

import pytest
from fastapi.testclient import TestClient

from tests.contract.service import BRIEF, a_document, a_question

DAY = "2026-03-02T08:00:00Z"
OUTCOME = {
    "outcome_id": "o1",
    "platform": "instagram",
    "posted_at": "2026-03-03T18:00:00Z",
    "observed_at": "2026-04-02T18:00:00Z",
    "clicks_count": 120,
    "conversions_count": 4,
    "revenue_amount": 180.0,
    "revenue_currency": "USD",
    "attribution_source": "promo_code",
}


def an_event(event: str, creator_id: str = "ana", **known: Any) -> dict[str, Any]:
    return {"creator_id": creator_id, "event": event, "occurred_at": DAY, **known}


@pytest.fixture
def ranking_id(service: TestClient) -> str:
    """A stored ranking of ana, bea and one creator sent along."""
    question = {"brief": BRIEF, "candidates": {"creator_ids": ["ana", "bea"], "creators": [a_document("guest")]}}
    return str(service.post("/v1/rankings", json=question).json()["ranking_id"])


def test_events_and_outcomes_are_stored_once(service: TestClient, ranking_id: str) -> None:
    told = {
        "ranking_id": ranking_id,
        "events": [
            an_event("shown"),
            an_event("shown", "guest"),
            an_event("contracted"),
            an_event("outcome", outcome={**OUTCOME, "outcome_id": f"once-{ranking_id}"}),
        ],
    }
    first, again = (service.post("/v1/feedback", json=told) for _ in range(2))
    assert (first.status_code, again.status_code) == (200, 200)
    assert first.json() == {
        "ranking_id": ranking_id,
        "events_count": 4,
        "events_inserted_count": 4,
        "outcomes": {"inserted_count": 1, "updated_count": 0, "unchanged_count": 0},
    }
    assert again.json()["events_inserted_count"] == 0
    assert again.json()["outcomes"] == {"inserted_count": 0, "updated_count": 0, "unchanged_count": 1}


@pytest.mark.parametrize(
    ("event", "status", "pointer"),
    [
        (an_event("shown", "stranger"), 422, "/events/0/creator_id"),
        (an_event("shown", occurred_at="2999-01-01T00:00:00Z"), 422, "/events/0/occurred_at"),
        (an_event("outcome"), 422, "/events/0/outcome"),
        (an_event("rejected", outcome=OUTCOME), 422, "/events/0/outcome"),
        (an_event("outcome", outcome={**OUTCOME, "clicks_count": -1}), 422, "/events/0/outcome/clicks_count"),
        (an_event("outcome", outcome={**OUTCOME, "creator_id": "ana"}), 422, "/events/0/outcome/creator_id"),
        (an_event("outcome", outcome={**OUTCOME, "revenue_currency": None}), 422, "/events/0/outcome/revenue_currency"),
        (an_event("outcome", "guest", outcome=OUTCOME), 404, "/events/0/creator_id"),
        (an_event("liked"), 422, "/events/0/event"),
    ],
)
def test_faulty_feedback_is_pointed_at_and_nothing_of_it_is_kept(
    event: dict[str, Any], status: int, pointer: str, service: TestClient, ranking_id: str
) -> None:
    answer = service.post("/v1/feedback", json={"ranking_id": ranking_id, "events": [event, an_event("shown")]})
    assert (answer.status_code, answer.json()["errors"][0]["pointer"]) == (status, pointer)
    kept = service.post("/v1/feedback", json={"ranking_id": ranking_id, "events": [an_event("shown")]})
    assert kept.json()["events_inserted_count"] == 1


def test_feedback_on_an_unknown_ranking_is_refused(service: TestClient) -> None:
    answer = service.post("/v1/feedback", json={"ranking_id": "rk_none", "events": [an_event("shown")]})
    assert (answer.status_code, answer.json()["code"]) == (404, "not_found")


def test_a_creator_sent_along_can_be_shown(service: TestClient) -> None:
    ranking_id = service.post("/v1/rankings", json=a_question(a_document("visitor"))).json()["ranking_id"]
    answer = service.post("/v1/feedback", json={"ranking_id": ranking_id, "events": [an_event("shown", "visitor")]})
    assert answer.json()["events_inserted_count"] == 1
