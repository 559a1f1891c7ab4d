"""What the customer's own campaigns taught so far: the funnel with its outcomes, and the prices it was quoted."""

import threading
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

import polars as pl
import sqlalchemy as sa

from matchmaker.scorers.performance.funnel import Funnel
from matchmaker.store.outcomes import observations, quotes
from matchmaker.store.own_revision import OwnRevision, own_revision


@dataclass(frozen=True)
class OwnResults:
    """The funnel updated with own outcomes, and QUOTES, both as known at a moment; equal revisions are equal results."""

    revision: OwnRevision
    funnel: Funnel
    quotes: pl.DataFrame


class OwnResultsKept:
    """The last own results, read again when anything of them changed; safe for many threads."""

    def __init__(self) -> None:
        self._kept: tuple[Funnel, OwnResults] | None = None
        self._lock = threading.Lock()

    def at(self, engine: sa.Engine, prior: Funnel, as_of: datetime) -> OwnResults:
        """As known at `as_of` (aware), on top of the model's funnel; StorageFailedError when they cannot be read."""
        revision = own_revision(engine, as_of)
        with self._lock:
            kept = self._kept
        if kept is not None and kept[0] is prior and kept[1].revision == revision:
            return kept[1]
        found = _read(engine, prior, as_of, revision)
        with self._lock:
            self._kept = prior, found
        return found


def _read(engine: sa.Engine, prior: Funnel, as_of: datetime, revision: OwnRevision) -> OwnResults:
    seen: Callable[[sa.Engine, datetime], pl.DataFrame] = observations
    funnel = prior.updated(seen(engine, as_of)) if revision.outcomes_count else prior
    return OwnResults(revision, funnel, quotes(engine, as_of))
