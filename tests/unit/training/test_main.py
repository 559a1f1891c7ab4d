"""`python -m training`: exit codes a scheduler can read, and words for people."""

import re
from pathlib import Path

import pytest

from tests.tiny import tiny_data
from training.__main__ import main
from training.checkout import CHECKOUT

README = CHECKOUT / "README.md"


def test_usage_that_is_wrong_exits_2() -> None:
    with pytest.raises(SystemExit) as left:
        main(["astrology"])
    assert left.value.code == 2


def test_a_tracking_server_that_does_not_answer_exits_3(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["rollback", "performance", "--tracking-uri", "http://127.0.0.1:9"]) == 3
    assert "http://127.0.0.1:9" in capsys.readouterr().err


def test_a_database_without_an_artifact_folder_exits_3(tmp_path: Path) -> None:
    assert main(["promote", "performance", "1", "--tracking-uri", "postgresql://db/mlflow"]) == 3


def test_the_data_sets_are_listed_with_licence_and_whether_they_are_there(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["datasets", "--data", str(tiny_data(tmp_path))]) == 0
    assert "licence" in capsys.readouterr().out


@pytest.mark.parametrize("model", ["topic_fit", "authenticity", "performance"])
def test_each_model_explains_its_options(model: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as left:
        main([model, "--help"])
    assert left.value.code == 0
    assert f"training/recipes/{model}.toml" in " ".join(capsys.readouterr().out.split())


def test_a_head_that_is_not_there_is_answered_with_those_that_are(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["authenticity", "--data", str(tmp_path), "--only-head", "astrology"]) == 1
    assert "there are fake" in capsys.readouterr().err


def test_a_model_without_heads_says_so(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["performance", "--data", str(tmp_path), "--only-head", "fake"]) == 1
    assert "there are none" in capsys.readouterr().err


def test_an_exam_of_nothing_exits_1_and_writes_nothing(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    report = tmp_path / "report.json"
    folders = ["--data", str(tmp_path), "--exam", str(tmp_path), "--out", str(report)]
    assert main(["exam", "authenticity", *folders]) == 1
    assert not report.exists()
    assert "found none; check --exam" in capsys.readouterr().err


def test_an_exam_of_a_model_that_has_none_says_so(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folders = ["--data", str(tmp_path), "--exam", str(tmp_path), "--out", str(tmp_path / "report.json")]
    assert main(["exam", "topic_fit", *folders]) == 1
    assert "got topic_fit" in capsys.readouterr().err


def test_every_command_the_readme_names_is_there() -> None:
    named = set(re.findall(r"^python -m training (\w+)", README.read_text(), re.MULTILINE))
    assert {"tune", "gate", "drift"} < named
    for command in sorted(named):
        with pytest.raises(SystemExit) as stopped:
            main([command, "--help"])
        assert stopped.value.code == 0, command
