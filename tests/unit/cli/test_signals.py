"""`matchmaker signals`: every signal for people and for programs."""

import json

from typer.testing import CliRunner, Result

from matchmaker.cli import command_line
from matchmaker.signals import SIGNALS


def call(*arguments: str) -> Result:
    return CliRunner().invoke(command_line(), ["signals", *arguments], env={"COLUMNS": "200"})


def test_every_signal_is_listed_for_people() -> None:
    listed = call().stdout
    assert all(item.name in listed for item in SIGNALS)


def test_json_tells_unit_version_range_and_meaning() -> None:
    listed = {item["name"]: item for item in json.loads(call("--json").stdout)}
    assert listed["caption_empty_ratio"] == {
        "name": "caption_empty_ratio",
        "family": "topics",
        "table": "posts",
        "unit": "ratio",
        "version": 1,
        "minimum": 0.0,
        "maximum": 1.0,
        "meaning": "Share of posts with an empty caption",
    }
    assert len(listed) == len(SIGNALS)


def test_a_family_is_listed_alone() -> None:
    listed = json.loads(call("--json", "--family", "growth").stdout)
    assert {item["family"] for item in listed} == {"growth"}


def test_an_unknown_family_is_wrong_usage_and_names_those_there_are() -> None:
    refused = call("--family", "money")
    assert refused.exit_code == 2
    assert "audience" in refused.output
