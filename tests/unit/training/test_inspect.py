"""`python -m training inspect` says what is wrong with a file and exits 1 when nothing should be learned from it."""

from pathlib import Path

import numpy as np
import polars as pl
import pytest

from tests.realdata import real_data
from tests.unit.training.test_data_quality import accounts
from training.__main__ import main


def test_an_ordinary_file_passes(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    accounts().write_csv(tmp_path / "accounts.csv")
    assert main(["inspect", str(tmp_path / "accounts.csv"), "--label", "fake"]) == 0
    assert "missing_tier" in capsys.readouterr().out


def test_an_injected_id_is_refused_until_it_is_declared_a_key(tmp_path: Path) -> None:
    path = tmp_path / "accounts.parquet"
    accounts(account=np.arange(600)).write_parquet(path)
    assert main(["inspect", str(path)]) == 1
    assert main(["inspect", str(path), "--key", "account"]) == 0


def test_a_column_that_is_not_there_is_named(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    pl.DataFrame({"a": [1], "b": [2]}).write_csv(tmp_path / "few.csv")
    assert main(["inspect", str(tmp_path / "few.csv"), "--label", "fake"]) == 1
    assert "expected the columns fake" in capsys.readouterr().err


def test_a_file_that_is_no_table_is_named(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "broken.parquet").write_bytes(b"no table")
    assert main(["inspect", str(tmp_path / "broken.parquet")]) == 1
    assert "broken.parquet" in capsys.readouterr().err


@pytest.mark.parametrize("arguments", [[], ["--data", "nowhere"], ["nowhere.csv"], ["a.csv", "--data", "b"]])
def test_nothing_to_inspect_exits_1(arguments: list[str]) -> None:
    assert main(["inspect", *arguments]) == 1


def test_rows_that_two_files_of_a_set_share_are_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = tmp_path / "authenticity" / "instafake-2018"
    folder.mkdir(parents=True)
    accounts().write_csv(folder / "train.csv")
    accounts().tail(200).write_csv(folder / "test.csv")
    assert main(["inspect", "--data", str(tmp_path), "--source", "instafake-2018"]) == 1
    assert "instafake-2018: overlap" in capsys.readouterr().err


def test_the_made_up_sets_are_refused_by_name(capsys: pytest.CaptureFixture[str]) -> None:
    folder = real_data() / "authenticity" / "synthetic-do-not-train"
    for path in sorted(path for path in folder.iterdir() if path.suffix in (".csv", ".parquet")):
        assert main(["inspect", str(path)]) == 1
        assert "uniform" in capsys.readouterr().err
