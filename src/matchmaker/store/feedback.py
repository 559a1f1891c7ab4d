"""Remembers what became of the creators of each ranking."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import polars as pl
import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite

from matchmaker.domain.columns import INSTANT
from matchmaker.domain.feedback import FeedbackEvent
from matchmaker.domain.outcomes import OUTCOMES
from matchmaker.store.engine import open_database, reading, writing
from matchmaker.store.instants import microseconds
from matchmaker.store.schema import FEEDBACK
from matchmaker.store.upsert import UpsertCounts, upsert_rows

FEEDBACK_ROWS = pl.Schema(
    {"ranking_id": pl.String(), "creator_id": pl.String(), "event": pl.String(), "occurred_at": INSTANT}
)


@dataclass(frozen=True)
class SavedFeedback:
    """How many events were new, and what became of the outcomes."""

    events_inserted: int
    outcomes: UpsertCounts


class Feedback:
    """Feedback in the catalogue's database; every method is one transaction and safe from many threads."""

    def __init__(self, database: str | sa.Engine) -> None:
        """Open (and if needed create) the database at a SQLAlchemy URL, or share an open engine."""
        self.engine = open_database(database)

    def save(
        self, ranking_id: str, events: Sequence[FeedbackEvent], outcomes: pl.DataFrame, now: datetime
    ) -> SavedFeedback:
        """Store events of a stored ranking and outcomes (OUTCOMES) together, or nothing; known ones change nothing.

        Raises CreatorUnknownError when the creator of an outcome is not in the catalogue.
        """
        rows = [
            {
                "ranking_id": ranking_id,
                "creator_id": event.creator_id,
                "event": event.kind,
                "occurred_at": microseconds(event.occurred_at),
                "received_at": microseconds(now),
            }
            for event in events
        ]
        with writing(self.engine) as connection:
            insert = postgresql.insert if connection.dialect.name == "postgresql" else sqlite.insert
            before = _count(connection, ranking_id)
            if rows:
                connection.execute(insert(FEEDBACK).on_conflict_do_nothing(), rows)
            inserted = _count(connection, ranking_id) - before
            return SavedFeedback(inserted, upsert_rows(connection, OUTCOMES, outcomes))

    def events(self, as_of: datetime, ranking_id: str | None = None) -> pl.DataFrame:
        """FEEDBACK_ROWS of a ranking, or of all, that had reached us at `as_of`; the oldest first."""
        known = FEEDBACK.c
        query = sa.select(*(known[name] for name in FEEDBACK_ROWS)).where(known.received_at <= microseconds(as_of))
        if ranking_id is not None:
            query = query.where(known.ranking_id == ranking_id)
        ordered = query.order_by(known.occurred_at, known.ranking_id, known.creator_id, known.event)
        with reading(self.engine) as connection:
            rows = [tuple(row) for row in connection.execute(ordered)]
        stored = pl.DataFrame(rows, schema={**FEEDBACK_ROWS, "occurred_at": pl.Int64()}, orient="row")
        return stored.with_columns(pl.col("occurred_at").cast(INSTANT))


def _count(connection: sa.Connection, ranking_id: str) -> int:
    counted = sa.select(sa.func.count()).select_from(FEEDBACK).where(FEEDBACK.c.ranking_id == ranking_id)
    return connection.execute(counted).scalar_one()
