"""The committed sample market is small, up to date, and shows what it is meant to show."""

import argparse
import shutil
from pathlib import Path

import polars as pl
import pytest

from matchmaker.application.questions import read_question
from matchmaker.domain.tables import MARKET_TABLES, Table
from training.sample import SampleOutdatedError, add_arguments, run, stale_files
from training.simulation.population import KINDS

SAMPLE = Path(__file__).parents[3] / "data" / "sample"
MOST_BYTES = 1_000_000


def a_run(*arguments: str) -> None:
    parser = argparse.ArgumentParser()
    add_arguments(parser)
    run(parser.parse_args(arguments))


def test_the_committed_sample_is_what_the_simulator_writes() -> None:
    assert stale_files(SAMPLE) == []


def test_a_changed_file_is_named(tmp_path: Path) -> None:
    copy = tmp_path / "sample"
    shutil.copytree(SAMPLE, copy)
    (copy / "posts.csv").write_text("creator_id\n")
    (copy / "outcomes.csv").unlink()
    with pytest.raises(SampleOutdatedError, match=r"outcomes\.csv, posts\.csv"):
        a_run("--out", str(copy), "--check")


def test_the_sample_is_smaller_than_a_megabyte() -> None:
    assert sum(path.stat().st_size for path in SAMPLE.rglob("*") if path.is_file()) < MOST_BYTES


@pytest.mark.parametrize("table", MARKET_TABLES, ids=lambda table: str(table.name))
def test_every_table_is_there_with_its_required_columns(table: Table) -> None:
    frame = pl.read_csv(SAMPLE / f"{table.name}.csv", infer_schema=False)
    required = {column.name for column in table.columns if column.required}
    assert required <= set(frame.columns) <= set(table.names)
    assert frame.height > 50


def test_every_kind_of_creator_is_there() -> None:
    truth = pl.read_csv(SAMPLE / "truth" / "creators.csv")
    assert set(truth["kind"]) == set(KINDS)
    assert set(truth["growth_cause"]) == {"none", "viral_post", "giveaway", "bought_order"}


def test_names_say_that_they_are_a_sample() -> None:
    assert pl.read_csv(SAMPLE / "creators.csv")["username"].str.starts_with("sample_").all()


@pytest.mark.parametrize("path", sorted((SAMPLE / "briefs").glob("*.json")), ids=lambda path: str(path.stem))
def test_every_request_asks_about_creators_of_the_sample(path: Path) -> None:
    question = read_question(path.read_bytes())
    creators = pl.read_csv(SAMPLE / "creators.csv")["creator_id"].to_list()
    assert list(question.candidates.creator_ids) == creators
