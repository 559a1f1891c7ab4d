"""A search finds what is planted, on rows that chose nothing, and goes on where it was stopped."""

from pathlib import Path

import optuna
import pytest
from mlflow.tracking import MlflowClient

from benchmarks.gate_week import Day, write_day
from benchmarks.week_model import WeekTrainer
from training.tracking import Tracking
from training.tune import Outcome, search_record, tune, write_diff

POOR = Day(1, "two trees").recipe().replace("rounds = 60", "rounds = 2         # far too few")
SPACE = '["rounds"]\nlow = 2\nhigh = 80\nlog = true\n'


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    write_day(tmp_path / "data", Day(1, "first"), 600)
    (tmp_path / "poor.toml").write_text(POOR)
    (tmp_path / "space.toml").write_text(SPACE)
    return tmp_path


def searched(folder: Path, trials: int, minutes: float = 5) -> Outcome:
    paths = (folder / "poor.toml", folder / "space.toml", folder / "data", folder / "out")
    return tune(WeekTrainer(), *paths, minutes=minutes, trials=trials, folds=2, outer=1)


def trials_kept(folder: Path) -> int:
    storage = f"sqlite:///{folder / 'out' / 'studies.db'}"
    return sum(
        len(optuna.load_study(study_name=name, storage=storage).trials) for name in optuna.get_all_study_names(storage)
    )


def test_a_recipe_with_too_few_trees_gets_more_and_unseen_rows_agree(folder: Path) -> None:
    outcome = searched(folder, trials=6)
    assert outcome.values["rounds"] > 10
    assert outcome.outer[0] < 0.95
    assert "# far too few" in outcome.diff
    assert write_diff(folder / "tuned.diff", outcome).startswith("git apply")


def test_a_search_is_a_run_with_its_trials_below_it(folder: Path) -> None:
    record = search_record("week", searched(folder, trials=2))
    tracking = Tracking(f"sqlite:///{folder / 'mlflow' / 'mlflow.db'}")
    tracking.log("week", record)
    client = MlflowClient(tracking.uri)
    runs = client.search_runs([client.get_experiment_by_name("week").experiment_id])
    below = [run for run in runs if "mlflow.parentRunId" in run.data.tags]
    assert sorted(run.info.run_name for run in runs) == ["trial 0", "trial 1", "tune week"]
    assert all(2 <= int(run.data.params["rounds"]) <= 80 for run in below)
    assert all("tuning/after split 0/relative_loss" in run.data.metrics for run in below)


def test_a_search_goes_on_where_it_stopped(folder: Path) -> None:
    searched(folder, trials=2)
    assert trials_kept(folder) == 4  # one outer search and the last one
    searched(folder, trials=3)
    assert trials_kept(folder) == 6


def test_a_search_without_time_leaves_the_recipe_as_it_is(folder: Path) -> None:
    outcome = searched(folder, trials=5, minutes=0)
    assert (outcome.values, outcome.diff, outcome.outer) == ({}, "", (1.0,))
    assert "no diff" in write_diff(folder / "tuned.diff", outcome)
    assert not (folder / "tuned.diff").exists()
