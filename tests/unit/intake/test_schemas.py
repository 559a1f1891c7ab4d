import json
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator

from matchmaker.intake.schemas import main, schemas

COMMITTED = Path(__file__).parents[3] / "data" / "schemas"


def test_the_committed_schemas_are_those_of_the_tables() -> None:
    assert main([str(COMMITTED), "--check"]) == 0


@pytest.mark.parametrize("name", schemas())
def test_every_schema_is_valid_json_schema(name: str) -> None:
    Draft202012Validator.check_schema(schemas()[name])


def test_a_stale_schema_is_named(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    main([str(tmp_path)])
    (tmp_path / "posts.json").write_text("{}")
    assert main([str(tmp_path), "--check"]) == 1
    assert "posts.json is out of date" in capsys.readouterr().err


def test_a_document_that_intake_takes_follows_its_schema() -> None:
    schema = json.loads((COMMITTED / "creator_document.json").read_text())
    post = {"post_id": "p1", "posted_at": "2026-02-01T08:00:00Z"}
    document = {"creator_id": "ana", "platform": "tiktok", "observed_at": "2026-03-01T08:00:00Z", "posts": [post]}
    assert Draft202012Validator(schema).is_valid(document)
    assert not Draft202012Validator(schema).is_valid(document | {"likes": 1})
