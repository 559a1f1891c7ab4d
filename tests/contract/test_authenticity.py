"""POST /v1/authenticity: the numbers of the files, item by item."""

import csv
import json
from datetime import timedelta
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from fastapi.testclient import TestClient
from pydantic import TypeAdapter
from typer.testing import CliRunner

from matchmaker.application.report.document import AuthenticityAnswer
from matchmaker.cli import command_line
from tests.contract.service import SEEN, a_document

ACCOUNTS: list[dict[str, Any]] = [
    {
        "account_id": "a1",
        "followers_count": 10,
        "following_count": 5000,
        "posts_count": 0,
        "bio": "hi",
        "is_private": True,
    },
    {
        "followers_count": 1200,
        "following_count": 300,
        "posts_count": 80,
        "username": "bread.by.eva",
        "posts_per_day": 0.3,
    },
    {"username_entropy": 2.321928094887362},
]
COMMENTS = [
    "Check my channel, FREE gift cards!!! http://x.example",
    "Which flour do you use for the crust?",
    "😍",
    "",
    None,
]
CAPTIONS = ["Paid partnership with Oatly #ad", "Sunday walk by the lake", None]


def asked(service: TestClient, **items: Any) -> dict[str, Any]:
    answer = service.post("/v1/authenticity", json=items)
    assert answer.status_code == 200, answer.text
    TypeAdapter(AuthenticityAnswer).validate_json(answer.content, strict=True)
    document: dict[str, Any] = answer.json()
    return document


def scored(kind: str, rows: list[dict[str, Any]], ending: str, folder: Path) -> list[dict[str, Any]]:
    """What `matchmaker score` writes for the rows, read back."""
    source, out = folder / f"rows{ending}", folder / f"scored{ending}"
    if ending == ".csv":
        names = list(dict.fromkeys(name for row in rows for name in row))
        with source.open("w", newline="", encoding="utf-8") as lines:
            written = csv.DictWriter(lines, names)
            written.writeheader()
            written.writerows(rows)
    else:
        source.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    command = ["score", kind, str(source), "--out", str(out)]
    said = CliRunner().invoke(command_line(["score"]), command, catch_exceptions=False)
    assert said.exit_code == 0, said.output
    if ending == ".csv":
        return pl.read_csv(out, infer_schema_length=None).to_dicts()
    return [json.loads(line) for line in out.read_text(encoding="utf-8").splitlines()]


@pytest.fixture
def state(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("MATCHMAKER_STATE_DIR", str(tmp_path))
    return tmp_path


@pytest.mark.parametrize("ending", [".csv", ".jsonl"])
def test_accounts_get_the_numbers_of_the_file(ending: str, service: TestClient, state: Path) -> None:
    answer = asked(service, accounts=ACCOUNTS)["accounts"]
    written = scored("accounts", ACCOUNTS, ending, state)

    names = ("fake_probability", "automated_probability", "coordinated_probability")
    assert [[row[name] for name in names] for row in written] == [[item[name] for name in names] for item in answer]
    assert [item["account_id"] for item in answer] == ["a1", None, None]
    assert answer[0]["fake_probability"] > answer[1]["fake_probability"]
    assert answer[2]["fake_probability"] is None


@pytest.mark.parametrize("ending", [".csv", ".jsonl"])
@pytest.mark.parametrize(("kind", "texts"), [("comments", COMMENTS), ("captions", CAPTIONS)])
def test_texts_get_the_numbers_of_the_file(
    kind: str, texts: list[str | None], ending: str, service: TestClient, state: Path
) -> None:
    answer = asked(service, **{kind: [{"id": f"t{place}", "text": text} for place, text in enumerate(texts)]})[kind]
    written = scored(kind, [{"text": text, "row": place} for place, text in enumerate(texts)], ending, state)

    names = [name for name in answer[0] if name != "id"]
    assert [[row[name] for name in names] for row in written] == [[item[name] for name in names] for item in answer]
    assert [item["id"] for item in answer] == [f"t{place}" for place in range(len(texts))]
    assert answer[-1][names[0]] is None


def test_an_audience_sent_along_gets_the_share_of_the_file(service: TestClient, state: Path) -> None:
    followers = [
        {"account_id": f"f{row}", "followers_count": row, "following_count": 90 * row, "posts_count": row % 3}
        for row in range(60)
    ]
    (creator,) = asked(service, creators=[a_document("eva", follower_profiles=followers)])["creators"]
    (written,) = scored("audience", [{"creator_id": "eva", **row} for row in followers], ".jsonl", state)

    assert creator["follower_sample"]["sample_count"] == written["sample_count"] == 60
    assert creator["fake_follower_ratio"] == {
        level: written[f"fake_follower_ratio_{level}"] for level in ("p10", "p50", "p90")
    }


def test_a_history_sent_along_gets_the_growth_of_the_file(service: TestClient, state: Path) -> None:
    counts = history()
    (creator,) = asked(service, creators=[a_document("eva", followers_count=60_000, posts=[], follower_counts=counts)])[
        "creators"
    ]
    (written,) = scored("growth", [{"creator_id": "eva", **row} for row in counts], ".jsonl", state)

    assert creator["growth_anomaly_probability"] == written["growth_anomaly_probability"] > 0.5
    assert creator["growth_events"] == written["spikes"] != []


def history() -> list[dict[str, Any]]:
    """Ninety days of 20 to 26 followers a day, and 9,000 more within three of them."""
    count, rows = 40_000, []
    for day in range(90):
        count += 20 + day % 7 + (3_000 if day in (50, 51, 52) else 0)
        rows.append({"observed_at": (SEEN - timedelta(days=89 - day)).isoformat(), "followers_count": count})
    return rows


def test_stored_creators_and_creators_sent_along_are_judged_alike(service: TestClient) -> None:
    together = asked(service, creator_ids=["ana"], creators=[a_document("eva")])["creators"]

    assert [creator["creator_id"] for creator in together] == ["ana", "eva"]
    assert {**together[1], "creator_id": "ana"} == together[0]


def test_contributions_sum_to_the_score(service: TestClient) -> None:
    (creator,) = asked(service, creator_ids=["ana"])["creators"]

    assert sum(creator["contributions"].values()) == pytest.approx(creator["audience_quality_score"]["p50"], abs=1e-6)


def test_the_model_is_named(service: TestClient) -> None:
    assert set(asked(service, comments=[{"text": "hello"}])["models"]) == {"authenticity"}


@pytest.mark.parametrize(
    ("items", "status", "code", "pointer"),
    [
        ({}, 422, "validation_failed", ""),
        ({"accounts": [{"followers_count": 1}] * 501}, 413, "too_many_candidates", ""),
        ({"accounts": [{}, {"followers_count": -1}]}, 422, "validation_failed", "/accounts/1/followers_count"),
        ({"accounts": [{"followers_count": "12"}]}, 422, "validation_failed", "/accounts/0/followers_count"),
        ({"accounts": [{"is_private": 1}]}, 422, "validation_failed", "/accounts/0/is_private"),
        ({"accounts": [{"followers": 1}]}, 422, "validation_failed", "/accounts/0/followers"),
        ({"comments": ["hello"]}, 422, "validation_failed", "/comments/0"),
        ({"comments": [{"text": 3}]}, 422, "validation_failed", "/comments/0/text"),
        ({"captions": [{"text": "x" * 20_001}]}, 422, "validation_failed", "/captions/0/text"),
        ({"creator_ids": ["ana", "nobody"]}, 404, "creator_unknown", "/creator_ids/1"),
        ({"creator_ids": ["ana", "ana"]}, 422, "validation_failed", "/creator_ids/1"),
        ({"creators": [a_document(), a_document()]}, 422, "validation_failed", "/creators/1/creator_id"),
        ({"creators": [a_document(followers_count=-1)]}, 422, "validation_failed", "/creators/0/followers_count"),
        ({"verdict": True}, 422, "validation_failed", "/verdict"),
    ],
)
def test_what_cannot_be_judged_is_pointed_at(
    items: dict[str, Any], status: int, code: str, pointer: str, service: TestClient
) -> None:
    problem = service.post("/v1/authenticity", json=items)

    assert (problem.status_code, problem.json()["code"]) == (status, code)
    assert pointer in {fault["pointer"] for fault in problem.json()["errors"]}
