"""The commands of an engineer who retrains: each says what it did, or what to do."""

from pathlib import Path

import pytest

from tests.pipelines.test_promotion import registered
from training.__main__ import main
from training.jobs.lock import lock_folder, machine_lock
from training.tracking import Tracking


def test_promote_and_rollback_name_the_champion(
    tracking: Tracking, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for slope in (1.0, 2.0):
        registered(tracking, tmp_path, slope, "performance")
        assert main(["promote", "performance", "challenger", "--tracking-uri", tracking.uri]) == 0
    assert main(["rollback", "performance", "--tracking-uri", tracking.uri]) == 0
    assert capsys.readouterr().out.splitlines() == [
        "performance: version 1 is the champion",
        "performance: version 2 is the champion",
        "performance: version 1 is the champion again",
    ]


def test_promoting_what_was_never_trained_exits_1_and_says_so(
    tracking: Tracking, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["promote", "performance", "challenger", "--tracking-uri", tracking.uri]) == 1
    assert "no registered model performance" in capsys.readouterr().err


def test_training_without_its_data_exits_1_and_names_the_folder(
    tracking: Tracking, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["authenticity", "--data", str(tmp_path / "nowhere"), "--tracking-uri", tracking.uri]) == 1
    assert str(tmp_path / "nowhere" / "authenticity") in capsys.readouterr().err


def test_a_recipe_that_is_not_there_exits_1(
    tracking: Tracking, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    options = ["--data", str(tmp_path), "--recipe", str(tmp_path / "mine.toml"), "--tracking-uri", tracking.uri]
    assert main(["authenticity", *options]) == 1
    assert "mine.toml" in capsys.readouterr().err


def test_a_model_that_another_job_holds_exits_3_and_says_who(
    tracking: Tracking, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with machine_lock(lock_folder(tracking.uri, tmp_path), "performance"):
        assert main(["performance", "--data", str(tmp_path), "--tracking-uri", tracking.uri]) == 3
    assert "performance is being trained by process" in capsys.readouterr().err


def test_a_recipe_that_cannot_be_read_exits_3(tracking: Tracking, tmp_path: Path) -> None:
    options = ["--data", str(tmp_path), "--recipe", str(tmp_path), "--tracking-uri", tracking.uri]
    assert main(["performance", *options]) == 3


def test_reproducing_what_was_never_trained_exits_1_and_says_so(
    tracking: Tracking, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    options = ["--data", str(tmp_path), "--tracking-uri", tracking.uri]
    assert main(["reproduce", "performance", "latest", *options]) == 1
    assert "no version of performance is registered" in capsys.readouterr().err
