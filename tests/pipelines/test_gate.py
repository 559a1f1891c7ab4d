"""What the gate lets in and what it refuses, from a whole training down to the alias."""

import json
import shutil
from collections.abc import Sequence
from pathlib import Path

import pytest

from benchmarks.gate_week import Decision, week
from benchmarks.week_model import NAME, WeekScorer, WeekTrainer
from tests.pipelines.test_training import client
from training.gate.command import gate_version
from training.gates import GateFailedError, refuse_failures
from training.tracking import Tracking
from training.tracking.store import SQLITE

ROWS = 500  # accounts a day: enough for every check to decide as it does on thousands


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory, empty_database: Path) -> Path:
    folder = tmp_path_factory.mktemp("week")
    shutil.copy(empty_database, folder / "mlflow.db")
    return folder


@pytest.fixture(scope="module")
def decisions(folder: Path) -> Sequence[Decision]:
    return list(week(folder, ROWS))


@pytest.fixture
def tracking(folder: Path, decisions: Sequence[Decision]) -> Tracking:
    return Tracking(f"{SQLITE}{folder / 'mlflow.db'}")


def failed(decisions: Sequence[Decision], day: int) -> list[str]:
    return [verdict.check for verdict in decisions[day - 1].failed]


def test_honest_days_of_a_week_are_promoted(decisions: Sequence[Decision]) -> None:
    assert [decision.day.number for decision in decisions if not decision.failed] == [1, 2, 4, 7]
    assert [decision.champion for decision in decisions] == ["1", "2", "2", "3", "3", "3", "4"]


def test_a_day_of_shuffled_labels_is_refused_and_the_champion_tells_that_the_rows_have_changed(
    decisions: Sequence[Decision],
) -> None:
    assert {"week accounts roc_auc", "rows: week accounts"} <= set(failed(decisions, 3))


def test_a_column_that_knows_the_answer_is_refused_though_every_figure_is_better(
    decisions: Sequence[Decision],
) -> None:
    assert failed(decisions, 5) == ["leak: week accounts"]


def test_a_slower_model_is_refused_though_it_is_as_good(decisions: Sequence[Decision]) -> None:
    assert failed(decisions, 6) == ["size", "speed"]


def test_a_refused_run_is_logged_with_its_verdicts_and_no_version(
    tracking: Tracking, decisions: Sequence[Decision]
) -> None:
    experiment = client(tracking).get_experiment_by_name(NAME).experiment_id
    (run,) = client(tracking).search_runs([experiment], "tags.gate_failed LIKE 'leak%'")
    kept = json.loads(Path(client(tracking).download_artifacts(run.info.run_id, "gate.json")).read_text())
    assert (run.data.tags["gate"], run.data.tags["gate_against"]) == ("failed", "3")
    assert not kept["passed"]
    assert len(client(tracking).search_model_versions(f"name = '{NAME}'")) == 4


def test_a_version_is_judged_again_beside_the_champion_of_now(tracking: Tracking) -> None:
    gated = gate_version(tracking, WeekTrainer(), WeekScorer, "1")
    assert gated.against == "4"
    assert client(tracking).get_model_version(NAME, "1").tags["gate_against"] == "4"


def test_judged_with_data_both_versions_answer_anew_and_labels_are_shuffled(tracking: Tracking, folder: Path) -> None:
    gated = gate_version(tracking, WeekTrainer(), WeekScorer, "3", data=folder / "data")
    assert {"shuffled labels: week accounts", "rows: week accounts", "champion: week accounts"} <= {
        verdict.check for verdict in gated.verdicts
    }


def test_a_challenger_that_fails_later_is_the_challenger_no_longer(tracking: Tracking, folder: Path) -> None:
    stricter = folder / "stricter.toml"
    stricter.write_text((folder / "week.toml").read_text().replace("at_least = 0.7", "at_least = 0.999"))
    challenger = tracking.versions.number(NAME, "challenger")
    gated = gate_version(tracking, WeekTrainer(), WeekScorer, challenger, recipe=stricter)
    with pytest.raises(GateFailedError, match=r"expected at least 0\.999"):
        refuse_failures(gated.verdicts)
    assert "challenger" not in tracking.versions.aliases(NAME)
