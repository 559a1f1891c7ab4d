"""POST and GET /v1/rankings."""

import pytest
from fastapi.testclient import TestClient
from pydantic import TypeAdapter

from matchmaker.ranking.document import Ranking
from tests.contract.service import BRIEF, SEEN, a_document, a_question, without_moments

STORED = {"brief": BRIEF, "candidates": {"creator_ids": ["ana", "bea", "cem"]}, "as_of": SEEN.isoformat()}


def test_the_answer_has_the_declared_shape(service: TestClient) -> None:
    answer = service.post("/v1/rankings", json=STORED)

    assert answer.status_code == 200
    TypeAdapter(Ranking).validate_json(answer.content, strict=True)


def test_contributions_sum_to_the_score(service: TestClient) -> None:
    for item in service.post("/v1/rankings", json=STORED).json()["items"]:
        assert sum(item["contributions"].values()) == pytest.approx(item["score"], abs=1e-6)


def test_the_same_question_gets_the_same_answer(service: TestClient) -> None:
    first, second = (service.post("/v1/rankings", json=STORED).json() for _ in range(2))

    assert without_moments(first) == without_moments(second)
    assert first["ranking_id"] != second["ranking_id"]


def test_the_order_of_candidates_changes_nothing(service: TestClient) -> None:
    turned = {**STORED, "candidates": {"creator_ids": ["cem", "ana", "bea"]}}

    assert without_moments(service.post("/v1/rankings", json=turned).json()) == without_moments(
        service.post("/v1/rankings", json=STORED).json()
    )


def test_a_stored_ranking_is_returned_unchanged(service: TestClient) -> None:
    answer = service.post("/v1/rankings", json=STORED)

    assert service.get(f"/v1/rankings/{answer.json()['ranking_id']}").content == answer.content


def test_a_ranking_is_stored_with_its_question_and_feature_values(service: TestClient) -> None:
    ranking_id = service.post("/v1/rankings", json=STORED).json()["ranking_id"]

    inputs = service.get(f"/v1/rankings/{ranking_id}/inputs").json()

    assert inputs["question"]["brief"]["text"] == BRIEF["text"]
    assert inputs["features"]["creator_id"] == ["ana", "bea", "cem"]
    assert inputs["features"]["followers_count"] == [40_000.0] * 3


def test_stored_and_sent_creators_get_the_same_numbers(service: TestClient) -> None:
    stored = service.post("/v1/rankings", json={**STORED, "candidates": {"creator_ids": ["ana"]}}).json()
    sent = service.post("/v1/rankings", json=a_question(a_document("ana"), as_of=SEEN.isoformat())).json()

    assert sent["items"] == stored["items"]


def test_stored_and_sent_creators_are_ranked_together(service: TestClient) -> None:
    question = {"brief": BRIEF, "candidates": {"creator_ids": ["ana"], "creators": [a_document("eva")]}}

    answer = service.post("/v1/rankings", json=question).json()

    assert {item["creator_id"] for item in answer["items"]} == {"ana", "eva"}


def test_a_creator_changed_in_the_catalogue_is_ranked_as_it_is_now(service: TestClient) -> None:
    service.put("/v1/creators/dan", json=a_document("dan", followers_count=20_000))
    question = {"brief": BRIEF, "candidates": {"creator_ids": ["dan"]}}
    service.post("/v1/rankings", json=question)
    service.put("/v1/creators/dan", json=a_document("dan", followers_count=30_000, observed_at="2026-03-02T12:00:00Z"))

    answer = service.post("/v1/rankings", json=question).json()

    assert answer["items"][0]["followers_count"] == 30_000


def test_models_policy_and_interval_are_named(service: TestClient) -> None:
    answer = service.post("/v1/rankings", json=STORED).json()

    assert set(answer["models"]) == {"topic_fit", "authenticity", "performance"}
    assert {model["source"] for model in answer["models"].values()} == {"shipped"}
    assert answer["interval"]["nominal"] == 0.8


def test_a_repeated_key_gets_the_first_answer(service: TestClient) -> None:
    headers = {"Idempotency-Key": "campaign-7"}

    first, second = (service.post("/v1/rankings", json=STORED, headers=headers) for _ in range(2))

    assert first.content == second.content


def test_the_golden_prices_and_goals_are_warned_of(service: TestClient) -> None:
    goals = [{"metric": "clicks", "target_count": 15_000}, {"metric": "conversions", "target_count": 3_000}]
    offer = {"creator_id": "ana", "fee": {"amount": 2_000, "currency": "USD"}}

    answer = service.post("/v1/rankings", json={**STORED, "brief": {**BRIEF, "goals": goals}, "offers": [offer]})

    assert {"price_inconsistent", "goal_unlikely"} <= {notice["code"] for notice in answer.json()["warnings"]}


HYBRID = {
    "creator_id": "ana",
    "compensation": "hybrid",
    "fee": {"amount": 200, "currency": "USD"},
    "commission_ratio": 0.1,
    "deliverables": [{"format": "story", "count": 2}],
}


def test_deliverables_and_pay_by_sales_are_priced_together(service: TestClient) -> None:
    brief = {
        **BRIEF,
        "order_value": {"amount": 60, "currency": "USD"},
        "goals": [{"metric": "reach", "target_count": 9}],
    }

    answer = service.post("/v1/rankings", json={**STORED, "brief": brief, "offers": [HYBRID]})

    TypeAdapter(Ranking).validate_json(answer.content, strict=True)
    ana = next(item for item in answer.json()["items"] if item["creator_id"] == "ana")
    assert ana["performance"]["deliverables"] == [{"format": "story", "count": 2}]
    assert ana["performance"]["cost"]["p90"] > ana["performance"]["cost"]["p10"] > 200
    assert ana["goals"][0]["probability"] is not None


def test_a_commission_without_an_order_value_is_pointed_at(service: TestClient) -> None:
    answer = service.post("/v1/rankings", json={**STORED, "offers": [HYBRID]})

    assert answer.status_code == 422
    assert [fault["pointer"] for fault in answer.json()["errors"]] == ["/offers/0/commission_ratio"]


@pytest.mark.parametrize(
    "offer",
    [
        {"creator_id": "ana"},
        {"creator_id": "ana", "compensation": "product", "fee": {"amount": 9, "currency": "USD"}},
        {"creator_id": "ana", "compensation": "hybrid", "fee": {"amount": 9, "currency": "USD"}},
        {
            "creator_id": "ana",
            "compensation": "hybrid",
            "fee": {"amount": 9, "currency": "USD"},
            "product": {"amount": 9, "currency": "EUR"},
        },
    ],
)
def test_an_offer_that_is_not_what_it_says_is_refused(service: TestClient, offer: dict[str, object]) -> None:
    answer = service.post("/v1/rankings", json={**STORED, "offers": [offer]})

    assert answer.status_code == 422
    assert answer.json()["errors"][0]["pointer"] == "/offers/0"
