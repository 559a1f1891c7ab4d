from collections.abc import Iterator
from datetime import timedelta

import pytest
from fastapi.testclient import TestClient
from pydantic import JsonValue

from tests.contract.service import SEEN, a_document, a_post, a_question, a_service

POSTS_EACH = 30


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    with a_service(tmp_path_factory.mktemp("passes")) as client:
        yield client


def creators(count: int) -> list[dict[str, JsonValue]]:
    """Creators who post about skincare, the first of them most of all."""
    return [
        a_document(
            f"creator-{place}",
            posts=[
                a_post(f"p{age}", SEEN - timedelta(days=age + 1), caption=_caption(age, place))
                for age in range(POSTS_EACH)
            ],
        )
        for place in range(count)
    ]


def _caption(age: int, place: int) -> str:
    return "Gentle skincare for sensitive skin" if age >= place else "The second half kicked off in the rain"


def encoders(service: TestClient, documents: list[dict[str, JsonValue]]) -> dict[str, str]:
    answer = service.post("/v1/rankings", json=a_question(*documents)).raise_for_status().json()
    return {item["creator_id"]: item["topic_fit"]["encoder"] for item in answer["items"]}


def test_few_captions_are_all_read_precisely(service: TestClient) -> None:
    assert set(encoders(service, creators(4)).values()) == {"precise"}


def test_of_many_captions_the_head_of_the_list_is_read_precisely(service: TestClient) -> None:
    used = encoders(service, creators(6))
    assert sorted(used.values()) == ["fast"] * 3 + ["precise"] * 3
    assert used["creator-0"] == "precise"


def test_the_same_question_is_read_the_same_way_again_and_in_any_order(service: TestClient) -> None:
    documents = creators(6)
    assert encoders(service, documents) == encoders(service, documents[::-1])


def test_creators_of_the_catalogue_are_read_precisely_beside_many_sent_along(service: TestClient) -> None:
    stored = a_document("stored")
    service.put("/v1/creators/stored", json=stored).raise_for_status()
    question = a_question(*creators(6))
    question["candidates"]["creator_ids"] = ["stored"]  # type: ignore[call-overload,index]
    answer = service.post("/v1/rankings", json=question).raise_for_status().json()
    used = {item["creator_id"]: item["topic_fit"]["encoder"] for item in answer["items"]}
    assert used["stored"] == "precise"
    assert "fast" in used.values()


def test_a_creator_without_a_caption_was_read_by_no_encoder(service: TestClient) -> None:
    silent = a_document("silent", posts=[a_post("p0", SEEN - timedelta(days=1), caption=None)])
    assert encoders(service, [silent, *creators(1)])["silent"] is None
