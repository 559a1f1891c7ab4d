"""POST /v1/topic-fit: the numbers of a ranking and of the files, brief by brief, with the posts behind them."""

import csv
import json
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient
from pydantic import TypeAdapter
from typer.testing import CliRunner

from matchmaker.application.topic_fit.document import TopicFitAnswer
from matchmaker.cli import command_line
from tests.contract.service import BRIEF, SEEN, a_document, a_post, a_question

BOOTS = {"brief_id": "boots", "text": "Football boots for amateur clubs"}
CAPTIONS = {
    "p1": "My evening skincare routine for sensitive skin",
    "p2": "Football match with the boys tonight",
    "p3": "",
    "p4": "New serum, calm skin",
}


def bob() -> dict[str, Any]:
    posts = [
        a_post(post_id, SEEN - timedelta(days=day), caption=caption)
        for day, (post_id, caption) in enumerate(CAPTIONS.items(), start=1)
    ]
    return a_document("bob", posts=posts)  # type: ignore[arg-type]


def asked(service: TestClient, *documents: dict[str, Any], briefs: tuple[dict[str, Any], ...]) -> dict[str, Any]:
    answer = service.post("/v1/topic-fit", json={"briefs": briefs, "candidates": {"creators": documents}})
    assert answer.status_code == 200, answer.text
    TypeAdapter(TopicFitAnswer).validate_json(answer.content, strict=True)
    document: dict[str, Any] = answer.json()
    return document


def refused(service: TestClient, **question: Any) -> dict[str, Any]:
    problem: dict[str, Any] = service.post("/v1/topic-fit", json=question).json()
    return problem


def test_a_creator_has_the_topic_fit_that_a_ranking_shows(service: TestClient) -> None:
    brief = BRIEF | {"values": ["calm"], "avoid_topics": ["football"]}
    ranking = service.post("/v1/rankings", json=a_question(a_document(), bob()) | {"brief": brief}).json()
    (fits,) = asked(service, bob(), a_document(), briefs=(brief,))["briefs"]
    assert [creator["creator_id"] for creator in fits["creators"]] == ["ana", "bob"]
    parts = ("topic_fit", "values", "avoided_topics")
    assert {creator["creator_id"]: [creator[part] for part in parts] for creator in fits["creators"]} == {
        item["creator_id"]: [item[part] for part in parts] for item in ranking["items"]
    }
    assert fits["brief_understood"] == ranking["brief_understood"]


def test_every_brief_is_answered_under_its_name_or_place(service: TestClient) -> None:
    briefs = asked(service, bob(), briefs=(BRIEF, BOOTS))["briefs"]
    assert [fits["brief_id"] for fits in briefs] == ["0", "boots"]
    alone = asked(service, bob(), briefs=(BOOTS,))["briefs"]
    assert briefs[1] == alone[0]


def test_evidence_raises_and_lowers_and_names_only_posts_that_were_used(service: TestClient) -> None:
    (fits,) = asked(service, bob(), briefs=(BRIEF,))["briefs"]
    (creator,) = fits["creators"]
    found = {post["post_id"]: post["effect"] for post in creator["topic_fit"]["evidence"]}
    assert found == {"p1": "raises", "p4": "raises", "p2": "lowers"}
    assert creator["topic_fit"]["posts_used_count"] == 3
    for reason in creator["reasons"]:
        assert set(reason["evidence"]) <= set(found)


def test_the_file_command_writes_the_same_numbers(
    service: TestClient, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MATCHMAKER_STATE_DIR", str(tmp_path))
    written = {
        "briefs.csv": [{"brief_id": "boots", "text": BOOTS["text"]}],
        "creators.csv": [{"creator_id": "bob", "observed_at": SEEN.isoformat()}],
        "posts.csv": [{"creator_id": "bob", **post} for post in bob()["posts"]],
    }
    for name, rows in written.items():
        with (tmp_path / name).open("w", newline="", encoding="utf-8") as lines:
            table = csv.DictWriter(lines, rows[0])
            table.writeheader()
            table.writerows(rows)
    files = [part for name in ("briefs", "creators", "posts") for part in (f"--{name}", str(tmp_path / f"{name}.csv"))]
    command = ["score", "topic-fit", *files, "--out", str(tmp_path / "out.jsonl")]
    said = CliRunner().invoke(command_line(["score"]), command, catch_exceptions=False)
    assert said.exit_code == 0, said.output

    (row,) = [json.loads(line) for line in (tmp_path / "out.jsonl").read_text(encoding="utf-8").splitlines()]
    (creator,) = asked(service, bob(), briefs=(BOOTS,))["briefs"][0]["creators"]
    assert round(100 * row["topic_fit_probability"], 4) == creator["topic_fit"]["score"]
    assert row["specialism_ratio"] == creator["topic_fit"]["specialism_ratio"]
    assert row["evidence_post_ids"] == [post["post_id"] for post in creator["topic_fit"]["evidence"]]


@pytest.mark.parametrize(
    ("question", "pointer"),
    [
        ({"briefs": [], "candidates": {"creator_ids": ["ana"]}}, "/briefs"),
        ({"briefs": [BRIEF], "candidates": {}}, "/candidates"),
        ({"briefs": [BOOTS, BOOTS], "candidates": {"creator_ids": ["ana"]}}, "/briefs/1/brief_id"),
        ({"briefs": [BRIEF], "candidates": {"creator_ids": ["ana", "ana"]}}, "/candidates/creator_ids/1"),
        ({"briefs": [BRIEF | {"mood": "good"}], "candidates": {"creator_ids": ["ana"]}}, "/briefs/0/mood"),
    ],
)
def test_a_question_that_does_not_fit_is_refused_where_it_does_not(
    question: dict[str, Any], pointer: str, service: TestClient
) -> None:
    problem = refused(service, **question)
    assert problem["code"] == "validation_failed"
    assert problem["errors"][0]["pointer"] == pointer


def test_unknown_creators_are_named(service: TestClient) -> None:
    problem = refused(service, briefs=[BRIEF], candidates={"creator_ids": ["nobody"]})
    assert (problem["code"], problem["errors"][0]["pointer"]) == ("creator_unknown", "/candidates/creator_ids/0")


def test_more_pairs_than_one_answer_holds_are_too_many(service: TestClient) -> None:
    briefs = [{"text": f"Brief {place}"} for place in range(11)]
    names = [f"c{place}" for place in range(500)]
    assert refused(service, briefs=briefs, candidates={"creator_ids": names})["code"] == "too_many_candidates"
