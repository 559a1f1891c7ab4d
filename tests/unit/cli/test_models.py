"""`matchmaker models`: what is shipped, its cards, and whether it still opens."""

import json
import shutil
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from matchmaker.bundles import open_bundle
from matchmaker.cli import command_line
from matchmaker.errors import ModelUnavailableError, NotFoundError
from matchmaker.resources import resource_folder
from matchmaker.scorers import SCORERS

NAMES = ["encoder", "static-encoder", *(scorer.name for scorer in SCORERS)]


def call(*arguments: str, models: Path | None = None) -> Result:
    environment = {} if models is None else {"MATCHMAKER_MODELS_DIR": str(models)}
    return CliRunner().invoke(command_line(), ["models", *arguments], env=environment)


def test_every_shipped_model_is_listed_with_version_and_digest() -> None:
    listed = json.loads(call("list", "--json").stdout)
    assert [item["name"] for item in listed] == NAMES
    assert all(item["version"] and len(item["digest"]) == 64 for item in listed)


def test_every_shipped_model_opens_and_answers() -> None:
    checked = call("verify")
    assert checked.exit_code == 0
    assert [line.split(":")[0] for line in checked.stdout.splitlines()] == NAMES


def test_a_damaged_model_is_named_and_the_others_are_still_checked(tmp_path: Path) -> None:
    models = shutil.copytree(resource_folder("models"), tmp_path / "models")
    (models / "encoder" / "bundle" / "tokenizer.json").write_bytes(b"{}")
    checked = call("verify", models=models)
    assert isinstance(checked.exception, ModelUnavailableError)
    lines = checked.stdout.splitlines()
    assert lines[0].startswith("encoder: FAIL")
    assert "tokenizer.json" in lines[0]
    assert len(lines) == len(NAMES)


@pytest.mark.parametrize("name", NAMES)
def test_every_shipped_model_has_a_card(name: str) -> None:
    assert call("card", name).stdout.startswith("# ")
    bundle = open_bundle(resource_folder("models") / name / "bundle")
    assert json.loads(call("card", name, "--json").stdout)["model"] == bundle.manifest.name


def test_a_card_that_does_not_exist_says_which_do() -> None:
    missing = call("card", "astrology").exception
    assert isinstance(missing, NotFoundError)
    assert "encoder" in missing.detail
