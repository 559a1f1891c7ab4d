"""Files to be scored: what is read, what is kept, what is refused."""

import gzip
import json
from pathlib import Path

import polars as pl
import pytest

from matchmaker.domain.accounts import ACCOUNT_COLUMNS
from matchmaker.domain.columns import Column
from matchmaker.errors import MatchmakerError, NotFoundError, ValidationFailedError
from matchmaker.intake.scorable import ScorableFile, ScorablePart

TEXT = Column("text", "text", "A comment", required=True)


def a_file(folder: Path, name: str, text: str) -> Path:
    path = folder / name
    path.write_bytes(gzip.compress(text.encode()) if name.endswith(".gz") else text.encode())
    return path


def the_part(path: Path) -> tuple[ScorablePart, ScorableFile]:
    rows = ScorableFile(path)
    rows.want(ACCOUNT_COLUMNS)
    (part,) = rows.parts()
    return part, rows


@pytest.mark.parametrize("name", ["a.csv", "a.csv.gz", "a.jsonl", "a.jsonl.gz", "a.parquet"])
def test_every_format_gives_the_same_canonical_cells(name: str, tmp_path: Path) -> None:
    records = [{"id": "x", "followers_count": 7, "is_private": True, "bio": 'ü, "q"'}, {"id": "y", "bio": None}]
    path = tmp_path / name
    if name.endswith(".parquet"):
        pl.DataFrame(records, infer_schema_length=None).write_parquet(path)
    elif "jsonl" in name:
        a_file(tmp_path, name, "\n".join(map(json.dumps, records)))
    else:
        a_file(tmp_path, name, 'id,followers_count,is_private,bio\nx,7,true,"ü, ""q"""\ny,,,\n')

    part, _ = the_part(path)

    assert part.read.sort("followers_count", nulls_last=True).select(sorted(part.read.columns)).to_dicts() == [
        {"bio": 'ü, "q"', "followers_count": 7, "is_private": True},
        {"bio": None, "followers_count": None, "is_private": None},
    ]
    assert part.kept["id"].to_list() == ["x", "y"]


@pytest.mark.parametrize("cell", ["1", "1.0", "true", "TRUE"])
def test_a_flag_may_be_written_as_programs_do(cell: str, tmp_path: Path) -> None:
    part, _ = the_part(a_file(tmp_path, "a.csv", f"is_private\n{cell}\n"))
    assert part.read["is_private"].to_list() == [True]


@pytest.mark.parametrize("values", [[1, 0], [1.0, 0.0], [True, False]])
def test_flags_of_a_typed_file_may_be_numbers(values: list[float], tmp_path: Path) -> None:
    pl.DataFrame({"is_private": values}).write_parquet(tmp_path / "a.parquet")
    part, _ = the_part(tmp_path / "a.parquet")
    assert part.read["is_private"].to_list() == [True, False]


def test_numbers_of_json_may_be_texts_and_values_of_one_column_may_differ(tmp_path: Path) -> None:
    lines = '{"followers_count": "12"}\n{"followers_count": 13, "username_entropy": 2}\n{"username_entropy": 2.5}\n'
    part, _ = the_part(a_file(tmp_path, "a.jsonl", lines))
    assert part.read["followers_count"].to_list() == [12, 13, None]
    assert part.read["username_entropy"].to_list() == [None, 2.0, 2.5]


def test_a_number_out_of_range_counts_as_unknown_and_is_told(tmp_path: Path) -> None:
    part, rows = the_part(a_file(tmp_path, "a.csv", "caption_length_mean,followers_count\n-1,5\n8,nan\n"))
    assert part.read.to_dict(as_series=False) == {"followers_count": [5, None], "caption_length_mean": [None, 8.0]}
    assert [(fault.row, fault.column, fault.got) for fault in rows.doubts.first] == [(2, "caption_length_mean", "-1.0")]
    assert part.kept["caption_length_mean"].to_list() == ["-1", "8"]


def test_a_cell_that_cannot_be_read_is_refused_with_row_and_column(tmp_path: Path) -> None:
    path = a_file(tmp_path, "a.csv", "id,followers_count\nx,5\ny,many\n")
    with pytest.raises(ValidationFailedError, match="row 3, column followers_count: expected a whole number") as caught:
        the_part(path)
    assert caught.value.errors[0].got == "many"


@pytest.mark.parametrize(
    ("name", "text", "words"),
    [
        ("a.csv", "", "empty file"),
        ("a.csv", "followers_count\n", "expected rows in a.csv, got none"),
        ("a.jsonl", "\n", "got none"),
        ("a.csv", "followers_count,followers_count\n1,2\n", "more than once"),
        ("a.xlsx", "followers_count\n1\n", "expected a file ending in .csv"),
        ("a.csv", "followers_count,note\n1\n", "row 2: expected 2 cells"),
        ("a.jsonl", '{"followers_count": 1}\n{"followers', "row 2: expected one JSON value"),
        ("a.parquet", "no parquet", "whole Parquet file"),
    ],
)
def test_a_file_that_cannot_be_scored_is_refused_in_words(name: str, text: str, words: str, tmp_path: Path) -> None:
    with pytest.raises(MatchmakerError, match=words):
        the_part(a_file(tmp_path, name, text))


def test_a_missing_file_is_not_found(tmp_path: Path) -> None:
    with pytest.raises(NotFoundError):
        ScorableFile(tmp_path / "none.csv")


def test_a_required_column_that_is_missing_is_named_with_what_is_like_it(tmp_path: Path) -> None:
    rows = ScorableFile(a_file(tmp_path, "a.csv", "id,texts\n1,hello\n"))
    with pytest.raises(ValidationFailedError, match=r"expected the column text in a\.csv, got id, texts") as caught:
        rows.want([TEXT])
    assert caught.value.errors[0].got == "none; is it texts?"
