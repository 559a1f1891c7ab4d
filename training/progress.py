"""Which step runs, and which part of it? A bar on a terminal, one log line each elsewhere; both on stderr.

A log file, where one is asked for, gets every line as JSON as soon as it is said: it is what is left of a killed job.
"""

import contextlib
import os
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from pathlib import Path
from typing import Self, TextIO

import structlog
from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn
from structlog.typing import FilteringBoundLogger, Processor

LOGS_KEPT = 100  # files of one folder: three months of a daily job; the oldest go first


class StepProgress:
    """Counts the steps of one job as they end; use it as a context manager."""

    def __init__(self, job: str, steps: Sequence[str], log_file: Path | None = None) -> None:
        """`log_file` is made when the progress is entered, its folder too."""
        self._job = job
        self._log = structlog.wrap_logger(structlog.PrintLogger(sys.stderr)).bind(job=job)
        self._log_file = log_file
        self._file: TextIO | None = None
        columns = (TextColumn("{task.description}"), BarColumn(), TimeElapsedColumn())
        self._bar = Progress(*columns, console=Console(stderr=True), disable=not sys.stderr.isatty())
        self._task = self._bar.add_task(job, total=len(steps))

    def __enter__(self) -> Self:
        if self._log_file is not None:
            self._file = _opened(self._log_file)
        self._bar.start()
        self._token = _WATCHING.set(self)
        self._write("job_begun", process=os.getpid())
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, _: object) -> None:
        _WATCHING.reset(self._token)
        self._bar.stop()
        if kind is None:
            self._write("job_done")
        else:
            self._write("job_failed", error=f"{kind.__name__}: {error}")
        if self._file is not None:
            self._file.close()

    @contextmanager
    def step(self, name: str) -> Iterator[None]:
        """Around the work of one step; nothing is counted when it fails."""
        self._bar.update(self._task, description=f"{self._job}: {name}")
        self._write("step_begun", step=name)
        started = time.monotonic()
        yield
        self._bar.advance(self._task)
        self.tell("step_done", step=name, seconds=_since(started))

    @contextmanager
    def part(self, step: str, name: str) -> Iterator[None]:
        """Around the work of one part of a step."""
        self._bar.update(self._task, description=f"{self._job}: {step} {name}")
        started = time.monotonic()
        yield
        self.tell("part_done", step=step, part=name, seconds=_since(started))

    def tell(self, event: str, **fields: object) -> None:
        """One line to the log file, and to stderr where there is no bar."""
        self._write(event, **fields)
        if self._bar.disable:
            self._log.info(event, **fields)

    def _write(self, event: str, **fields: object) -> None:
        if self._file is not None:
            _json_lines(self._file).info(event, job=self._job, **fields)


_WATCHING: ContextVar[StepProgress | None] = ContextVar("watching", default=None)


@contextmanager
def part(step: str, name: str) -> Iterator[None]:
    """Around one part of a step, e.g. one head of a model: told to the progress that is shown, where one is."""
    watching = _WATCHING.get()
    if watching is None:
        yield
        return
    with watching.part(step, name):
        yield


def tell(event: str, **fields: object) -> None:
    """Something worth a line of the log, where one is kept."""
    watching = _WATCHING.get()
    if watching is not None:
        watching.tell(event, **fields)


def _json_lines(file: TextIO) -> FilteringBoundLogger:
    processors: list[Processor] = [
        structlog.processors.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        structlog.processors.JSONRenderer(default=str),
    ]
    logger: FilteringBoundLogger = structlog.wrap_logger(structlog.PrintLogger(file), processors=processors)
    return logger


def _opened(path: Path) -> TextIO:
    path.parent.mkdir(parents=True, exist_ok=True)
    for old in sorted(path.parent.glob("*.log"))[: -LOGS_KEPT + 1]:
        with contextlib.suppress(FileNotFoundError):
            old.unlink()
    return path.open("a", buffering=1)  # a line at a time


def _since(started: float) -> float:
    return round(time.monotonic() - started, 2)
