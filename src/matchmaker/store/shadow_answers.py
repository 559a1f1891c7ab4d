"""Remembers how models in the shadow would have answered each ranking."""

from collections.abc import Iterator
from datetime import datetime
from time import time_ns

import sqlalchemy as sa

from matchmaker.store.engine import open_database, reading, writing
from matchmaker.store.instants import microseconds
from matchmaker.store.schema import SHADOW_ANSWERS


class ShadowAnswers:
    """JSON documents by ranking, written once."""

    def __init__(self, database: str | sa.Engine) -> None:
        """Open (and if needed create) the database at a SQLAlchemy URL, or share an open engine."""
        self.engine = open_database(database)

    def save(self, ranking_id: str, document: str) -> None:
        """Store what the shadow said of a stored ranking; StorageFailedError when it said something already."""
        row = {"ranking_id": ranking_id, "document": document, "created_at": time_ns() // 1000}
        with writing(self.engine) as connection:
            connection.execute(sa.insert(SHADOW_ANSWERS).values(row))

    def since(self, moment: datetime) -> Iterator[str]:
        """The documents kept at `moment` or later, oldest first."""
        kept = SHADOW_ANSWERS.c.created_at >= microseconds(moment)
        query = sa.select(SHADOW_ANSWERS.c.document).where(kept).order_by(SHADOW_ANSWERS.c.created_at)
        with reading(self.engine) as connection:
            yield from connection.execute(query).scalars()
