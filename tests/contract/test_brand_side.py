"""A ranking seen from the brand: rivals, mentions and past partnerships, over HTTP."""

from datetime import timedelta
from typing import Any

import pytest
from fastapi.testclient import TestClient
from pydantic import JsonValue, TypeAdapter

from matchmaker.application.questions import read_question
from matchmaker.ranking.brand.document import BrandPart
from tests.contract.service import BRIEF, SEEN, a_document, a_post
from tests.contract.test_documents import blocks

ASKED = {
    **BRIEF,
    "brand": "Velmora",
    "category": "skincare",
    "competitors": ["Nordlicht", "@ferroka"],
    "competitor_window_days": 60,
}


def worked_for_a_rival(creator_id: str) -> dict[str, JsonValue]:
    """A creator with a disclosed post for Nordlicht, an agreed deliverable for Ferroka and a word for Velmora."""
    captions = ("#ad my new serum by @nordlicht", "I still use my Velmora cream for skincare", "a day at sea")
    posts: list[JsonValue] = [
        a_post(f"p{place}", SEEN - timedelta(days=5 + place), caption=caption) for place, caption in enumerate(captions)
    ]
    deal: JsonValue = {
        "collaboration_id": "k1",
        "brand": "@ferroka",
        "started_at": (SEEN - timedelta(days=50)).isoformat(),
    }
    return a_document(creator_id, posts=posts, collaborations=[deal])


def item(service: TestClient, candidates: dict[str, Any], creator_id: str = "eva", **brief: object) -> dict[str, Any]:
    question = {"brief": {**ASKED, **brief}, "candidates": candidates, "as_of": SEEN.isoformat()}
    answer = service.post("/v1/rankings", json=question)
    assert answer.status_code == 200, answer.text
    return next(found for found in answer.json()["items"] if found["creator_id"] == creator_id)


def test_work_for_rivals_is_told_and_asks_for_review(service: TestClient) -> None:
    found = item(service, {"creators": [worked_for_a_rival("eva")]})

    told = [(each["competitor"], each["kind"], each["age_days"]) for each in found["brand"]["competitor_conflicts"]]
    assert told == [("Nordlicht", "paid", 5), ("@ferroka", "collaboration", 50)]
    assert found["decision"] == "review"
    assert found["brand"]["own_mentions"]["organic_posts_count"] == 1
    assert found["brand"]["category_mentions"]["organic_posts_count"] == 1
    assert "competitor_conflict" in {reason["code"] for reason in found["reasons"]}


def test_the_question_and_the_answer_of_the_page_have_every_field() -> None:
    question, part = blocks("docs/brand-side.md", "json")

    assert read_question(question).brief.competitors == ("Nordlicht", "@ferroka_sample")
    TypeAdapter(BrandPart).validate_json(part, strict=True)


def test_stored_and_sent_creators_are_seen_alike(service: TestClient) -> None:
    document = worked_for_a_rival("eva")
    service.put("/v1/creators/eva", json=document).raise_for_status()

    stored = item(service, {"creator_ids": ["eva"]})

    assert stored["brand"] == item(service, {"creators": [document]})["brand"]
    service.delete("/v1/creators/eva").raise_for_status()


def test_a_creator_is_seen_the_same_alone_and_among_others(service: TestClient) -> None:
    alone = item(service, {"creators": [worked_for_a_rival("eva")]})
    among = item(service, {"creator_ids": ["ana", "bea"], "creators": [worked_for_a_rival("eva")]})

    assert among["brand"] == alone["brand"]


def test_the_same_posts_asked_about_earlier_know_less(service: TestClient) -> None:
    document = worked_for_a_rival("eva")
    question = {"brief": ASKED, "candidates": {"creators": [document]}}
    earlier = {**question, "as_of": (SEEN - timedelta(days=5, hours=12)).isoformat()}

    (found,) = service.post("/v1/rankings", json=earlier).json()["items"]

    assert [each["kind"] for each in found["brand"]["competitor_conflicts"]] == ["collaboration"]


def test_posts_beyond_the_newest_thirty_are_looked_through_for_rivals(service: TestClient) -> None:
    captions = ["a day at sea"] * 35 + ["with @nordlicht #ad", "my Nordlicht shelf"] + ["a day at sea"] * 30
    posts: list[JsonValue] = [
        a_post(f"p{place:02d}", SEEN - timedelta(days=1 + place), caption=caption)
        for place, caption in enumerate(captions)
    ]
    service.put("/v1/creators/eva", json=a_document("eva", posts=posts)).raise_for_status()

    brand = item(service, {"creator_ids": ["eva", "ana"]})["brand"]

    told = [(each["kind"], each["age_days"], each["post_ids"]) for each in brand["competitor_conflicts"]]
    assert told == [("paid", 36, ["p35"]), ("named", 37, ["p36"])]
    assert brand["conflict_window"] == {"days": 60, "posts_seen_since": "2025-12-24T12:00:00Z", "is_covered": True}
    assert brand["partnerships"]["posts_seen_count"] == 30
    service.delete("/v1/creators/eva").raise_for_status()


@pytest.mark.parametrize("allowed", [True, False])
def test_a_conflict_excludes_only_where_the_brief_says_so(service: TestClient, allowed: bool) -> None:
    limits = {"competitor_conflicts_allowed": allowed}
    question = {"brief": {**ASKED, "limits": limits}, "candidates": {"creators": [worked_for_a_rival("eva")]}}

    answer = service.post("/v1/rankings", json={**question, "as_of": SEEN.isoformat()}).json()

    assert len(answer["items"]) == int(allowed)
    assert [found["code"] for found in answer["excluded"]] == [] if allowed else ["competitor_conflict"]


def test_a_report_tells_past_partnerships(service: TestClient) -> None:
    service.put("/v1/creators/eva", json=worked_for_a_rival("eva")).raise_for_status()

    told = service.get("/v1/creators/eva/report").json()["partnerships"]

    assert (told["posts_seen_count"], told["paid_posts_count"], told["response"]) == (3, 1, None)
    assert [(partner["name"], partner["source"]) for partner in told["partners"]] == [
        ("@nordlicht", "tagged"),
        ("@ferroka", "collaboration"),
    ]
    service.delete("/v1/creators/eva").raise_for_status()
