"""Briefs over HTTP: what was understood, what is avoided, and the neighbouring audience."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient

from matchmaker.bundles import save_bundle
from matchmaker.resources import resource_folder
from tests.contract.service import SEEN as NOW
from tests.contract.service import a_document, a_post, a_question, a_service
from tests.unit.scorers.topic_fit.test_adjacent import with_heads

CAPTIONS = {
    "skincare": ["My evening skincare routine", "New serum, calm skin", "Sunscreen first, always"],
    "makeup": ["Smokey eye in five minutes", "Three lipsticks for autumn", "Bridal make-up trial"],
    "betting": [
        "My accumulator came in, five out of five",
        "Blackjack at the casino",
        "Free spins on the slots tonight",
    ],
}


@pytest.fixture(scope="module")
def knowing(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    """A service whose topic fit has heads that can be checked by hand."""
    folder: Path = tmp_path_factory.mktemp("models")
    for model in resource_folder("models").iterdir():
        if model.name != "topic_fit":
            (folder / model.name).symlink_to(model)
    bundle = with_heads().bundle
    save_bundle(folder / "topic_fit" / "bundle", bundle.manifest, dict(bundle.contents))
    with a_service(tmp_path_factory.mktemp("state"), models_dir=folder) as service:
        yield service


def items(service: TestClient, **brief: Any) -> dict[str, dict[str, Any]]:
    documents = [
        a_document(name, posts=[a_post(f"p{n}", NOW, caption=caption) for n, caption in enumerate(captions)])  # type: ignore[arg-type]
        for name, captions in CAPTIONS.items()
    ]
    answer = service.post("/v1/rankings", json=a_question(*documents) | {"brief": brief})  # type: ignore[arg-type]
    assert answer.status_code == 200, answer.text
    return {item["creator_id"]: item for item in answer.json()["items"]}


def test_what_the_text_rules_out_is_understood_looked_for_and_cited(knowing: TestClient) -> None:
    found = items(knowing, text="Gentle serum for sensitive skin. Avoid gambling.")
    assert [topic["topic"] for topic in found["skincare"]["avoided_topics"]] == ["gambling"]
    (bettor,), (other,) = (found[name]["avoided_topics"] for name in ("betting", "skincare"))
    assert bettor["probability"] > other["probability"]
    assert bettor["evidence"]
    assert (
        found["betting"]["contributions"]["avoided_topics"] < found["skincare"]["contributions"]["avoided_topics"] <= 0
    )


def test_the_answer_says_how_the_brief_was_read(knowing: TestClient) -> None:
    answer = knowing.post(
        "/v1/rankings", json=a_question() | {"brief": {"text": "Gentle serum. Avoid gambling."}}
    ).json()
    said = answer["brief_understood"]
    assert (said["wanted"], said["avoid_topics"], said["read_from_text"]) == (
        "Gentle serum.",
        ["gambling"],
        ["avoid_topics"],
    )
    assert answer["policy_version"] == "3"


def test_neighbours_are_looked_for_when_the_brief_asks_for_them(knowing: TestClient) -> None:
    brief = {"text": "Gentle serum for sensitive skin, a skincare routine", "category": "Skincare"}
    adjacent, primary = items(knowing, **brief, fit_mode="adjacent"), items(knowing, **brief)
    assert adjacent["makeup"]["topic_fit"]["score"] > adjacent["skincare"]["topic_fit"]["score"]
    for name in CAPTIONS:
        fit = adjacent[name]["topic_fit"]
        assert fit["category_probability"] == pytest.approx(primary[name]["topic_fit"]["score"] / 100, abs=1e-4)
        assert 0 <= fit["adjacency"] <= 1
        assert primary[name]["topic_fit"]["adjacency"] is None
        assert "adjacent" in [reason["code"] for reason in adjacent[name]["reasons"]]


def test_an_unknown_fit_mode_is_refused(knowing: TestClient) -> None:
    answer = knowing.post("/v1/rankings", json=a_question() | {"brief": {"text": "Serum", "fit_mode": "near"}})
    assert answer.status_code == 422
    assert answer.json()["errors"][0]["pointer"] == "/brief/fit_mode"
