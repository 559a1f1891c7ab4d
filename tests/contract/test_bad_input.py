"""Bad input is answered with its place and what to do, never with a crash."""

from datetime import timedelta
from typing import Any

import pytest
from fastapi.testclient import TestClient

from tests.contract.service import BRIEF, SEEN, a_document, a_post, a_question


def refused(service: TestClient, question: object) -> tuple[int, str, set[str]]:
    """Status, code and pointers of the refusal."""
    problem = service.post("/v1/rankings", json=question)
    document = problem.json()
    assert problem.headers["content-type"] == "application/problem+json"
    return problem.status_code, document["code"], {fault["pointer"] for fault in document["errors"]}


@pytest.mark.parametrize(
    ("body", "content"),
    [
        ("empty", b""),
        ("not JSON", b"{"),
        ("not UTF-8", '{"brief": {"text": "Größe"}}'.encode("latin-1")),
        ("UTF-16", '{"brief": {"text": "x"}}'.encode("utf-16")),
        ("a list", b"[]"),
        ("NaN", b'{"brief": {"text": "skincare"}, "candidates": {"creators": [{"followers_count": NaN}]}}'),
        ("Infinity", b'{"brief": {"text": "skincare", "limits": {"data_age_days_max": Infinity}}, "candidates": {}}'),
        ("nested", b"[" * 100_000),
    ],
)
def test_a_body_that_is_no_question_is_refused(service: TestClient, body: str, content: bytes) -> None:
    problem = service.post("/v1/rankings", content=content, headers={"Content-Type": "application/json"})

    assert (problem.status_code, problem.json()["code"]) == (422, "validation_failed"), body


@pytest.mark.parametrize(
    ("known", "pointer"),
    [
        ({"followers_count": -1}, "/candidates/creators/0/followers_count"),
        ({"followers_count": False}, "/candidates/creators/0/followers_count"),
        ({"followers_count": 1.5}, "/candidates/creators/0/followers_count"),
        ({"followers_count": 1e999}, "/candidates/creators/0/followers_count"),
        ({"observed_at": "2999-01-01T00:00:00Z"}, "/candidates/creators/0/observed_at"),
        ({"observed_at": "yesterday"}, "/candidates/creators/0/observed_at"),
        ({"platform": "myspace"}, "/candidates/creators/0/platform"),
        ({"followers": 3}, "/candidates/creators/0/followers"),
        ({"posts": [a_post("p", SEEN, likes_count=-5)]}, "/candidates/creators/0/posts/0/likes_count"),
        ({"posts": [a_post("p", SEEN, caption="a" * 10_000_000)]}, "/candidates/creators/0/posts/0/caption"),
        ({"posts": [a_post("p", SEEN + timedelta(days=9))]}, "/candidates/creators/0/posts/0/posted_at"),
    ],
)
def test_a_faulty_creator_is_pointed_at(service: TestClient, known: dict[str, Any], pointer: str) -> None:
    if known.get("followers_count") == float("inf"):
        text = '{"brief": {"text": "skincare"}, "candidates": {"creators": [{"creator_id": "ana", "platform": "instagram", '
        text += '"observed_at": "2026-03-01T12:00:00Z", "followers_count": 1e999}]}}'
        problem = service.post("/v1/rankings", content=text)
        assert problem.status_code == 422
        return

    status, code, pointers = refused(service, a_question(a_document(**known)))

    assert (status, code) == (422, "validation_failed")
    assert pointer in pointers


@pytest.mark.parametrize(
    ("change", "pointer"),
    [
        ({"brief": {"text": ""}}, "/brief/text"),
        ({"brief": {"text": " \n "}}, "/brief/text"),
        ({"brief": {"text": "x" * 50_000}}, "/brief/text"),
        ({"brief": {"text": 3}}, "/brief/text"),
        ({"brief": {**BRIEF, "colour": "red"}}, "/brief/colour"),
        ({"brief": {**BRIEF, "objective": "fame"}}, "/brief/objective"),
        ({"brief": {**BRIEF, "budget": {"amount": False, "currency": "USD"}}}, "/brief/budget/amount"),
        ({"brief": {**BRIEF, "budget": {"amount": 5, "currency": "EUR"}}}, "/brief/budget/currency"),
        ({"brief": {**BRIEF, "limits": {"followers_count_min": -1}}}, "/brief/limits/followers_count_min"),
        ({"limit": 0}, "/limit"),
        ({"limit": True}, "/limit"),
        ({"limit": 501}, "/limit"),
        ({"as_of": "2026-03-01T12:00:00"}, "/as_of"),
        ({"explain": True}, "/explain"),
        ({"candidates": {}}, "/candidates"),
        ({"candidates": {"creator_ids": ["ana", "ana"]}}, "/candidates/creator_ids/1"),
        ({"candidates": {"creators": [a_document(), a_document()]}}, "/candidates/creators/1/creator_id"),
        ({"candidates": {"creator_ids": ["../etc"]}}, "/candidates/creator_ids/0"),
        ({"candidates": {"creators": ["ana"]}}, "/candidates/creators/0"),
    ],
)
def test_a_faulty_question_is_pointed_at(service: TestClient, change: dict[str, Any], pointer: str) -> None:
    status, code, pointers = refused(service, {**a_question(), **change})

    assert (status, code) == (422, "validation_failed")
    assert pointer in pointers


def test_a_creator_nobody_knows_is_pointed_at(service: TestClient) -> None:
    question = {"brief": BRIEF, "candidates": {"creator_ids": ["ana", "nobody"]}}

    assert refused(service, question) == (404, "creator_unknown", {"/candidates/creator_ids/1"})


def test_five_hundred_and_one_candidates_are_too_many(service: TestClient) -> None:
    question = {"brief": BRIEF, "candidates": {"creator_ids": [f"c{place}" for place in range(501)]}}

    assert refused(service, question) == (413, "too_many_candidates", {"/candidates"})


def test_data_older_than_asked_for_is_refused_when_nothing_fresh_is_left(service: TestClient) -> None:
    old = {"brief": {**BRIEF, "limits": {"data_age_days_max": 1}}, "candidates": {"creator_ids": ["ana"]}}

    assert refused(service, {**old, "as_of": "2026-04-01T12:00:00Z"})[:2] == (409, "data_too_old")


@pytest.mark.parametrize(
    "known",
    [
        {"followers_count": 0},
        {"followers_count": None},
        {"posts": []},
        {"posts": [a_post("p", SEEN)]},
        {"posts": [a_post("p", SEEN, likes_count=0, comments_count=0)]},
        {"posts": [a_post(f"p{place}", SEEN - timedelta(days=place), caption="😀😍🔥") for place in range(4)]},
        {
            "posts": [
                a_post(f"p{place}", SEEN - timedelta(days=place), caption="روتين العناية بالبشرة") for place in range(4)
            ]
        },
        {"posts": [a_post(f"p{place}", SEEN - timedelta(days=place), caption="") for place in range(4)]},
        {
            "posts": [
                a_post(f"p{place}", SEEN - timedelta(days=place), caption=None, likes_count=None) for place in range(4)
            ]
        },
    ],
)
def test_a_sparse_or_unusual_creator_is_ranked(service: TestClient, known: dict[str, Any]) -> None:
    question = a_question(a_document(**known), brief={**BRIEF, "limits": {"posts_count_min": 0}})

    answer = service.post("/v1/rankings", json=question)

    assert answer.status_code == 200, answer.text
    assert [item["creator_id"] for item in answer.json()["items"]] == ["ana"]


@pytest.mark.parametrize("text", ["Skincare", "😀", "x" * 20_000, "العناية بالبشرة"])
def test_an_unusual_brief_is_answered(service: TestClient, text: str) -> None:
    assert service.post("/v1/rankings", json=a_question(brief={"text": text})).status_code == 200


def test_everyone_may_be_outside_the_limits(service: TestClient) -> None:
    answer = service.post("/v1/rankings", json=a_question(brief={**BRIEF, "limits": {"platforms": ["tiktok"]}})).json()

    assert answer["items"] == []
    assert [entry["code"] for entry in answer["excluded"]] == ["platform_not_allowed"]
