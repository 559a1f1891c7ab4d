"""Which step runs, and which part of it? A bar on a terminal, one log line each elsewhere; both on stderr."""

import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Self

import structlog
from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn


class StepProgress:
    """Counts the steps of one job as they end; use it as a context manager."""

    def __init__(self, job: str, steps: Sequence[str]) -> None:
        self._job = job
        self._log = structlog.wrap_logger(structlog.PrintLogger(sys.stderr)).bind(job=job)
        columns = (TextColumn("{task.description}"), BarColumn(), TimeElapsedColumn())
        self._bar = Progress(*columns, console=Console(stderr=True), disable=not sys.stderr.isatty())
        self._task = self._bar.add_task(job, total=len(steps))

    def __enter__(self) -> Self:
        self._bar.start()
        self._token = _WATCHING.set(self)
        return self

    def __exit__(self, *_: object) -> None:
        _WATCHING.reset(self._token)
        self._bar.stop()

    @contextmanager
    def step(self, name: str) -> Iterator[None]:
        """Around the work of one step; nothing is counted when it fails."""
        self._bar.update(self._task, description=f"{self._job}: {name}")
        started = time.monotonic()
        yield
        self._bar.advance(self._task)
        if self._bar.disable:
            self._log.info("step_done", step=name, seconds=round(time.monotonic() - started, 2))

    @contextmanager
    def part(self, step: str, name: str) -> Iterator[None]:
        """Around the work of one part of a step."""
        self._bar.update(self._task, description=f"{self._job}: {step} {name}")
        started = time.monotonic()
        yield
        if self._bar.disable:
            self._log.info("part_done", step=step, part=name, seconds=round(time.monotonic() - started, 2))


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
