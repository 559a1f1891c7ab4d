"""`matchmaker models compare` and `matchmaker explain-change`: what cannot be compared is said before work begins."""

from pathlib import Path

import pytest
from typer.testing import CliRunner

from matchmaker.cli import command_line
from matchmaker.errors import MatchmakerError, NotFoundError, ValidationFailedError


def failure(*arguments: str, **environment: str) -> MatchmakerError:
    """What a command that fails says."""
    failed = CliRunner().invoke(command_line(), list(arguments), env=environment).exception
    assert isinstance(failed, MatchmakerError)
    return failed


def test_another_ending_is_refused(tmp_path: Path) -> None:
    refused = failure("models", "compare", "topic_fit", "shipped", "shipped", "--out", str(tmp_path / "report.pdf"))

    assert isinstance(refused, ValidationFailedError)
    assert "ending in .html or .json" in refused.detail


@pytest.mark.parametrize(
    ("name", "version", "said"),
    [("encoder", "shipped", "there are topic_fit, authenticity, performance"), ("topic_fit", "7", "no registry")],
)
def test_a_model_or_version_that_is_not_there_is_named(name: str, version: str, said: str) -> None:
    refused = failure("models", "compare", name, version, "shipped")

    assert isinstance(refused, NotFoundError)
    assert said in refused.detail


def test_a_ranking_that_is_not_stored_is_named(tmp_path: Path) -> None:
    asked = ("explain-change", "--creator", "ana", "--from", "rk_1", "--to", "rk_2")

    refused = failure(*asked, MATCHMAKER_STATE_DIR=str(tmp_path))

    assert isinstance(refused, NotFoundError)
    assert "rk_1" in refused.detail
