"""POST /v1/performance: the numbers that `matchmaker forecast` writes, post by planned post."""

import json
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient
from pydantic import TypeAdapter
from typer.testing import CliRunner

from matchmaker.application.performance.document import PerformanceAnswer
from matchmaker.cli import command_line
from tests.contract.service import SEEN, a_document, a_post

PLANNED: list[dict[str, Any]] = [
    {
        "creator_id": "eva",
        "planned_post_id": "launch",
        "format": "short_video",
        "planned_at": "2026-03-05T18:00:00Z",
        "caption": "My evening routine #skincare #ad",
        "is_sponsored": True,
    },
    {"creator_id": "eva", "planned_post_id": "early", "count_age_days": 2.0},
]


def asked(service: TestClient, **question: Any) -> dict[str, Any]:
    answer = service.post("/v1/performance", json=question)
    assert answer.status_code == 200, answer.text
    TypeAdapter(PerformanceAnswer).validate_json(answer.content, strict=True)
    document: dict[str, Any] = answer.json()
    return document


def written(folder: Path, creator: dict[str, Any], planned: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """What the command writes for the same creator and planned posts, read back."""
    rows = {
        "creators": [{name: value for name, value in creator.items() if name != "posts"}],
        "posts": [{"creator_id": creator["creator_id"], **post} for post in creator["posts"]],
        "planned": planned,
    }
    command = ["forecast", "--out", str(folder / "forecast.jsonl")]
    for name, listed in rows.items():
        (folder / f"{name}.jsonl").write_text("".join(json.dumps(row) + "\n" for row in listed), encoding="utf-8")
        command += [f"--{name}", str(folder / f"{name}.jsonl")]
    said = CliRunner().invoke(command_line(["forecast"]), command, catch_exceptions=False)
    assert said.exit_code == 0, said.output
    return [json.loads(line) for line in (folder / "forecast.jsonl").read_text(encoding="utf-8").splitlines()]


@pytest.fixture
def state(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("MATCHMAKER_STATE_DIR", str(tmp_path))
    return tmp_path


def test_a_planned_post_gets_the_numbers_of_the_file(service: TestClient, state: Path) -> None:
    creator = a_document("eva")
    (answer,) = asked(service, creators=[creator], planned_posts=PLANNED)["creators"]

    flat = [
        {"creator_id": "eva", "planned_post_id": post["planned_post_id"], "metric": metric, **numbers}
        for post in answer["planned_posts"]
        for metric, numbers in post["metrics"].items()
    ]
    assert flat == written(state, creator, PLANNED)
    likes = answer["planned_posts"][0]["metrics"]["likes_count"]
    assert likes["p10"] < likes["p50"] < likes["p90"]
    assert likes["past_mean"] == pytest.approx(900)
    assert 0.5 < likes["coverage"] < 1
    assert likes["coverage_rows"] >= 100


def test_a_creator_of_the_catalogue_is_forecast_as_one_sent_along(service: TestClient) -> None:
    stored = asked(service, creator_ids=["ana"])["creators"][0]
    sent = asked(service, creators=[a_document("ana")])["creators"][0]
    assert stored == sent
    assert [post["planned_post_id"] for post in stored["planned_posts"]] == ["ordinary"]


def test_creators_answer_in_the_order_of_the_question(service: TestClient) -> None:
    answer = asked(service, creator_ids=["cem", "ana"], creators=[a_document("aaa")])
    assert [creator["creator_id"] for creator in answer["creators"]] == ["cem", "ana", "aaa"]


def test_a_thin_history_is_said(service: TestClient) -> None:
    answer = asked(service, creator_ids=["ana"], creators=[a_document("new", posts=[a_post("p1", SEEN)])])
    assert [(notice["code"], notice["creator_ids"]) for notice in answer["warnings"]] == [("thin_history", ["new"])]
    assert [creator["history_count"] for creator in answer["creators"]] == [3, 1]


def test_what_works_for_a_creator_comes_with_uncertainty(service: TestClient) -> None:
    posts = [
        a_post(
            f"p{day}",
            SEEN - timedelta(days=day + 1),
            format="video" if day % 2 else "photo",
            likes_count=2_000 if day % 2 else 500,
        )
        for day in range(20)
    ]
    (creator,) = asked(service, creators=[a_document("eva", posts=posts)])["creators"]
    found = {(effect["dimension"], effect["level"]): effect["times_usual"] for effect in creator["content_effects"]}
    assert found["format", "video"]["p10"] > 1 > found["format", "photo"]["p90"]


@pytest.mark.parametrize(
    ("question", "status", "pointer"),
    [
        ({}, 422, ""),
        ({"creator_ids": ["nobody"]}, 404, "/creator_ids/0"),
        ({"creator_ids": ["ana", "ana"]}, 422, "/creator_ids/1"),
        ({"creator_ids": [f"c{place}" for place in range(501)]}, 413, "/creators"),
        (
            {"creator_ids": ["ana"], "planned_posts": [{"creator_id": "bea", "planned_post_id": "x"}]},
            422,
            "/planned_posts/0/creator_id",
        ),
        (
            {
                "creator_ids": ["ana"],
                "planned_posts": [{"creator_id": "ana", "planned_post_id": "x", "format": "reel"}],
            },
            422,
            "/planned_posts/0/format",
        ),
        (
            {"creator_ids": ["ana"], "planned_posts": [{"creator_id": "ana", "planned_post_id": "x"}] * 2},
            422,
            "/planned_posts/1/planned_post_id",
        ),
    ],
)
def test_a_faulty_question_is_pointed_at(
    question: dict[str, Any], status: int, pointer: str, service: TestClient
) -> None:
    answer = service.post("/v1/performance", json=question)
    assert (answer.status_code, answer.json()["errors"][0]["pointer"]) == (status, pointer)
