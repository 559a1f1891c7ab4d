"""`matchmaker plan-sample`: a number of followers, where to take them from, and an honest floor."""

import json

from typer.testing import CliRunner, Result

from matchmaker.cli import command_line
from matchmaker.scorers.authenticity.audience_plan import PlanInvalidError


def call(*arguments: str) -> Result:
    return CliRunner().invoke(command_line(["plan-sample"]), ["plan-sample", *arguments])


def test_the_plan_names_followers_quarters_and_what_remains() -> None:
    shown = call("--width", "0.08")
    assert shown.exit_code == 0, shown.output
    assert "385 followers give +-4.0 points by chance alone (95 %)" in shown.stdout
    assert "97 newest, 96 newer half, 96 older half, 96 oldest quarter" in " ".join(shown.stdout.split())
    assert "model's own interval" in shown.stdout


def test_programs_get_the_same_numbers() -> None:
    planned = json.loads(call("--width", "0.08", "--expected-ratio", "0.5", "--json").stdout)
    assert planned["chance_count"] == 601
    assert sum(planned["strata"].values()) == 601
    assert [size["sample_count"] for size in planned["sizes"]] == [25, 50, 100, 200, 400, 601, 800, 1600]


def test_an_impossible_width_is_the_users_to_mend() -> None:
    assert isinstance(call("--width", "0").exception, PlanInvalidError)
