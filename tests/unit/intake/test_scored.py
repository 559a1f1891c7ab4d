"""Outputs appear whole or not at all, and hold what came."""

import gzip
import json
from pathlib import Path

import polars as pl
import pytest

from matchmaker.errors import StorageFailedError, ValidationFailedError
from matchmaker.intake.scored import rows_out

KEPT = pl.DataFrame({"id": ["a", None], "note": ['said "hi",\nthen', ""]})
ADDED = pl.DataFrame({"fake_probability": [0.1 + 0.2, None]})
SPIKES = pl.DataFrame({"spikes": [[{"change_count": 5}], []]})


@pytest.mark.parametrize("name", ["o.csv", "o.tsv", "o.csv.gz", "o.jsonl", "o.jsonl.gz", "o.parquet"])
def test_parts_are_one_file_in_order_with_exact_numbers(name: str, tmp_path: Path) -> None:
    out = rows_out(tmp_path / name)
    out.write(KEPT, ADDED)
    out.write(KEPT, ADDED)
    assert list(tmp_path.glob("o.*")) == []
    out.close()

    assert read_again(tmp_path / name)["fake_probability"].to_list() == [0.30000000000000004, None] * 2
    assert read_again(tmp_path / name)["id"].to_list() == ["a", None] * 2
    assert [path.name for path in tmp_path.iterdir()] == [name]


def read_again(path: Path) -> pl.DataFrame:
    content = gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()
    if "jsonl" in path.name:
        return pl.DataFrame([json.loads(line) for line in content.splitlines()])
    if "parquet" in path.name:
        return pl.read_parquet(path)
    return pl.read_csv(content, separator="\t" if ".tsv" in path.name else ",")


@pytest.mark.parametrize("name", ["o.csv", "o.parquet"])
def test_a_discarded_output_leaves_the_older_file_and_nothing_else(name: str, tmp_path: Path) -> None:
    (tmp_path / name).write_text("older")
    out = rows_out(tmp_path / name)
    out.write(KEPT, ADDED)
    out.discard()
    assert (tmp_path / name).read_text() == "older"
    assert len(list(tmp_path.iterdir())) == 1


def test_json_objects_keep_every_value_as_it_came(tmp_path: Path) -> None:
    records = [{"id": 7, "nested": {"a": [1, None]}, "half": "\ud83d"}, {"id": "b"}]
    out = rows_out(tmp_path / "o.jsonl")
    out.write(pl.DataFrame({"id": ["7", "b"]}), ADDED, records)
    out.close()
    written = [json.loads(line) for line in (tmp_path / "o.jsonl").read_text().splitlines()]
    assert written == [records[0] | {"fake_probability": 0.30000000000000004}, {"id": "b", "fake_probability": None}]


def test_lists_are_json_in_a_csv_cell_and_lists_in_parquet(tmp_path: Path) -> None:
    for name in ("o.csv", "o.parquet"):
        out = rows_out(tmp_path / name)
        out.write(KEPT.select("id"), SPIKES)
        out.close()
    assert pl.read_csv(tmp_path / "o.csv")["spikes"].to_list() == ['[{"change_count": 5}]', "[]"]
    assert pl.read_parquet(tmp_path / "o.parquet")["spikes"].to_list() == [[{"change_count": 5}], []]


@pytest.mark.parametrize("name", ["o.xlsx", "o.json", "o", "o.parquet.gz"])
def test_an_ending_that_cannot_be_written_is_refused(name: str, tmp_path: Path) -> None:
    with pytest.raises(ValidationFailedError, match=r"expected an output ending in \.csv"):
        rows_out(tmp_path / name)


@pytest.mark.parametrize("name", ["o.csv", "o.parquet"])
def test_a_folder_that_is_not_there_is_said(name: str, tmp_path: Path) -> None:
    out = rows_out(tmp_path / "missing" / name)
    with pytest.raises(StorageFailedError, match="check the folder"):
        out.write(KEPT, ADDED)
