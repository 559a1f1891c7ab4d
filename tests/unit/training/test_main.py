"""`python -m training`: exit codes a scheduler can read, and words for people."""

from pathlib import Path

import pytest

from tests.tiny import tiny_data
from training.__main__ import main


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
