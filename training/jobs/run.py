"""The run of a job from its claim to its end: its heart beats, its step is told, and it never stays RUNNING."""

import contextlib
import contextvars
import signal
import threading
from collections.abc import Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from matchmaker.errors import MatchmakerError
from training.jobs.lock import holder, machine_lock
from training.progress import tell
from training.tracking import Tracking
from training.tracking.claims import BEAT_SECONDS, STEP_TAG, Claimant, ClaimLostError
from training.tracking.store import TrackingError

ERROR_TAG = "job_error"
LONGEST_ERROR = 500  # characters of a tag: MLflow keeps 5,000, a table shows less


class Progress(Protocol):
    """Shows which step runs."""

    def step(self, name: str) -> AbstractContextManager[None]:
        """Around the work of one step."""
        ...


@dataclass(frozen=True)
class JobRun:
    """A run under way: `step` is told to people by `progress`, and to other jobs by a tag."""

    tracking: Tracking
    run_id: str
    progress: Progress

    @contextlib.contextmanager
    def step(self, name: str) -> Iterator[None]:
        """Around the work of one step."""
        self.tracking.tag(self.run_id, {STEP_TAG: name})
        with self.progress.step(name):
            yield

    def keep_log(self, path: Path | None) -> None:
        """Attach the log file of the job as it is by now."""
        if path is not None and path.is_file():
            self.tracking.keep_file(self.run_id, path)


@contextlib.contextmanager
def job_run(tracking: Tracking, model: str, name: str, locks: Path, progress: Progress) -> Iterator[JobRun]:
    """Claim the model, run, and end the run: FINISHED, FAILED with the error's words, or KILLED when stopped.

    Raises ModelBusyError when another job holds the model. Runs of jobs that died are closed before.
    """
    with machine_lock(locks, model) as lock:
        run_id = tracking.begin(model, name, Claimant(holder(), lock))
        try:
            with _beating(tracking, run_id):
                yield JobRun(tracking, run_id, progress)
        except ClaimLostError:
            raise
        except BaseException as error:
            _end_badly(tracking, run_id, error)
            raise
        tracking.end(run_id, "FINISHED")


def stop_politely() -> None:
    """From now on SIGTERM, a scheduler's wish to stop, is Ctrl-C: the run ends as KILLED and the model is free at once."""
    signal.signal(signal.SIGTERM, signal.default_int_handler)


def _end_badly(tracking: Tracking, run_id: str, error: BaseException) -> None:
    """As far as the store can still be reached; otherwise the next job closes the run."""
    said = error.detail if isinstance(error, MatchmakerError) else f"{type(error).__name__}: {error}"
    with contextlib.suppress(TrackingError, ClaimLostError):
        tracking.tag(run_id, {ERROR_TAG: said[:LONGEST_ERROR]})
        tracking.end(run_id, "FAILED" if isinstance(error, Exception) else "KILLED")


@contextlib.contextmanager
def _beating(tracking: Tracking, run_id: str) -> Iterator[None]:
    done = threading.Event()
    told = contextvars.copy_context()  # so that the thread writes to the same log
    heart = threading.Thread(target=told.run, args=(_beat_until, done, tracking, run_id), name="heart", daemon=True)
    heart.start()
    try:
        yield
    finally:
        done.set()
        heart.join()


def _beat_until(done: threading.Event, tracking: Tracking, run_id: str) -> None:
    while not done.wait(BEAT_SECONDS):
        try:
            tracking.beat(run_id)
        except TrackingError as error:  # a server that restarts ends no job; one that stays away ends it at its log
            tell("heartbeat_failed", run=run_id, detail=error.detail)
