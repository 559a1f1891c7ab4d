"""One test a stable code that is not a matter of the ranking question."""

from pathlib import Path

import pytest
from fastapi.testclient import TestClient
from pydantic import SecretStr

from matchmaker.api.app import create_app
from matchmaker.errors import ModelUnavailableError, ValidationFailedError
from matchmaker.settings import Settings
from tests.contract.service import BRIEF, a_document, a_question, a_service


def test_an_unknown_ranking_is_not_found(service: TestClient) -> None:
    problem = service.get("/v1/rankings/rk_nothing")

    assert (problem.status_code, problem.json()["code"]) == (404, "not_found")


def test_a_key_with_another_body_is_a_conflict(service: TestClient) -> None:
    headers = {"Idempotency-Key": "one"}
    service.post("/v1/rankings", json=a_question(), headers=headers)

    problem = service.post("/v1/rankings", json=a_question(limit=3), headers=headers)

    assert (problem.status_code, problem.json()["code"]) == (409, "idempotency_conflict")


def test_a_wrong_method_is_not_allowed(service: TestClient) -> None:
    problem = service.get("/v1/rankings")

    assert (problem.status_code, problem.json()["code"], problem.headers["allow"]) == (
        405,
        "method_not_allowed",
        "POST",
    )


def test_an_unknown_address_is_not_found(service: TestClient) -> None:
    assert service.get("/v2/rankings").json()["code"] == "not_found"


def test_a_damaged_cursor_is_refused(service: TestClient) -> None:
    assert service.get("/v1/creators?cursor=é").json()["code"] == "validation_failed"


def test_every_answer_has_a_request_id_that_problems_repeat(service: TestClient) -> None:
    problem = service.get("/v1/rankings/rk_nothing", headers={"X-Request-Id": "trace-1"})

    assert problem.headers["x-request-id"] == problem.json()["request_id"] == "trace-1"


def test_keys_are_asked_for_where_they_are_set(tmp_path: Path) -> None:
    with a_service(tmp_path, api_keys=(SecretStr("open-sesame"),)) as client:
        without = client.get("/v1/definitions")
        wrong = client.get("/v1/definitions", headers={"Authorization": "Bearer open"})
        bearer = client.get("/v1/definitions", headers={"Authorization": "Bearer open-sesame"})
        header = client.get("/v1/definitions", headers={"X-API-Key": "open-sesame"})
        health = client.get("/healthz")

    assert (without.status_code, without.json()["code"]) == (401, "unauthorized")
    assert without.headers["www-authenticate"] == "Bearer"
    assert [answer.status_code for answer in (wrong, bearer, header, health)] == [401, 200, 200, 200]


def test_too_many_requests_are_told_when_to_come_back(tmp_path: Path) -> None:
    with a_service(tmp_path, rate_limit_per_minute=2) as client:
        answers = [client.get("/v1/definitions") for _ in range(3)]

    assert [answer.status_code for answer in answers] == [200, 200, 429]
    assert answers[0].headers["ratelimit-remaining"] == "1"
    assert answers[2].json()["code"] == "rate_limited"
    assert 1 <= int(answers[2].headers["retry-after"]) <= 30


def test_a_body_beyond_the_limit_is_too_large(tmp_path: Path) -> None:
    with a_service(tmp_path, largest_body_bytes=2_000) as client:
        announced = client.post("/v1/rankings", content=b" " * 3_000)
        streamed = client.post("/v1/rankings", content=(b" " * 1_000 for _ in range(3)))

    assert {(answer.status_code, answer.json()["code"]) for answer in (announced, streamed)} == {
        (413, "payload_too_large")
    }


def test_a_service_beyond_this_machine_needs_keys(tmp_path: Path) -> None:
    with pytest.raises(ValidationFailedError, match="MATCHMAKER_API_KEYS"):
        create_app(Settings(host="0.0.0.0", state_dir=tmp_path))


def test_a_service_without_models_does_not_start(tmp_path: Path) -> None:
    with pytest.raises(ModelUnavailableError), a_service(tmp_path, models_dir=tmp_path / "none"):
        pass


def test_a_database_that_fails_is_said_so(tmp_path: Path) -> None:
    with a_service(tmp_path) as client:
        engine = client.app.state.workplace.catalogue.engine  # type: ignore[attr-defined]
        with engine.begin() as connection:
            connection.exec_driver_sql("DROP TABLE rankings")
        problem = client.post("/v1/rankings", json=a_question())

    assert (problem.status_code, problem.json()["code"]) == (507, "storage_failed")


def test_a_creator_is_put_shown_listed_and_forgotten(tmp_path: Path) -> None:
    with a_service(tmp_path) as client:
        first = client.put("/v1/creators/ana", json=a_document("ana")).json()
        again = client.put("/v1/creators/ana", json=a_document("ana")).json()
        client.put("/v1/creators/bea", json=a_document("bea"))
        shown = client.get("/v1/creators/ana").json()
        page = client.get("/v1/creators?limit=1").json()
        rest = client.get("/v1/creators", params={"limit": 1, "cursor": page["next_cursor"]}).json()
        gone = client.delete("/v1/creators/ana")
        missing = client.get("/v1/creators/ana")

    assert first["tables"]["posts"] == {"inserted_count": 3, "updated_count": 0, "unchanged_count": 0}
    assert again["tables"]["posts"] == {"inserted_count": 0, "updated_count": 0, "unchanged_count": 3}
    assert (shown["creator_id"], len(shown["posts"])) == ("ana", 3)
    assert [creator["creator_id"] for creator in page["creators"] + rest["creators"]] == ["ana", "bea"]
    assert rest["next_cursor"] is None
    assert (gone.status_code, missing.json()["code"]) == (204, "creator_unknown")


def test_rejected_rows_come_back_to_be_mended(tmp_path: Path) -> None:
    rows = "creator_id,platform,observed_at,followers_count\nana,instagram,2026-03-01T12:00:00Z,10\nbea,instagram,2026-03-01T12:00:00Z,-1\n"
    with a_service(tmp_path) as client:
        report = client.post("/v1/creators:import", content=rows, headers={"Content-Type": "text/csv"}).json()

    assert report["tables"]["creators"] == {
        "rows_read_count": 2,
        "rows_accepted_count": 1,
        "rows_rejected_count": 1,
        "inserted_count": 1,
        "updated_count": 0,
        "unchanged_count": 0,
    }
    assert [(fault["column"], fault["got"]) for fault in report["faults"]] == [("followers_count", "-1")]
    assert "bea" in report["rejected_rows"]
    assert "ana" not in report["rejected_rows"]


def test_creator_documents_are_imported_as_json_lines(tmp_path: Path) -> None:
    import json

    lines = "\n".join(json.dumps(a_document(name)) for name in ("ana", "bea"))
    with a_service(tmp_path) as client:
        kind = {"Content-Type": "application/x-ndjson"}
        report = client.post("/v1/creators:import", content=lines, headers=kind).json()
        ranking = client.post("/v1/rankings", json={"brief": BRIEF, "candidates": {"creator_ids": ["ana", "bea"]}})

    assert report["tables"]["posts"]["rows_accepted_count"] == 6
    assert len(ranking.json()["items"]) == 2


def test_operations_answer(service: TestClient) -> None:
    service.get("/v1/definitions")

    assert service.get("/healthz").json() == {"status": "ok"}
    assert service.get("/readyz").json()["status"] == "ready"
    assert (
        'matchmaker_requests_total{method="GET",route="/v1/definitions",status="200"}' in service.get("/metrics").text
    )
    assert service.get("/", follow_redirects=False).headers["location"] == "docs"
    assert "cdn" not in service.get("/docs").text


def test_models_name_their_versions_and_have_cards(service: TestClient) -> None:
    models = service.get("/v1/models").json()["models"]

    assert {model["name"] for model in models} == {"topic_fit", "authenticity", "performance"}
    for model in models:
        assert service.get(f"/v1/models/{model['name']}/card").text.startswith("#")
