"""An examination asks about what is there, says what it skips, and writes a whole report or none."""

import json
import os
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import polars as pl
import pytest

from matchmaker.bundles import Metric
from training.authenticity.exam import examine
from training.data_table import LabelledTable, tables_by_source
from training.datasets.source import Source, SourceInvalidError, SourceMissingError
from training.evaluation import metric_row, roc_auc
from training.exam import write_report
from training.trainer import Recipe

SETS = {name: Source(f"authenticity/{name}", "CC0 1.0") for name in ("north", "south")}
RECIPE = Recipe(model="authenticity", seed=0, sources=("north", "south"))


@dataclass(frozen=True)
class Larger:
    """A head that calls the larger `size` positive, of sets with the columns it is told."""

    name: str = "larger"
    column: str = "size"

    def load(self, data: Path, recipe: Recipe) -> pl.DataFrame:
        frames = [
            SETS[name].frame(data, self.column, "fake").with_columns(source=pl.lit(name)) for name in recipe.sources
        ]
        return pl.concat(frames, how="diagonal")

    def inspected(self, tables: pl.DataFrame, recipe: Recipe) -> tuple[LabelledTable, ...]:
        return tables_by_source(tables, "fake")

    def exam(self, data: Path, exam: Path, recipe: Recipe) -> tuple[Metric, ...]:
        there = [name for name in recipe.sources if SETS[name].exists(exam)]
        asked = {name: SETS[name].frame(exam, self.column, "fake") for name in there}
        return tuple(
            metric_row(name, f"{self.name}/known", "roc_auc", roc_auc, rows["fake"], rows[self.column])
            for name, rows in asked.items()
        )


def a_set(root: Path, name: str, seed: int, file: str = "rows.csv") -> Path:
    random = np.random.default_rng(seed)
    fake = random.random(200) < 0.25
    folder = root / "authenticity" / name
    folder.mkdir(parents=True, exist_ok=True)
    pl.DataFrame({"size": random.normal(2 * fake, 1), "fake": fake.astype(int)}).write_csv(folder / file)
    return root


@pytest.fixture
def folders(tmp_path: Path) -> tuple[Path, Path]:
    data = a_set(a_set(tmp_path / "data", "north", 0), "south", 1)
    return data, a_set(tmp_path / "exam", "north", 2, "other-name.csv")


def ask(folders: tuple[Path, Path], *heads: Larger) -> list[tuple[str, str]]:
    named = {head.name: head for head in heads or (Larger(),)}
    rows = examine(named, dict.fromkeys(named, RECIPE), *folders)  # type: ignore[arg-type]
    return [(row.set, row.target) for row in rows]


def test_a_subset_of_folders_under_other_file_names_is_asked_about(
    folders: tuple[Path, Path], capsys: pytest.CaptureFixture[str]
) -> None:
    assert ask(folders) == [("north", "larger/known"), ("north", "larger/always the commoner class")]
    said = capsys.readouterr().err
    assert "larger: no rows to ask about of south" in said
    assert "larger: north 200 rows," in said


def test_the_commoner_class_is_named_as_often_as_it_occurs(folders: tuple[Path, Path]) -> None:
    rows = examine({"larger": Larger()}, {"larger": RECIPE}, *folders)  # type: ignore[dict-item]
    fake = pl.read_csv(folders[1] / "authenticity" / "north" / "other-name.csv")["fake"].mean()
    assert rows[1].value == pytest.approx(1 - fake)
    assert (rows[1].metric, rows[1].rows) == ("accuracy", 200)


def test_a_folder_that_holds_another_heads_file_is_skipped_by_this_one(
    folders: tuple[Path, Path], capsys: pytest.CaptureFixture[str]
) -> None:
    asked = ask(folders, Larger(), Larger("wider", "width"))
    assert {target for _, target in asked} == {"larger/known", "larger/always the commoner class"}
    assert "wider: north skipped, no file with its columns" in capsys.readouterr().err


def test_a_folder_that_no_head_can_read_is_an_error_with_the_columns_expected(folders: tuple[Path, Path]) -> None:
    path = folders[1] / "authenticity" / "north" / "other-name.csv"
    pl.DataFrame({"size": [1.0], "faek": [1]}).write_csv(path)
    with pytest.raises(SourceMissingError, match=r"columns size, fake in .*exam/authenticity/north"):
        ask(folders)


def test_an_empty_folder_is_skipped(folders: tuple[Path, Path]) -> None:
    (folders[1] / "authenticity" / "south").mkdir()
    assert {name for name, _ in ask(folders)} == {"north"}


def test_a_file_that_is_no_table_is_named_where_it_lies(folders: tuple[Path, Path]) -> None:
    path = folders[1] / "authenticity" / "north" / "broken.parquet"
    path.write_bytes(b"no table")
    with pytest.raises(SourceInvalidError, match=r"exam/authenticity/north/broken\.parquet"):
        ask(folders)


def test_rows_that_were_learned_from_are_said(folders: tuple[Path, Path], capsys: pytest.CaptureFixture[str]) -> None:
    for root in folders:
        path = root / "authenticity" / "north" / "same.csv"
        columns = {f"n{index}": [10 * index + row for row in range(1, 61)] for index in range(6)}
        pl.DataFrame({"size": [1.0] * 60, "fake": [0, 1] * 30, **columns}).write_csv(path)
    ask(folders)
    assert "learned rows asked about" in capsys.readouterr().err


def test_a_report_is_a_list_of_rows_with_the_keys_of_every_report(tmp_path: Path) -> None:
    row = Metric(set="north", target="larger/known", metric="roc_auc", value=0.9, rows=5)
    write_report(tmp_path / "report.json", [row])
    (written,) = json.loads((tmp_path / "report.json").read_text())
    assert list(written) == ["set", "target", "metric", "value", "low", "high", "rows", "rival", "rival_value"]


def test_an_interrupted_report_leaves_the_one_of_before(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "report.json"
    write_report(path, [])

    def interrupt(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(os, "fdopen", interrupt)
    with pytest.raises(KeyboardInterrupt):
        write_report(path, [Metric(set="s", target="t", metric="f1", value=1.0, rows=1)])
    assert json.loads(path.read_text()) == []
    assert [item.name for item in tmp_path.iterdir()] == ["report.json"]
