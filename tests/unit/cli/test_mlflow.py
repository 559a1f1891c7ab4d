"""`matchmaker mlflow`: the right store is shown, or it is said which is missing."""

from pathlib import Path

import pytest
from typer.testing import CliRunner

from matchmaker.cli import command_line
from matchmaker.cli.mlflow import command, store_in_force
from matchmaker.errors import ModelUnavailableError
from matchmaker.settings import Settings


def test_without_a_word_it_is_the_store_that_trainings_make(tmp_path: Path) -> None:
    (tmp_path / "mlflow").mkdir()
    (tmp_path / "mlflow" / "mlflow.db").touch()
    assert store_in_force(Settings(state_dir=tmp_path)) == f"sqlite:///{tmp_path.resolve()}/mlflow/mlflow.db"


def test_the_registry_of_the_service_comes_first(tmp_path: Path) -> None:
    assert store_in_force(Settings(state_dir=tmp_path, registry_uri="sqlite:////srv/a.db")) == "sqlite:////srv/a.db"


def test_a_store_that_is_not_there_is_named_and_never_made(tmp_path: Path) -> None:
    with pytest.raises(ModelUnavailableError, match=r"mlflow\.db, found none; train a model first"):
        store_in_force(Settings(state_dir=tmp_path))
    assert list(tmp_path.iterdir()) == []


def test_a_server_needs_no_other_in_front() -> None:
    outcome = CliRunner().invoke(command_line(["mlflow"]), ["mlflow", "--uri", "http://mlflow:5000"])
    assert (outcome.exit_code, outcome.output) == (
        0,
        "http://mlflow:5000 is an MLflow server already; open it in a browser\n",
    )


def test_mlflow_is_told_the_store_and_the_address() -> None:
    assert command("sqlite:////srv/a.db", "127.0.0.1", 5001)[3:] == [
        *("ui", "--backend-store-uri", "sqlite:////srv/a.db"),
        *("--host", "127.0.0.1", "--port", "5001", "--workers", "1"),
    ]
