"""`matchmaker definitions`: the words of the service."""

import json

from typer.testing import CliRunner

from matchmaker.cli import command_line
from matchmaker.domain.definitions import definitions_document


def test_the_json_is_that_of_the_service() -> None:
    outcome = CliRunner().invoke(command_line(), ["definitions", "--json"])

    assert json.loads(outcome.stdout) == definitions_document()


def test_words_and_tiers_are_shown() -> None:
    outcome = CliRunner().invoke(command_line(), ["definitions"], env={"COLUMNS": "200"})

    assert "roas_ratio" in outcome.stdout
    assert "10,000" in outcome.stdout
