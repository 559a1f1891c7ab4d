"""What other tools say comes in under their names, from files and inside creator documents."""

from pathlib import Path

import pytest

from matchmaker.domain.tables import VENDOR_ESTIMATES
from matchmaker.intake.importing import import_files
from matchmaker.store.catalogue import Catalogue
from tests.files import OBSERVED, creators_csv, json_lines, text_file

HEAD = "creator_id,observed_at,vendor,fake_follower_ratio,sample_count\n"


def estimates(folder: Path, *rows: str, name: str = "audit.csv") -> Path:
    return text_file(folder, name, HEAD + "\n".join(rows) + "\n")


def test_a_file_is_recognised_by_its_columns_and_a_later_estimate_is_another_row(
    tmp_path: Path, catalogue: Catalogue
) -> None:
    first = f"ana,{OBSERVED},Hype Auditor,0.31,2000"
    later = "ana,2026-03-09T08:00:00Z,Hype Auditor,0.29,"
    other = f"ana,{OBSERVED},Modash,0.12,"
    report = import_files([creators_csv(tmp_path, "ana"), estimates(tmp_path, first, later, other)], catalogue)
    assert report.rows_rejected_count == 0
    stored = catalogue.rows(VENDOR_ESTIMATES, "ana").select("vendor", "fake_follower_ratio", "sample_count")
    assert stored.rows() == [("Hype Auditor", 0.31, 2000), ("Hype Auditor", 0.29, None), ("Modash", 0.12, None)]


def test_importing_again_changes_nothing(tmp_path: Path, catalogue: Catalogue) -> None:
    files = [creators_csv(tmp_path, "ana"), estimates(tmp_path, f"ana,{OBSERVED},Modash,0.12,")]
    import_files(files, catalogue)
    assert import_files(files, catalogue).files[1].tables["vendor_estimates"].stored.unchanged == 1


@pytest.mark.parametrize(
    ("row", "column"),
    [
        (f"ana,{OBSERVED},Modash,31,", "fake_follower_ratio"),
        (f"ana,{OBSERVED},Modash,,", "fake_follower_ratio"),
        (f"ana,{OBSERVED},,0.3,", "vendor"),
        (f"eva,{OBSERVED},Modash,0.3,", "creator_id"),
    ],
)
def test_a_percentage_a_nameless_estimate_and_a_stranger_are_rejected(
    row: str, column: str, tmp_path: Path, catalogue: Catalogue
) -> None:
    report = import_files([creators_csv(tmp_path, "ana"), estimates(tmp_path, row)], catalogue)
    assert [fault.column for fault in report.files[1].faults] == [column]


def test_a_creator_document_may_bring_estimates(tmp_path: Path, catalogue: Catalogue) -> None:
    stated = {"vendor": "Modash", "fake_follower_ratio": 0.12}
    document = {"creator_id": "ana", "platform": "tiktok", "observed_at": OBSERVED, "vendor_estimates": [stated]}
    report = import_files([json_lines(tmp_path, "creators.jsonl", [document])], catalogue)
    assert report.rows_rejected_count == 0
    assert catalogue.rows(VENDOR_ESTIMATES, "ana")["vendor"].to_list() == ["Modash"]


def test_estimates_are_forgotten_with_their_creator(tmp_path: Path, catalogue: Catalogue) -> None:
    import_files([creators_csv(tmp_path, "ana"), estimates(tmp_path, f"ana,{OBSERVED},Modash,0.12,")], catalogue)
    catalogue.delete_creator("ana")
    assert catalogue.rows(VENDOR_ESTIMATES).is_empty()
