"""Remembers answers by Idempotency-Key for a day, so that a repeated request is answered, not done, again."""

import json
from datetime import timedelta
from time import time_ns

import sqlalchemy as sa
from pydantic import JsonValue

from matchmaker.errors import IdempotencyConflictError
from matchmaker.store.engine import open_database, reading, writing
from matchmaker.store.schema import IDEMPOTENCY_KEYS

KEPT = timedelta(hours=24)  # what clients that retry expect; a later repeat is a new request
_SECOND_BODY = (
    "expected the request body that this Idempotency-Key came with first, got another body; send a new key with it"
)


class Idempotency:
    """Answers by key and digest of the request body."""

    def __init__(self, database: str | sa.Engine) -> None:
        """Open (and if needed create) the database at a SQLAlchemy URL, or share an open engine."""
        self.engine = open_database(database)

    def get(self, key: str, body_digest: str) -> JsonValue | None:
        """The answer given to this key and body in the last day, None when there was none.

        Raises IdempotencyConflictError when the key came with another body.
        """
        with reading(self.engine) as connection:
            return _answer(connection, key, body_digest)

    def put(self, key: str, body_digest: str, document: JsonValue) -> JsonValue:
        """Remember an answer and return the one in force: that of the first of two requests at once.

        Raises IdempotencyConflictError when the key came with another body.
        """
        text = json.dumps(document, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
        row = {"key": key, "body_digest": body_digest, "document": text, "created_at": _now()}
        with writing(self.engine) as connection:
            connection.execute(sa.delete(IDEMPOTENCY_KEYS).where(IDEMPOTENCY_KEYS.c.created_at <= _oldest()))
            first = _answer(connection, key, body_digest)
            if first is not None:
                return first
            connection.execute(sa.insert(IDEMPOTENCY_KEYS).values(row))
            return document


def _answer(connection: sa.Connection, key: str, body_digest: str) -> JsonValue | None:
    keys = IDEMPOTENCY_KEYS.c
    query = sa.select(keys.body_digest, keys.document).where(keys.key == key, keys.created_at > _oldest())
    found = connection.execute(query).one_or_none()
    if found is None:
        return None
    if found.body_digest != body_digest:
        raise IdempotencyConflictError(_SECOND_BODY)
    answer: JsonValue = json.loads(found.document)
    return answer


def _now() -> int:
    return time_ns() // 1000


def _oldest() -> int:
    return _now() - KEPT // timedelta(microseconds=1)
