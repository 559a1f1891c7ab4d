"""`matchmaker rank`: the numbers of the service, read as a list."""

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from matchmaker.cli import command_line
from matchmaker.errors import MatchmakerError
from matchmaker.resources import resource_folder
from tests.contract.service import BRIEF, SEEN, a_document, a_question, a_service, without_moments


@pytest.fixture
def state(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("MATCHMAKER_STATE_DIR", str(tmp_path / "state"))
    return tmp_path


def printed(*arguments: str) -> str:
    outcome = CliRunner().invoke(command_line(), ["rank", *arguments], catch_exceptions=False)
    assert outcome.exit_code == 0, outcome.output
    return outcome.stdout


def test_command_and_service_give_the_same_numbers(state: Path) -> None:
    question = state / "question.json"
    question.write_text(json.dumps(a_question(as_of=SEEN.isoformat())))
    with a_service(state / "service") as client:
        served = client.post("/v1/rankings", json=a_question(as_of=SEEN.isoformat(), limit=20)).json()

    ranked = json.loads(printed("--brief", str(question), "--json"))

    assert without_moments(ranked) == without_moments(served)


def test_a_brief_may_be_a_text_and_creators_a_file(state: Path) -> None:
    creators = state / "creators.json"
    creators.write_text(json.dumps([a_document("ana"), a_document("bea")]))

    shown = printed("--brief", BRIEF["text"], "--inline", str(creators))

    assert "1. ana (instagram, micro)" in shown
    assert "Topic fit" in shown


def test_a_brief_may_be_toml(state: Path) -> None:
    brief, creators = state / "brief.toml", state / "creators.json"
    brief.write_text('text = "Gentle skincare for sensitive skin"\n[limits]\nplatforms = ["tiktok"]\n')
    creators.write_text(json.dumps(a_document("ana")))

    assert "excluded ana: platform_not_allowed" in printed("--brief", str(brief), "--inline", str(creators))


@pytest.mark.parametrize(
    "arguments",
    [
        ("--brief", "skincare for all skin"),
        ("--brief", "missing.toml", "--all"),
        ("--brief", "skincare for all skin", "--creators", "nobody"),
    ],
)
def test_what_can_be_mended_is_said(state: Path, arguments: tuple[str, ...]) -> None:
    with pytest.raises(MatchmakerError):
        printed(*arguments)


def test_the_samples_first_answer_is_instructive(state: Path) -> None:
    tables = [str(table) for table in sorted(resource_folder("sample").glob("*.csv"))]
    CliRunner().invoke(command_line(), ["import", *tables], catch_exceptions=False)

    brief = resource_folder("sample") / "briefs" / "skincare.json"
    items = json.loads(printed("--brief", str(brief), "--limit", "67", "--json"))["items"]

    ranks = {item["creator_id"]: item["rank"] for item in items}
    assert all(name.startswith("skincare-specialist") for name, rank in ranks.items() if rank <= 4)
    assert ranks["skincare-specialist-1"] < ranks["lifestyle-1"]
    assert {item["decision"] for item in items if item["creator_id"].startswith("bought-audience")} <= {
        "avoid",
        "review",
    }
