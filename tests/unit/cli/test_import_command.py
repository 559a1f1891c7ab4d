import json
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from matchmaker.cli import command_line
from tests.files import creators_csv, posts_csv


@pytest.fixture(autouse=True)
def state_of_the_test(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MATCHMAKER_STATE_DIR", str(tmp_path / "state"))
    monkeypatch.delenv("MATCHMAKER_DATABASE_URL", raising=False)


def matchmaker_import(*arguments: str | Path) -> Result:
    return CliRunner().invoke(command_line(), ["import", *map(str, arguments)])


def test_a_clean_import_ends_with_0_and_a_table_of_counts(tmp_path: Path) -> None:
    said = matchmaker_import(creators_csv(tmp_path, "ana", "bob"))
    assert said.exit_code == 0
    assert "creators" in said.stdout
    assert "2" in said.stdout


def test_rejected_rows_end_with_1_and_say_where_to_mend_them(tmp_path: Path) -> None:
    said = matchmaker_import(creators_csv(tmp_path, "ana"), posts_csv(tmp_path, [{}, {"likes_count": "-4"}]))
    assert said.exit_code == 1
    assert "posts.csv: 1 faults" in said.stdout
    assert "posts.rejected.csv and import it again" in said.stdout


def test_the_report_for_programs_is_json(tmp_path: Path) -> None:
    said = matchmaker_import(creators_csv(tmp_path, "ana", "-bad"), "--json", "--dry-run")
    report = json.loads(said.stdout)
    assert (report["is_dry_run"], report["rows_read_count"], report["rows_rejected_count"]) == (True, 2, 1)
    assert report["files"][0]["faults"][0]["got"] == "-bad"


def test_a_call_without_files_is_wrong_usage() -> None:
    assert matchmaker_import().exit_code == 2


def test_captions_are_embedded_for_the_first_question(tmp_path: Path) -> None:
    said = matchmaker_import(creators_csv(tmp_path, "ana"), posts_csv(tmp_path, [{"caption": "Oat cleanser, day 30"}]))
    assert said.exit_code == 0
    assert len(list((tmp_path / "state" / "vectors").glob("*.sqlite"))) == 1


def test_without_vectors_no_caption_is_embedded(tmp_path: Path) -> None:
    posts = posts_csv(tmp_path, [{"caption": "Oat cleanser, day 30"}])
    said = matchmaker_import(creators_csv(tmp_path, "ana"), posts, "--no-vectors")
    assert said.exit_code == 0
    assert not (tmp_path / "state" / "vectors").exists()


OUTCOMES_CSV = "outcome_id,creator_id,posted_at,observed_at,clicks_count,attribution_source,revenue_amount\n"


def test_outcomes_are_imported_by_name_once_and_their_faults_have_a_row(tmp_path: Path) -> None:
    assert matchmaker_import(creators_csv(tmp_path, "ana")).exit_code == 0
    campaign = tmp_path / "spring.csv"
    campaign.write_text(
        OUTCOMES_CSV + "o1,ana,2026-01-01T00:00:00Z,2026-02-01T00:00:00Z,30,promo_code,\n"
        "o2,ana,2026-01-01T00:00:00Z,2026-02-01T00:00:00Z,30,utm,90\n"
        "o3,eve,2026-01-01T00:00:00Z,2026-02-01T00:00:00Z,30,friends,\n"
    )
    first, again = (matchmaker_import("outcomes", campaign, "--json") for _ in range(2))

    (table,) = json.loads(first.stdout)["files"]
    assert first.exit_code == 1
    assert [(fault["row"], fault["column"]) for fault in table["faults"]] == [
        (3, "revenue_currency"),
        (4, "attribution_source"),
    ]
    assert table["tables"][0]["rows_inserted_count"] == 1
    assert json.loads(again.stdout)["files"][0]["tables"][0]["rows_unchanged_count"] == 1


def test_quotes_are_imported_by_name(tmp_path: Path) -> None:
    prices = tmp_path / "prices.jsonl"
    prices.write_text(
        '{"creator_id": "ana", "platform": "instagram", "format": "story", "quoted_at": "2026-01-01T00:00:00Z", '
        '"amount": 120, "currency": "EUR", "accepted": false}\n'
    )
    said = matchmaker_import("quotes", creators_csv(tmp_path, "ana"))
    assert said.exit_code == 1  # the table named before the files is that of every file
    assert matchmaker_import(creators_csv(tmp_path, "ana")).exit_code == 0
    assert matchmaker_import("quotes", prices).exit_code == 0
