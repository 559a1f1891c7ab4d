"""Remembers which flags are contested; disputes belong to their creator and are deleted with it."""

from collections.abc import Sequence
from datetime import datetime
from uuid import uuid4

import sqlalchemy as sa

from matchmaker.domain.disputes import Dispute, Objection, Outcome
from matchmaker.errors import CreatorUnknownError, DisputeResolvedError, FieldError, NotFoundError
from matchmaker.store.engine import open_database, reading, writing
from matchmaker.store.instants import microseconds, moment_of
from matchmaker.store.schema import DISPUTES, STORED

_IDS_AT_ONCE = 10_000  # SQLite binds at most 32,766 values in a statement
_COLUMNS = DISPUTES.c


class Disputes:
    """Disputes in the catalogue's database; every method is one transaction and safe from many threads."""

    def __init__(self, database: str | sa.Engine) -> None:
        """Open (and if needed create) the database at a SQLAlchemy URL, or share an open engine."""
        self.engine = open_database(database)

    def open(self, objection: Objection, now: datetime) -> Dispute:
        """Store an objection; the same words about the same flag while they are open are the same dispute.

        Raises CreatorUnknownError when the creator is not in the catalogue.
        """
        with writing(self.engine) as connection:
            _refuse_unknown(connection, objection.creator_id)
            known = _select(connection, _same(objection), _COLUMNS.outcome.is_(None))
            if known:
                return known[0]
            dispute = Dispute(f"dp_{uuid4().hex}", objection, now)
            connection.execute(sa.insert(DISPUTES).values(_row(dispute)))
            return dispute

    def get(self, dispute_id: str) -> Dispute:
        """The dispute of this id; NotFoundError when there is none (any more)."""
        with reading(self.engine) as connection:
            return _one(connection, dispute_id)

    def listed(
        self,
        creator_id: str | None = None,
        *,
        only_open: bool = False,
        limit: int | None = None,
        after: Dispute | None = None,
    ) -> list[Dispute]:
        """The disputes of a creator, or of all, the oldest first: up to `limit`, those later than the one `after`."""
        wanted = [] if creator_id is None else [_COLUMNS.creator_id == creator_id]
        if only_open:
            wanted.append(_COLUMNS.outcome.is_(None))
        if after is not None:
            place = sa.tuple_(_COLUMNS.opened_at, _COLUMNS.dispute_id)
            wanted.append(place > sa.tuple_(microseconds(after.opened_at), after.dispute_id))
        with reading(self.engine) as connection:
            return _select(connection, *wanted, limit=limit)

    def contested(self, creator_ids: Sequence[str]) -> dict[str, frozenset[str]]:
        """The flag codes that open disputes contest, by creator; creators without any are absent."""
        found: dict[str, set[str]] = {}
        with reading(self.engine) as connection:
            for start in range(0, len(creator_ids), _IDS_AT_ONCE):
                wanted = _COLUMNS.creator_id.in_(list(creator_ids[start : start + _IDS_AT_ONCE]))
                query = sa.select(_COLUMNS.creator_id, _COLUMNS.flag_code).where(wanted, _COLUMNS.outcome.is_(None))
                for creator_id, flag_code in connection.execute(query):
                    found.setdefault(creator_id, set()).add(flag_code)
        return {creator_id: frozenset(codes) for creator_id, codes in found.items()}

    def resolve(self, dispute_id: str, outcome: Outcome, note: str, now: datetime) -> Dispute:
        """Close a dispute; repeating the same outcome and note changes nothing.

        Raises NotFoundError, and DisputeResolvedError when it was closed otherwise.
        """
        with writing(self.engine) as connection:
            dispute = _one(connection, dispute_id)
            if not dispute.is_open:
                return _resolved_alike(dispute, outcome, note)
            closed = {"outcome": outcome, "note": note, "resolved_at": microseconds(now)}
            connection.execute(sa.update(DISPUTES).where(_COLUMNS.dispute_id == dispute_id).values(closed))
            return _one(connection, dispute_id)


def _same(objection: Objection) -> sa.ColumnElement[bool]:
    return sa.and_(
        _COLUMNS.creator_id == objection.creator_id,
        _COLUMNS.flag_code == objection.flag_code,
        _COLUMNS.reason == objection.reason,
        _COLUMNS.contact.is_not_distinct_from(objection.contact),
    )


def _refuse_unknown(connection: sa.Connection, creator_id: str) -> None:
    creators = STORED["creators"].c.creator_id
    if connection.execute(sa.select(creators).where(creators == creator_id)).one_or_none() is None:
        raise CreatorUnknownError(
            f"expected a creator of the catalogue, got {creator_id!r}; 'GET /v1/creators' lists all",
            errors=[FieldError("/creator_id", "a creator of the catalogue", creator_id)],
        )


def _resolved_alike(dispute: Dispute, outcome: Outcome, note: str) -> Dispute:
    if (dispute.outcome, dispute.note) != (outcome, note):
        raise DisputeResolvedError(
            f"expected an open dispute, got {dispute.dispute_id}, which was resolved as {dispute.outcome}; "
            "open a new one to contest the flag again"
        )
    return dispute


def _one(connection: sa.Connection, dispute_id: str) -> Dispute:
    found = _select(connection, _COLUMNS.dispute_id == dispute_id)
    if not found:
        raise NotFoundError(f"expected the id of a dispute, got {dispute_id[:80]!r}; 'GET /v1/disputes' lists all")
    return found[0]


def _select(connection: sa.Connection, *wanted: sa.ColumnElement[bool], limit: int | None = None) -> list[Dispute]:
    query = sa.select(DISPUTES).where(*wanted).order_by(_COLUMNS.opened_at, _COLUMNS.dispute_id).limit(limit)
    return [_dispute(row) for row in connection.execute(query)]


def _row(dispute: Dispute) -> dict[str, str | int | None]:
    objection = dispute.objection
    return {
        "dispute_id": dispute.dispute_id,
        "creator_id": objection.creator_id,
        "flag_code": objection.flag_code,
        "reason": objection.reason,
        "contact": objection.contact,
        "opened_at": microseconds(dispute.opened_at),
    }


def _dispute(row: sa.Row[tuple[object, ...]]) -> Dispute:
    objection = Objection(row.creator_id, row.flag_code, row.reason, row.contact)
    resolved_at = None if row.resolved_at is None else moment_of(row.resolved_at)
    return Dispute(row.dispute_id, objection, moment_of(row.opened_at), row.outcome, row.note, resolved_at)
