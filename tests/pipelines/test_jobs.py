"""A job that runs unattended: alone on its model, resumed after a kill, its run never left running."""

import json
import time
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import polars as pl
import pytest
from mlflow.entities import Run
from mlflow.tracking import MlflowClient

from tests.killing import faults, running, started, train_and_promote, train_slowly
from tests.pipelines.test_training import Steps, client
from tests.tiny import RECIPE, TinyRecipe, TinyTrainer, tiny_job
from training.gates import GateFailedError
from training.jobs.kept import Kept
from training.jobs.lock import lock_folder, machine_lock
from training.pipeline import train
from training.progress import StepProgress
from training.tracking import Tracking
from training.tracking.claims import BEAT_TAG, DEAD_AFTER_SECONDS, Claimant, ClaimLostError, ModelBusyError

ELSEWHERE = Claimant("process 7 on another machine", "another lock file")
SABOTAGED = RECIPE + "sabotage = 9.0\n"


class FittedAgainError(Exception):
    """A fit was asked for."""


@dataclass(frozen=True)
class Unfitted(TinyTrainer):
    """A trainer that can be forbidden to fit."""

    may_fit: bool = True

    def fit(self, train: pl.DataFrame, recipe: TinyRecipe) -> float:
        if not self.may_fit:
            raise FittedAgainError
        return super().fit(train, recipe)


def last_run(tracking: Tracking) -> Run:
    experiment = client(tracking).get_experiment_by_name("tiny").experiment_id
    runs = client(tracking).search_runs([experiment], order_by=["attributes.start_time DESC"])
    return max(runs, key=lambda run: int(run.info.start_time))


def silenced(tracking: Tracking, run_id: str) -> None:
    """As if the run's job had not been heard of for longer than a living one is silent."""
    client(tracking).set_tag(run_id, BEAT_TAG, f"{time.time() - DEAD_AFTER_SECONDS - 1:.0f}")


def test_a_second_job_on_this_machine_is_told_who_holds_the_model(tracking: Tracking, tmp_path: Path) -> None:
    with (
        machine_lock(lock_folder(tracking.uri, tmp_path), "tiny"),
        pytest.raises(ModelBusyError, match=r"tiny is being trained by process \d+ on .* on this machine"),
    ):
        train(tiny_job(tmp_path), tracking, Steps())


def test_a_job_on_another_machine_holds_the_model_too(tracking: Tracking, tmp_path: Path) -> None:
    tracking.begin("tiny", "elsewhere", ELSEWHERE)
    with pytest.raises(ModelBusyError, match="process 7 on another machine, at step begin"):
        train(tiny_job(tmp_path), tracking, Steps())
    assert len(running(tracking)) == 1


def test_another_model_is_free_meanwhile(tracking: Tracking, tmp_path: Path) -> None:
    tracking.begin("tiny", "elsewhere", ELSEWHERE)
    assert train(tiny_job(tmp_path, model="other"), tracking, Steps()).version == "1"


def test_a_job_that_is_not_heard_of_any_more_is_taken_over_and_its_run_closed(
    tracking: Tracking, tmp_path: Path
) -> None:
    dead = tracking.begin("tiny", "elsewhere", ELSEWHERE)
    silenced(tracking, dead)
    assert train(tiny_job(tmp_path), tracking, Steps()).version == "1"
    run = client(tracking).get_run(dead)
    assert run.info.status == "KILLED"
    assert run.data.tags["job_closed_because"].startswith("not heard of for 30")


def test_a_job_that_was_held_for_dead_registers_nothing(tracking: Tracking, tmp_path: Path) -> None:
    asleep = tracking.begin("tiny", "elsewhere", ELSEWHERE)
    silenced(tracking, asleep)
    train(tiny_job(tmp_path), tracking, Steps())
    with pytest.raises(ClaimLostError, match="it resumes"):
        tracking.end(asleep, "FINISHED")


@pytest.mark.parametrize(("error", "status"), [(KeyboardInterrupt, "KILLED"), (OSError, "FAILED")])
def test_a_run_ends_as_its_job_did(tracking: Tracking, tmp_path: Path, error: type[BaseException], status: str) -> None:
    with pytest.raises(error):
        train(tiny_job(tmp_path), tracking, Steps(killed_at="evaluate", by=error))
    run = client(tracking).get_run(last_run(tracking).info.run_id)
    assert (run.info.status, run.data.tags["job_step"]) == (status, "evaluate")
    assert run.data.tags["job_error"].startswith(error.__name__)


def test_the_run_of_a_version_that_was_refused_is_finished(tracking: Tracking, tmp_path: Path) -> None:
    with pytest.raises(GateFailedError):
        train(tiny_job(tmp_path, SABOTAGED), tracking, Steps())
    assert last_run(tracking).info.status == "FINISHED"


def test_a_job_killed_after_its_fit_does_not_fit_again(tracking: Tracking, tmp_path: Path) -> None:
    kept = Kept(tmp_path / "kept")
    with pytest.raises(KeyboardInterrupt):
        train(replace(tiny_job(tmp_path), trainer=Unfitted(), kept=kept), tracking, Steps(killed_at="bundle"))
    resumed = train(replace(tiny_job(tmp_path), trainer=Unfitted(may_fit=False), kept=kept), tracking, Steps())
    assert resumed.bundle.digest == train(tiny_job(tmp_path), tracking, Steps()).bundle.digest


def test_what_was_kept_is_used_while_data_recipe_and_code_are_the_same(tracking: Tracking, tmp_path: Path) -> None:
    kept = Kept(tmp_path / "kept")
    train(replace(tiny_job(tmp_path), trainer=Unfitted(), kept=kept), tracking, Steps())
    again = replace(tiny_job(tmp_path), trainer=Unfitted(may_fit=False), kept=kept)
    assert train(again, tracking, Steps()).version == "1"
    with (tmp_path / "data" / "tiny" / "market" / "market.csv").open("a") as file:
        file.write("c1,2.0,6.0\n")
    with pytest.raises(FittedAgainError):
        train(again, tracking, Steps())


def test_a_kept_model_that_is_damaged_is_learned_again(tracking: Tracking, tmp_path: Path) -> None:
    job = replace(tiny_job(tmp_path), kept=Kept(tmp_path / "kept"))
    first = train(job, tracking, Steps())
    (damaged,) = (tmp_path / "kept" / "tiny").glob("*/draft/model.json")
    damaged.write_bytes(b'{"slope": 666.0}')
    assert train(job, tracking, Steps()).bundle.digest == first.bundle.digest


def test_the_same_content_is_one_version(tracking: Tracking, tmp_path: Path) -> None:
    assert train(tiny_job(tmp_path), tracking, Steps()).version == "1"
    assert train(tiny_job(tmp_path), tracking, Steps()).version == "1"
    assert train(tiny_job(tmp_path, RECIPE.replace("7", "8")), tracking, Steps()).version == "2"


def test_a_version_made_again_is_judged_beside_the_champion_of_now(tracking: Tracking, tmp_path: Path) -> None:
    for seed in ("7", "8"):
        train(tiny_job(tmp_path, RECIPE.replace("7", seed)), tracking, Steps())
        tracking.versions.promote("tiny", "challenger")
    assert train(tiny_job(tmp_path), tracking, Steps()).version == "1"
    assert tracking.versions.promote("tiny", "challenger") == "1"


def test_the_log_file_has_every_step_and_is_kept_with_the_run(tracking: Tracking, tmp_path: Path) -> None:
    path = tmp_path / "logs" / "job.log"
    with StepProgress("tiny", (), path) as progress:
        train(replace(tiny_job(tmp_path), log=path), tracking, progress)
    lines = [json.loads(line) for line in path.read_text().splitlines()]
    assert [line["event"] for line in lines][:3] == ["job_begun", "step_begun", "step_done"]
    assert lines[-1]["event"] == "job_done"
    run_id = last_run(tracking).info.run_id
    assert "job.log" in {entry.path for entry in client(tracking).list_artifacts(run_id)}


def test_a_job_that_is_asked_to_stop_ends_its_run_and_frees_the_model(tracking: Tracking, tmp_path: Path) -> None:
    job = started(train_slowly, tmp_path, tracking.uri)
    while not any(run.data.tags.get("job_step") == "fit" for run in running(tracking)):
        assert job.is_alive()
        time.sleep(0.1)
    job.terminate()
    job.join()
    assert job.exitcode == 3
    assert last_run(tracking).info.status == "KILLED"
    assert train(tiny_job(tmp_path), tracking, Steps()).version == "1"


def test_killed_at_any_of_20_moments_the_registry_is_whole_and_the_next_job_goes_on(
    tracking: Tracking, tmp_path: Path
) -> None:
    started(time.sleep, 0).join()  # the server of processes is up; what follows is the time of a job
    begun = time.monotonic()
    started(train_and_promote, tmp_path, tracking.uri, [0]).join()
    moments = np.random.default_rng(5).uniform(0.05, 1.2, 20) * (time.monotonic() - begun)
    for turn, moment in enumerate(moments, start=1):
        job = started(train_and_promote, tmp_path, tracking.uri, [turn, 100 + turn])
        time.sleep(moment)
        job.kill()
        job.join()
        assert faults(tracking, tmp_path / "out" / "bundle", tmp_path / f"fetched-{turn}") == []
        assert len(running(tracking)) <= 1
    last = started(train_and_promote, tmp_path, tracking.uri, [1000])
    last.join()
    assert last.exitcode == 0
    assert running(tracking) == []
    versions = MlflowClient(tracking.uri, tracking.uri).get_registered_model("tiny").aliases
    assert versions["champion"] == versions["challenger"]
