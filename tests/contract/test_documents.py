"""What the documents say is true: examples are accepted, links lead somewhere, commands exist."""

import json
import re
import shlex
from pathlib import Path

import polars as pl
import pytest
from pydantic import TypeAdapter
from typer.testing import CliRunner

from matchmaker.api.wire.disputes import DisputeRequest
from matchmaker.api.wire.feedback import FeedbackAnswer
from matchmaker.application.authenticity import read_authenticity_question
from matchmaker.application.feedback import read_feedback
from matchmaker.application.performance.document import PerformanceAnswer
from matchmaker.application.performance.question import read_performance_question
from matchmaker.application.questions import read_question
from matchmaker.application.report.document import CreatorReport
from matchmaker.application.topic_fit.question import read_topic_fit_question
from matchmaker.cli import command_line
from matchmaker.domain.outcomes import OUTCOMES
from matchmaker.domain.planned import PLANNED_POSTS
from matchmaker.domain.tables import MARKET_TABLES
from matchmaker.intake.importing import import_files
from matchmaker.ranking.document import Reason
from matchmaker.ranking.topic_document import Evidence
from matchmaker.store.catalogue import Catalogue
from matchmaker.store.engine import open_database

ROOT = Path(__file__).parents[2]
DOCUMENTS = (
    "README.md",
    "CHANGELOG.md",
    "data/README.md",
    "data/sample/README.md",
    "docs/architecture.md",
    "docs/authenticity-api.md",
    "docs/performance-api.md",
    "docs/topic-fit-api.md",
    "docs/brand-side.md",
)
RECORDS = tuple(str(path.relative_to(ROOT)) for path in sorted((ROOT / "docs" / "decisions").glob("*.md")))


def blocks(document: str, language: str) -> list[str]:
    """The fenced blocks of a language in a document."""
    return re.findall(rf"^```{language}\n(.*?)^```", (ROOT / document).read_text(encoding="utf-8"), re.M | re.S)


def a_catalogue(folder: Path) -> Catalogue:
    return Catalogue(open_database(f"sqlite:///{folder / 'catalogue.sqlite'}"))


@pytest.mark.parametrize("document", ["README.md", "data/README.md"])
def test_examples_of_tables_import_without_a_fault(document: str, tmp_path: Path) -> None:
    (example,) = blocks(document, "csv")
    path = tmp_path / "creators.csv"
    path.write_text(example, encoding="utf-8")
    report = import_files([path], a_catalogue(tmp_path))
    assert (report.rows_rejected_count, report.rows_accepted_count) == (0, example.count("\n") - 1)


def test_the_sample_imports_without_a_fault_and_twice_changes_nothing(tmp_path: Path) -> None:
    files = [ROOT / "data" / "sample" / f"{table.name}.csv" for table in MARKET_TABLES]
    catalogue = a_catalogue(tmp_path)
    first, second = (import_files(files, catalogue) for _ in range(2))
    assert (first.rows_rejected_count, second.rows_rejected_count) == (0, 0)
    assert first.rows_accepted_count == sum(pl.read_csv(path, infer_schema=False).height for path in files)
    again = [table for file in second.files for table in file.tables.values()]
    assert sum(table.stored.inserted + table.stored.updated for table in again) == 0


def test_the_example_question_is_a_question_about_the_sample() -> None:
    (example,) = blocks("README.md", "json")
    question = read_question(example)
    creators = pl.read_csv(ROOT / "data" / "sample" / "creators.csv")["creator_id"].to_list()
    assert set(question.candidates.creator_ids) <= set(creators)


def test_the_examples_of_the_performance_page_are_what_the_service_takes_and_gives() -> None:
    question, answer, feedback, stored = blocks("docs/performance-api.md", "json")
    assert len(read_performance_question(question).planned_posts) == 1
    TypeAdapter(PerformanceAnswer).validate_json(answer, strict=True)
    assert [event.event for event in read_feedback(feedback).events] == ["rejected", "contracted", "outcome"]
    assert FeedbackAnswer.model_validate_json(stored, strict=True).events_inserted_count == 3


def test_the_tables_of_the_performance_page_have_canonical_columns() -> None:
    planned, outcomes = blocks("docs/performance-api.md", "csv")
    for text, table in ((planned, PLANNED_POSTS), (outcomes, OUTCOMES)):
        assert set(text.splitlines()[0].split(",")) <= set(table.names)


def test_the_examples_of_the_authenticity_page_are_what_the_service_takes_and_gives() -> None:
    question, report, objection = blocks("docs/authenticity-api.md", "json")
    assert len(read_authenticity_question(question).accounts) == 1
    TypeAdapter(CreatorReport).validate_json(report, strict=True)
    assert DisputeRequest.model_validate_json(objection).flag_code == "growth_jump"


def test_the_question_of_the_topic_fit_page_is_one_and_its_evidence_has_every_field() -> None:
    question, answer = blocks("docs/topic-fit-api.md", "json")
    assert read_topic_fit_question(question).brief_ids == ["serum"]
    creator = json.loads(answer)
    TypeAdapter(list[Evidence]).validate_python(creator["topic_fit"]["evidence"], strict=True)
    TypeAdapter(list[Reason]).validate_python(creator["reasons"], strict=True)


def test_the_commands_that_score_files_run_as_they_are_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (commands,) = [block for block in blocks("README.md", "sh") if "matchmaker score" in block]
    monkeypatch.setenv("MATCHMAKER_STATE_DIR", str(tmp_path))
    (tmp_path / "scored").mkdir()
    for line in commands.splitlines()[1:]:
        words = shlex.split(line, comments=True)[1:]
        words = [str(tmp_path / word) if word.startswith("scored/") else word for word in words]
        words = [str(ROOT / word) if word.startswith("data/") else word for word in words]
        said = CliRunner().invoke(command_line(["score"]), words, catch_exceptions=False)
        assert said.exit_code == 0, said.output
    assert len(list((tmp_path / "scored").iterdir())) == len(commands.splitlines()) - 1


@pytest.mark.parametrize("document", [*DOCUMENTS, *RECORDS])
def test_links_lead_somewhere(document: str) -> None:
    targets = re.findall(r"\]\(([^)#:]+)\)", (ROOT / document).read_text(encoding="utf-8"))
    assert [target for target in targets if not ((ROOT / document).parent / target).exists()] == []


def test_commands_of_make_are_listed_by_it() -> None:
    listed = set(re.findall(r"^([a-z]+):.*## ", (ROOT / "Makefile").read_text(encoding="utf-8"), re.M))
    named = set(re.findall(r"^make ([a-z]+)", "\n".join(blocks("README.md", "sh")), re.M))
    assert {"run", "test"} <= named <= listed


def test_every_record_is_in_the_list_of_decisions() -> None:
    listing = (ROOT / "docs" / "decisions" / "README.md").read_text(encoding="utf-8")
    names = [Path(record).name for record in RECORDS if not record.endswith("README.md")]
    assert [name for name in names if f"]({name})" not in listing] == []
