"""Remembers every ranking as it was answered, so that it can be shown again unchanged."""

from collections.abc import Iterator, Mapping
from datetime import datetime
from time import time_ns

import sqlalchemy as sa
from pydantic_core import from_json, to_json

from matchmaker.errors import NotFoundError
from matchmaker.store.engine import open_database, reading, writing
from matchmaker.store.instants import microseconds
from matchmaker.store.schema import RANKINGS


class Rankings:
    """Stored rankings by id: JSON texts by part, written once."""

    def __init__(self, database: str | sa.Engine) -> None:
        """Open (and if needed create) the database at a SQLAlchemy URL, or share an open engine."""
        self.engine = open_database(database)

    def save(self, ranking_id: str, parts: Mapping[str, str]) -> None:
        """Store a new ranking; StorageFailedError when the id is taken or the database refuses."""
        row = {"ranking_id": ranking_id, "document": to_json(parts).decode(), "created_at": time_ns() // 1000}
        with writing(self.engine) as connection:
            connection.execute(sa.insert(RANKINGS).values(row))

    def get(self, ranking_id: str) -> Mapping[str, str]:
        """The parts saved under this id; NotFoundError when there is none."""
        with reading(self.engine) as connection:
            query = sa.select(RANKINGS.c.document).where(RANKINGS.c.ranking_id == ranking_id)
            text = connection.execute(query).scalar_one_or_none()
        if text is None:
            raise NotFoundError(f"expected the id of a stored ranking, got {ranking_id[:80]!r}; check 'ranking_id'")
        return _parts(text)

    def between(self, start: datetime, end: datetime) -> Iterator[Mapping[str, str]]:
        """The parts of every ranking stored from `start` to before `end`, oldest first; read row by row."""
        kept = RANKINGS.c.created_at.between(microseconds(start), microseconds(end) - 1)
        query = sa.select(RANKINGS.c.document).where(kept).order_by(RANKINGS.c.created_at, RANKINGS.c.ranking_id)
        with reading(self.engine) as connection:
            for text in connection.execution_options(yield_per=16).execute(query).scalars():
                yield _parts(text)


def _parts(text: str) -> Mapping[str, str]:
    parts: dict[str, str] = from_json(text)
    return parts
