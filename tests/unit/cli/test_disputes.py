"""`matchmaker disputes`: what is contested is listed and decided."""

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from matchmaker.cli import command_line
from matchmaker.domain.disputes import Dispute, Objection
from matchmaker.domain.tables import CREATORS
from matchmaker.errors import NotFoundError
from matchmaker.settings import Settings
from matchmaker.store.catalogue import Catalogue
from matchmaker.store.disputes import Disputes
from tests.builders import a_creator, table


@pytest.fixture
def dispute(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Dispute:
    monkeypatch.setenv("MATCHMAKER_STATE_DIR", str(tmp_path))
    catalogue = Catalogue(Settings().database)
    catalogue.upsert(CREATORS, table("creators", [a_creator("ana")]))
    objection = Objection("ana", "growth_jump", "[red]giveaway", "ana@example.org")
    opened = Disputes(catalogue.engine).open(objection, datetime.now(UTC))
    catalogue.close()
    return opened


def disputes(*arguments: str) -> Result:
    return CliRunner(env={"COLUMNS": "200"}).invoke(
        command_line(["disputes"]), ["disputes", *arguments], catch_exceptions=False
    )


def test_open_disputes_are_listed_without_contacts(dispute: Dispute) -> None:
    said = disputes("list").stdout
    assert dispute.dispute_id in said
    assert "[red]giveaway" in said
    assert "example.org" not in said


def test_programs_get_everything(dispute: Dispute) -> None:
    (listed,) = json.loads(disputes("list", "--creator", "ana", "--json").stdout)
    assert listed["objection"]["contact"] == "ana@example.org"


def test_a_resolved_dispute_is_listed_no_longer(dispute: Dispute) -> None:
    said = disputes("resolve", dispute.dispute_id, "--outcome", "upheld", "--note", "No giveaway found.")
    assert said.exit_code == 0
    assert dispute.dispute_id not in disputes("list").stdout
    assert "upheld" in disputes("list", "--all").stdout


def test_an_unknown_outcome_is_wrong_usage(dispute: Dispute) -> None:
    assert disputes("resolve", dispute.dispute_id, "--outcome", "ignored", "--note", "x").exit_code == 2


def test_an_unknown_dispute_is_said(dispute: Dispute) -> None:
    with pytest.raises(NotFoundError, match="dp_none"):
        disputes("resolve", "dp_none", "--outcome", "upheld", "--note", "x")
