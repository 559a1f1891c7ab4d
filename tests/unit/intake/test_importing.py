import gzip
import json
from datetime import UTC, datetime
from pathlib import Path

import polars as pl
import pytest
import sqlalchemy as sa

from matchmaker.domain.tables import COMMENTS, CREATORS, POSTS
from matchmaker.errors import NotFoundError, ValidationFailedError
from matchmaker.intake.importing import import_files
from matchmaker.intake.report import ImportReport
from matchmaker.store.catalogue import Catalogue
from matchmaker.store.engine import reading
from matchmaker.store.schema import IMPORTS
from tests.files import OBSERVED, creators_csv, json_lines, posts_csv, text_file

DOCUMENT = {"creator_id": "ana", "platform": "tiktok", "observed_at": OBSERVED}
POST = {"creator_id": "ana", "post_id": "p1", "posted_at": "2026-02-01T08:00:00Z", "observed_at": OBSERVED}


def counts(report: ImportReport) -> tuple[int, int, int]:
    return report.rows_read_count, report.rows_accepted_count, report.rows_rejected_count


def test_creators_are_stored_before_their_posts_whatever_the_order_of_the_files(
    tmp_path: Path, catalogue: Catalogue
) -> None:
    report = import_files([posts_csv(tmp_path, [{}, {}]), creators_csv(tmp_path, "ana")], catalogue)
    assert counts(report) == (3, 3, 0)
    assert [file.file.name for file in report.files] == ["posts.csv", "creators.csv"]
    assert catalogue.counts()["posts"] == 2


def test_importing_a_file_again_changes_nothing(tmp_path: Path, catalogue: Catalogue) -> None:
    files = [creators_csv(tmp_path, "ana", "bob"), posts_csv(tmp_path, [{}, {"likes_count": 3}])]
    import_files(files, catalogue)
    before = catalogue.rows(POSTS), catalogue.revisions(["ana", "bob"])
    again = import_files(files, catalogue)
    assert [table.stored.unchanged for file in again.files for table in file.tables.values()] == [2, 2]
    assert catalogue.rows(POSTS).equals(before[0])
    assert catalogue.revisions(["ana", "bob"]) == before[1]


def test_rejected_rows_can_be_mended_and_imported(tmp_path: Path, catalogue: Catalogue) -> None:
    files = [
        creators_csv(tmp_path, "ana"),
        posts_csv(tmp_path, [{"likes_count": "1"}, {"likes_count": "-1", "caption": 'two\n"lines"'}]),
    ]
    rejected = import_files(files, catalogue).files[1].rejected_file
    assert rejected == tmp_path / "posts.rejected.csv"
    rejected.write_text(rejected.read_text().replace("-1", "2"))
    assert counts(import_files([rejected], catalogue)) == (1, 1, 0)
    assert catalogue.rows(POSTS).select("likes_count", "caption").rows() == [(1, None), (2, 'two\n"lines"')]


def test_every_fault_is_in_the_faults_file(tmp_path: Path, catalogue: Catalogue) -> None:
    files = [creators_csv(tmp_path, "ana"), posts_csv(tmp_path, [{"likes_count": "x"}] * 150)]
    report = import_files(files, catalogue).files[1]
    assert (report.faults_count, len(report.faults)) == (150, 100)
    faults = pl.read_csv(tmp_path / "posts.rejected.report.csv")
    assert faults.height == 150
    assert faults.row(0) == (2, "likes_count", "a whole number from 0 to 10,000,000,000", "x")


def test_a_clean_import_removes_the_rejected_rows_of_the_one_before(tmp_path: Path, catalogue: Catalogue) -> None:
    import_files([creators_csv(tmp_path, "-bad")], catalogue)
    assert (tmp_path / "creators.rejected.csv").exists()
    report = import_files([creators_csv(tmp_path, "ana")], catalogue)
    assert report.files[0].rejected_file is None
    assert sorted(path.name for path in tmp_path.glob("*.csv")) == ["creators.csv"]


def test_posts_of_an_unknown_creator_are_rejected_with_advice(tmp_path: Path, catalogue: Catalogue) -> None:
    report = import_files([posts_csv(tmp_path, [{}])], catalogue)
    assert counts(report) == (1, 0, 1)
    assert "import creators first" in report.files[0].faults[0].expected


def test_a_dry_run_judges_everything_and_stores_and_writes_nothing(tmp_path: Path, catalogue: Catalogue) -> None:
    files = [creators_csv(tmp_path, "ana"), posts_csv(tmp_path, [{}, {"likes_count": "x"}])]
    report = import_files(files, catalogue, dry_run=True)
    assert counts(report) == (3, 2, 1)
    assert catalogue.counts()["creators"] == 0
    assert sorted(path.name for path in tmp_path.glob("*.csv")) == ["creators.csv", "posts.csv"]


def test_of_equal_rows_twice_in_a_file_one_is_stored(tmp_path: Path, catalogue: Catalogue) -> None:
    report = import_files([creators_csv(tmp_path, "ana", "ana")], catalogue)
    assert counts(report) == (2, 2, 0)
    assert report.files[0].tables["creators"].stored.inserted == 1


def test_a_row_that_contradicts_an_earlier_one_is_rejected_even_parts_later(
    tmp_path: Path, catalogue: Catalogue
) -> None:
    ordinary = [{"post_id": f"p{place}", "likes_count": 1} for place in range(10_050)]
    posts = posts_csv(tmp_path, [*ordinary, {"post_id": "p3", "likes_count": 2}])
    report = import_files([creators_csv(tmp_path, "ana"), posts], catalogue)
    assert counts(report)[2] == 1
    assert report.files[1].faults[0].expected.startswith("the same values as row 5 ")
    assert catalogue.rows(POSTS).filter(post_id="p3")["likes_count"].to_list() == [1]


def test_jsonl_parquet_and_gzip_say_the_same_as_csv(tmp_path: Path, catalogue: Catalogue) -> None:
    csv_file = posts_csv(tmp_path, [{"likes_count": 3, "hashtags": '["a"]', "is_sponsored": True}])
    import_files([creators_csv(tmp_path, "ana"), csv_file], catalogue)
    row = {**POST, "post_id": "p0", "likes_count": 3, "hashtags": ["a"], "is_sponsored": True}
    typed = pl.DataFrame([row]).with_columns(pl.col("posted_at", "observed_at").str.to_datetime(time_zone="UTC"))
    typed.write_parquet(tmp_path / "posts.parquet")
    packed = text_file(tmp_path, "posts.csv.gz", gzip.compress(csv_file.read_bytes()))
    files = [json_lines(tmp_path, "posts.jsonl", [row]), tmp_path / "posts.parquet", packed]
    report = import_files(files, catalogue)
    assert [file.tables["posts"].stored.unchanged for file in report.files] == [1, 1, 1]


def test_a_creator_document_brings_its_posts_and_comments(tmp_path: Path, catalogue: Catalogue) -> None:
    post = {"post_id": "p1", "posted_at": "2026-02-01T08:00:00Z"}
    document = {**DOCUMENT, "posts": [post], "comments": [{"post_id": "p1", "comment_id": "c1", "text": "wow"}]}
    report = import_files([text_file(tmp_path, "ana.json", json.dumps(document))], catalogue)
    assert counts(report) == (3, 3, 0)
    assert catalogue.rows(COMMENTS)["observed_at"].to_list() == [datetime(2026, 3, 1, 8, tzinfo=UTC)]


def test_of_a_faulty_document_only_the_faulty_rows_are_to_be_mended(tmp_path: Path, catalogue: Catalogue) -> None:
    posts = [{"post_id": f"p{likes}", "posted_at": "2026-02-01T08:00:00Z", "likes_count": likes} for likes in (1, -2)]
    report = import_files([json_lines(tmp_path, "creators.jsonl", [{**DOCUMENT, "posts": posts}])], catalogue)
    fault = report.files[0].faults[0]
    assert (fault.row, fault.column, fault.got) == (1, "posts/1/likes_count", "-2")
    assert counts(report) == (3, 2, 1)
    mendable = json.loads((tmp_path / "creators.rejected.jsonl").read_text())
    assert mendable == {**DOCUMENT, "posts": posts[1:]}


@pytest.mark.parametrize(
    "line",
    ['{"creator_id": "ana", "likes_count": NaN}', "not json", "[1]", '{"a": 1, "a": 2}', '"\\ud800"', "[" * 100_000],
)
def test_a_damaged_line_is_a_fault_of_its_row_alone(line: str, tmp_path: Path, catalogue: Catalogue) -> None:
    path = text_file(tmp_path, "posts.jsonl", json.dumps(POST) + "\n" + line + "\n")
    report = import_files([creators_csv(tmp_path, "ana"), path], catalogue)
    assert counts(report) == (3, 2, 1)
    assert [fault.row for fault in report.files[1].faults] == [2]
    assert (tmp_path / "posts.rejected.jsonl").read_text() == line + "\n"


def test_a_json_value_of_another_type_is_no_number(tmp_path: Path, catalogue: Catalogue) -> None:
    rows = [{**POST, "likes_count": value} for value in (True, "3", 3.5, 2**70, [3])]
    path = json_lines(tmp_path, "posts.jsonl", rows)
    report = import_files([creators_csv(tmp_path, "ana"), path], catalogue)
    assert [fault.got for fault in report.files[1].faults] == ["true", '"3"', "3.5", str(2**70), "[3]"]


def test_a_row_of_another_width_is_a_fault_of_its_line(tmp_path: Path, catalogue: Catalogue) -> None:
    text = f'creator_id,platform,observed_at,bio\n"a",tiktok,{OBSERVED},"two\nlines"\n\nb,tiktok,{OBSERVED}\n'
    report = import_files([text_file(tmp_path, "creators.csv", text)], catalogue)
    assert [(fault.row, fault.expected) for fault in report.files[0].faults] == [(5, "4 cells, as the header has")]


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_the_delimiter_and_the_byte_order_mark_of_spreadsheets_are_understood(
    delimiter: str, tmp_path: Path, catalogue: Catalogue
) -> None:
    lines = [["creator_id", "platform", "observed_at"], ["ana", "tiktok", OBSERVED]]
    text = "\ufeff" + "".join(delimiter.join(line) + "\r\n" for line in lines)
    assert counts(import_files([text_file(tmp_path, "creators.csv", text)], catalogue)) == (1, 1, 0)


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("creators.csv", b"", "empty file"),
        ("creators.jsonl", b"\n\n", "is it empty"),
        ("creators.csv", "creator_id,bio\nana,caf\xe9\n".encode("latin-1"), "byte 0xe9 at byte 22.*iconv"),
        ("creators.csv", "creator_id\nana\n".encode("utf-16"), "UTF-16 at byte 0.*iconv"),
        ("creators.csv", b"creator_id,platform\nana,tiktok\n", "none named observed_at"),
        ("creators.csv", b"creator_id,platform,observed_at,followers\n", "did you mean followers_count"),
        ("creators.csv", b"creator_id,creator_id,platform,observed_at\n", "more than once"),
        ("creators.csv", b"creator_id,platform,observed_at,engagement_rate\n", "basis followers|reach"),
        ("rows.csv", b"a,b\n1,2\n", "say --table with one of creators"),
        ("creators.xlsx", b"PK", "expected a file ending in .csv"),
        ("creators.csv.gz", b"not gzip", "whole gzip file"),
        ("creators.csv.gz", gzip.compress(b"creator_id\n" * 9_999)[:-9], "whole gzip file"),
        ("creators.parquet", b"PAR1 cut off", "whole Parquet file"),
        ("creators.json", b'{"creator_id": Infinity}', "Infinity, which JSON does not have"),
        ("creators.csv", b'creator_id,platform,observed_at\n"' + b"x" * 17_000_000, "quote that is never closed"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_a_file_that_cannot_be_read_stores_nothing_and_says_what_to_do(
    name: str, content: bytes, words: str, tmp_path: Path, catalogue: Catalogue
) -> None:
    good = creators_csv(tmp_path, "bob", name="good_creators.csv")
    with pytest.raises(ValidationFailedError, match=words):
        import_files([good, text_file(tmp_path, name, content)], catalogue)
    if words != "quote that is never closed":  # known only when the rows are read
        assert catalogue.counts()["creators"] == 0


def test_a_missing_file_is_named(tmp_path: Path, catalogue: Catalogue) -> None:
    with pytest.raises(NotFoundError, match=r"none\.csv"):
        import_files([tmp_path / "none.csv"], catalogue)


def test_the_table_is_known_from_the_columns_or_from_the_option(tmp_path: Path, catalogue: Catalogue) -> None:
    by_columns = creators_csv(tmp_path, "ana", name="export.csv")
    assert list(import_files([by_columns], catalogue).files[0].tables) == ["creators"]
    assert list(import_files([by_columns], catalogue, table="creators").files[0].tables) == ["creators"]
    with pytest.raises(ValidationFailedError, match="expected a table of creators, posts"):
        import_files([by_columns], catalogue, table="people")


def test_an_engagement_rate_is_taken_with_its_declared_basis(tmp_path: Path, catalogue: Catalogue) -> None:
    path = text_file(
        tmp_path, "creators.csv", f"creator_id,platform,observed_at,engagement_rate\nana,tiktok,{OBSERVED},0.05\n"
    )
    import_files([path], catalogue, basis="reach")
    import_files(
        [json_lines(tmp_path, "more_creators.jsonl", [{**DOCUMENT, "creator_id": "bob", "engagement_rate": 0.06}])],
        catalogue,
        basis="followers",
    )
    found = catalogue.rows(CREATORS).select("engagement_rate_by_reach_ratio", "engagement_rate_by_followers_ratio")
    assert found.rows() == [(0.05, None), (None, 0.06)]


def test_an_unknown_time_zone_is_refused(tmp_path: Path, catalogue: Catalogue) -> None:
    with pytest.raises(ValidationFailedError, match="IANA time zone"):
        import_files([creators_csv(tmp_path, "ana")], catalogue, timezone="Mars/Olympus")


def test_the_database_remembers_which_file_brought_how_many_rows(tmp_path: Path, catalogue: Catalogue) -> None:
    import_files([creators_csv(tmp_path, "ana", "-bad")], catalogue)
    with reading(catalogue.engine) as connection:
        columns = IMPORTS.c
        query = sa.select(columns.source, columns.table_name, columns.rows_read_count, columns.rows_rejected_count)
        assert connection.execute(query).all() == [("creators.csv", "creators", 2, 1)]


def test_progress_is_told_for_every_file_and_ends_at_its_total(tmp_path: Path, catalogue: Catalogue) -> None:
    told: list[tuple[str, int, int]] = []
    import_files(
        [creators_csv(tmp_path, "ana", "bob")],
        catalogue,
        progress=lambda file, rows_done, rows_total: told.append((file.name, rows_done, rows_total)),
    )
    assert told[-1] == ("creators.csv", 2, 2)
