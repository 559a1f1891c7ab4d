"""POST and GET /v1/disputes: a contested flag goes to a person."""

import json
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient

from tests.contract.service import BRIEF, a_document, a_service

OBJECTION = {"creator_id": "ana", "flag_code": "growth_jump", "reason": "A giveaway.", "contact": "ana@example.org"}


def opened(service: TestClient, **change: Any) -> dict[str, Any]:
    answer = service.post("/v1/disputes", json={**OBJECTION, **change})
    assert answer.status_code == 200, answer.text
    document: dict[str, Any] = answer.json()
    return document


def test_an_objection_is_kept_and_the_same_one_twice_is_one(service: TestClient) -> None:
    first, again = opened(service), opened(service)

    assert first == again
    assert service.get(f"/v1/disputes/{first['dispute_id']}").json() == first
    assert {name: first[name] for name in OBJECTION} == OBJECTION
    assert (first["outcome"], first["resolved_at"]) == (None, None)


def test_disputes_of_a_creator_come_page_by_page(service: TestClient) -> None:
    raised = [opened(service, creator_id="bea", reason=f"reason {place}")["dispute_id"] for place in range(3)]

    first = service.get("/v1/disputes", params={"creator_id": "bea", "limit": 2}).json()
    second = service.get(
        "/v1/disputes", params={"creator_id": "bea", "limit": 2, "cursor": first["next_cursor"]}
    ).json()

    shown = [dispute["dispute_id"] for page in (first, second) for dispute in page["disputes"]]
    assert (shown, second["next_cursor"]) == (raised, None)


def test_a_resolved_dispute_says_what_became_of_it_once(service: TestClient) -> None:
    address = f"/v1/disputes/{opened(service, creator_id='cem')['dispute_id']}"
    decided = {"outcome": "corrected", "note": "The history had a gap."}

    resolved = service.post(f"{address}:resolve", json=decided)
    again = service.post(f"{address}:resolve", json=decided)
    other = service.post(f"{address}:resolve", json={**decided, "outcome": "upheld"})

    assert (resolved.status_code, again.json()) == (200, resolved.json())
    assert (resolved.json()["outcome"], resolved.json()["note"]) == ("corrected", "The history had a gap.")
    assert (other.status_code, other.json()["code"]) == (409, "dispute_resolved")
    assert service.get("/v1/disputes", params={"creator_id": "cem", "is_open": "true"}).json()["disputes"] == []


@pytest.mark.parametrize(
    ("change", "pointer"),
    [
        ({"creator_id": "../etc"}, "/creator_id"),
        ({"flag_code": "Growth Jump"}, "/flag_code"),
        ({"flag_code": "bad_hair"}, "/flag_code"),
        ({"reason": "  "}, "/reason"),
        ({"reason": "x" * 4_001}, "/reason"),
        ({"contact": 3}, "/contact"),
        ({"colour": "red"}, "/colour"),
    ],
)
def test_a_faulty_objection_is_pointed_at(service: TestClient, change: dict[str, Any], pointer: str) -> None:
    problem = service.post("/v1/disputes", json={**OBJECTION, **change})

    assert (problem.status_code, problem.json()["code"]) == (422, "validation_failed")
    assert pointer in {fault["pointer"] for fault in problem.json()["errors"]}


def test_a_creator_nobody_knows_cannot_be_contested(service: TestClient) -> None:
    problem = service.post("/v1/disputes", json={**OBJECTION, "creator_id": "nobody"})

    assert (problem.status_code, problem.json()["code"]) == (404, "creator_unknown")


def test_a_key_with_another_objection_is_a_conflict(service: TestClient) -> None:
    headers = {"Idempotency-Key": "dispute-1"}
    first, again = (service.post("/v1/disputes", json=OBJECTION, headers=headers) for _ in range(2))
    other = service.post("/v1/disputes", json={**OBJECTION, "reason": "Press."}, headers=headers)

    assert first.json() == again.json()
    assert other.json()["code"] == "idempotency_conflict"


def test_nothing_a_person_wrote_outlives_the_creator_or_is_logged(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    with a_service(tmp_path) as service:
        service.put("/v1/creators/ana", json=a_document("ana"))
        service.post("/v1/disputes", json=OBJECTION, headers={"Idempotency-Key": "k"})
        service.post("/v1/disputes", json={**OBJECTION, "contact": "x" * 321 + "ana@example.org"})
        service.delete("/v1/creators/ana")
    assert "example.org" not in "".join(capfd.readouterr())
    with closing(sqlite3.connect(tmp_path / "matchmaker.sqlite")) as connection:
        rows = [row for name in tables(connection) for row in connection.execute(f"SELECT * FROM {name}")]
    assert "example.org" not in json.dumps(rows, default=str)


def tables(connection: sqlite3.Connection) -> list[str]:
    return [name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]


def test_a_contested_flag_is_marked_in_rankings_until_it_is_resolved(tmp_path: Path) -> None:
    """Twelve likes a post of 50,000 followers ask for high_risk; while that is contested a person looks."""
    question = {"brief": BRIEF, "candidates": {"creator_ids": ["ana"]}}
    few_likes = [{**post, "likes_count": 12, "comments_count": 0} for post in a_document()["posts"]]  # type: ignore[arg-type,union-attr]
    with a_service(tmp_path) as service:
        service.put("/v1/creators/ana", json=a_document("ana", followers_count=50_000, posts=few_likes))
        before = service.post("/v1/rankings", json=question).json()["items"][0]
        dispute = opened(service, flag_code="engagement_below_peers")
        during = service.post("/v1/rankings", json=question).json()["items"][0]
        service.post(f"/v1/disputes/{dispute['dispute_id']}:resolve", json={"outcome": "upheld", "note": "As seen."})
        after = service.post("/v1/rankings", json=question).json()["items"][0]

    assert (before["decision"], during["decision"], after["decision"]) == ("avoid", "review", "avoid")
