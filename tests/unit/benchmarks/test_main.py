"""`python -m benchmarks`: one command each, report rows as JSON."""

import json
from pathlib import Path

import pytest

from benchmarks.__main__ import main, write_rows
from matchmaker.bundles import Metric


def test_an_unknown_benchmark_exits_2_and_lists_the_known(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as left:
        main(["astrology"])
    assert left.value.code == 2
    assert "topic_feeds" in capsys.readouterr().err


def test_report_rows_have_the_keys_of_every_report(tmp_path: Path) -> None:
    row = Metric(set="s", target="likes/known", metric="r2", value=0.9, rows=10, rival="past mean", rival_value=0.8)
    write_rows(tmp_path / "new" / "report.json", [row])
    assert json.loads((tmp_path / "new" / "report.json").read_text()) == [
        {
            "set": "s",
            "target": "likes/known",
            "metric": "r2",
            "value": 0.9,
            "low": None,
            "high": None,
            "rows": 10,
            "rival": "past mean",
            "rival_value": 0.8,
        }
    ]
