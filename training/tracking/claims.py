"""One job a model at a time, across machines: a RUNNING run with a heartbeat is the claim, and a dead one is closed.

A job first makes its claim and then looks for others, so that of two claims made at once at least one sees the
other (Lamport 1974, "bakery"); whoever sees another withdraws. This needs nothing of the store but that what was
written is read, so that it holds on SQLite, on PostgreSQL and through a tracking server alike.
"""

import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from matchmaker.errors import MatchmakerError
from training.tracking.runs import PARENT_TAG, set_tags

if TYPE_CHECKING:
    from mlflow.entities import Run
    from mlflow.tracking import MlflowClient

CLAIM_TAG, HOLDER_TAG, LOCK_TAG, BEAT_TAG, STEP_TAG = "job", "job_holder", "job_lock", "job_heartbeat", "job_step"
CLOSED_TAG = "job_closed_because"
BEAT_SECONDS = 30.0
DEAD_AFTER_SECONDS = 300.0  # ten heartbeats: a server that restarts, or clocks minutes apart, end no living job
RUNNING = "attributes.status = 'RUNNING'"
MOST_RUNS = 1000


class ModelBusyError(MatchmakerError):
    """Another job trains this model."""

    status, code, title = 409, "model_busy", "Another job trains this model"


class ClaimLostError(MatchmakerError):
    """A job was held for dead, and another closed its run."""

    status, code, title = 409, "claim_lost", "The job was held for dead"


@dataclass(frozen=True)
class Claimant:
    """Who claims: in words, and the identity of the lock file held (whoever else named it has died or ended)."""

    words: str
    lock: str

    def tags(self, model: str) -> dict[str, str]:
        """As its run carries them."""
        return {CLAIM_TAG: model, HOLDER_TAG: self.words, LOCK_TAG: self.lock, BEAT_TAG: _now()}


def claim(client: "MlflowClient", experiment: str, model: str, name: str, claimant: Claimant) -> str:
    """A RUNNING run of this name that holds the model; its id. Runs of dead jobs are closed as KILLED first.

    Raises ModelBusyError with the holder's words when a living job holds the model.
    """
    close_dead(client, experiment, claimant.lock)
    _refuse_others(client, experiment, model, None)
    run_id = str(client.create_run(experiment, run_name=name, tags=claimant.tags(model)).info.run_id)
    try:
        _refuse_others(client, experiment, model, run_id)
    except ModelBusyError:
        client.delete_run(run_id)  # nothing was done in it
        raise
    return run_id


def close_dead(client: "MlflowClient", experiment: str, lock: str | None) -> list[str]:
    """End the runs of dead jobs as KILLED, and those nested in runs that ended; their ids.

    A job is dead when its heart has not beaten for DEAD_AFTER_SECONDS, or when it named the lock file that the
    caller holds now (`lock`): the system frees it when its holder dies.
    """
    dead = []
    for run in client.search_runs([experiment], RUNNING, max_results=MOST_RUNS):
        reason = _cause_of_death(client, run, lock)
        if reason:
            set_tags(client, run.info.run_id, {CLOSED_TAG: reason})
            client.set_terminated(run.info.run_id, "KILLED")
            dead.append(str(run.info.run_id))
    return dead


def beat(client: "MlflowClient", run_id: str) -> None:
    """Say that the job lives."""
    client.set_tag(run_id, BEAT_TAG, _now())


def require_claim(client: "MlflowClient", run_id: str) -> None:
    """ClaimLostError when another job has closed this run: it then holds the model."""
    run = client.get_run(run_id)
    if run.info.status != "RUNNING":
        raise ClaimLostError(
            f"expected run {run_id} to be running, got {run.info.status} "
            f"({run.data.tags.get(CLOSED_TAG, 'somebody ended it')}); start the job again, it resumes"
        )


def _refuse_others(client: "MlflowClient", experiment: str, model: str, own: str | None) -> None:
    for run in client.search_runs([experiment], RUNNING, max_results=MOST_RUNS):
        tags = run.data.tags
        if run.info.run_id != own and tags.get(CLAIM_TAG) == model:
            raise ModelBusyError(
                f"{model} is being trained by {tags.get(HOLDER_TAG, 'somebody')}, at step "
                f"{tags.get(STEP_TAG, 'begin')}, run {run.info.run_id}, heard of {_silent(tags):.0f} s ago; "
                f"wait for it, or end it (a dead job's claim is taken over after {DEAD_AFTER_SECONDS:.0f} s)"
            )


def _cause_of_death(client: "MlflowClient", run: "Run", lock: str | None) -> str | None:
    tags = run.data.tags
    if CLAIM_TAG in tags:
        if lock is not None and tags.get(LOCK_TAG) == lock:
            return f"{tags.get(HOLDER_TAG)} died at step {tags.get(STEP_TAG, 'begin')}"
        silent = _silent(tags)
        return f"not heard of for {silent:.0f} s" if silent > DEAD_AFTER_SECONDS else None
    parent = tags.get(PARENT_TAG)
    if parent is not None and client.get_run(parent).info.status == "KILLED":
        return "the run it is nested in died"
    return None


def _silent(tags: Mapping[str, str]) -> float:
    return time.time() - float(tags.get(BEAT_TAG, "0"))


def _now() -> str:
    return f"{time.time():.0f}"
