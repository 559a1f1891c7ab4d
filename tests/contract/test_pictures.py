"""Pictures of creators beside the brand's in a ranking."""

from fastapi.testclient import TestClient
from pydantic import JsonValue, TypeAdapter

from matchmaker.ranking.document import Ranking
from tests.contract.service import BRIEF, SEEN, a_document, a_question

IMAGES: dict[str, JsonValue] = {"image_space": "clip", "image_vectors": [[1.0, 0.0]]}


def _ranked(service: TestClient, brief: dict[str, JsonValue], **vectors: list[JsonValue]) -> Ranking:
    """A ranking of creators who have one picture each, below their newest post."""
    documents = [
        a_document(name, post_vectors=[{"post_id": "p0", "space": "clip", "vector": vector}])
        for name, vector in vectors.items()
    ]
    question = {**a_question(*documents, as_of=SEEN.isoformat()), "brief": {**BRIEF, **brief}}
    answer = service.post("/v1/rankings", json=question)
    return TypeAdapter(Ranking).validate_json(answer.content, strict=True)


def test_a_ranking_shows_how_alike_pictures_are_and_scores_nothing_for_it_uncalibrated(service: TestClient) -> None:
    seen, unseen = (_ranked(service, brief, dan=[3.0, 4.0], eve=[-1.0, 0.0])["items"] for brief in (IMAGES, {}))
    assert {item["creator_id"]: item["topic_fit"]["visual_similarity"] for item in seen} == {"dan": 0.6, "eve": -1.0}
    assert [item["topic_fit"]["visual_similarity"] for item in unseen] == [None, None]
    assert [item["score"] for item in seen] == [item["score"] for item in unseen]


def test_a_brand_whose_pictures_meet_none_of_their_space_is_told(service: TestClient) -> None:
    answer = _ranked(service, IMAGES, dan=[1.0, 0.0, 0.0])
    assert "no_pictures_to_compare" in {warning["code"] for warning in answer["warnings"]}


def test_vectors_without_their_space_and_of_two_lengths_are_refused_with_their_place(service: TestClient) -> None:
    brief = {**BRIEF, "image_vectors": [[1.0, 0.0], [1.0]]}
    answer = service.post("/v1/rankings", json={**a_question(a_document("dan")), "brief": brief})
    assert answer.status_code == 422
    assert [fault["pointer"] for fault in answer.json()["errors"]] == ["/brief/image_vectors/1", "/brief/image_space"]
