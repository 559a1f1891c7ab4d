"""Writes rows of one canonical table: set by set through a staging table, the newest observation winning."""

from dataclasses import dataclass
from time import time_ns
from typing import Self, cast

import polars as pl
import psycopg
import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite

from matchmaker.domain.columns import Table
from matchmaker.domain.snapshot import complete_posts
from matchmaker.domain.tables import CREATORS, POSTS
from matchmaker.errors import CreatorUnknownError, FieldError
from matchmaker.store.schema import STORED, staging_columns
from matchmaker.store.storage_frames import to_stored

ROWS_AT_ONCE = 20_000  # rows of one transaction: some 20 MB, a fraction of a second of write lock
_WRITING = 0x6D61_7463_686E  # advisory lock of PostgreSQL: two imports of the same rows cannot deadlock
_MOST_NAMED = 20  # unknown ids named in an error; the rest is only counted


@dataclass(frozen=True)
class UpsertCounts:
    """What became of the rows: new, newer or corrected, and those that changed nothing."""

    inserted: int = 0
    updated: int = 0
    unchanged: int = 0

    def __add__(self, other: Self) -> "UpsertCounts":
        return UpsertCounts(
            self.inserted + other.inserted, self.updated + other.updated, self.unchanged + other.unchanged
        )


def upsert_rows(connection: sa.Connection, table: Table, frame: pl.DataFrame) -> UpsertCounts:
    """Store the rows inside the connection's writing transaction.

    Of rows with one key the newest `observed_at` wins, whatever their order. A row with the `observed_at`
    that is stored replaces it where any value differs (a correction), and changes nothing where none does.
    Raises CreatorUnknownError when their creator is not stored.
    """
    if connection.dialect.name == "postgresql":
        connection.execute(sa.select(sa.func.pg_advisory_xact_lock(_WRITING)))
    if frame.is_empty():
        return UpsertCounts()
    newest = _newest_of_each_key(table, table.conform(frame))
    staged = _stage(connection, table, to_stored(table, complete_posts(newest) if table is POSTS else newest))
    _refuse_orphans(connection, table, staged)
    _drop_unchanged(connection, table, staged)
    updated = _count(connection, sa.select(staged).join(STORED[table.name], _same_key(table, staged)))
    written = _count(connection, sa.select(staged))
    if written:
        _write(connection, table, staged)
    staged.drop(connection)
    return UpsertCounts(written - updated, updated, frame.height - written)


def _newest_of_each_key(table: Table, frame: pl.DataFrame) -> pl.DataFrame:
    ordered = frame.sort(table.newest_by, maintain_order=True) if table.newest_by else frame
    return ordered.unique(table.key, keep="last", maintain_order=True)


def _stage(connection: sa.Connection, table: Table, rows: pl.DataFrame) -> sa.Table:
    staged = sa.Table(f"staged_{table.name}", sa.MetaData(), *staging_columns(table), prefixes=["TEMPORARY"])
    staged.create(connection)
    names = ", ".join(table.names)
    if connection.dialect.name == "postgresql":
        _copy(connection, f"COPY {staged.name} ({names}) FROM STDIN", rows)
    else:
        marks = ", ".join("?" * len(table.names))
        connection.exec_driver_sql(f"INSERT INTO {staged.name} ({names}) VALUES ({marks})", rows.rows())
    return staged


def _copy(connection: sa.Connection, statement: str, rows: pl.DataFrame) -> None:
    driver = cast("psycopg.Connection[tuple[object, ...]]", connection.connection.driver_connection)
    with driver.cursor() as cursor, cursor.copy(statement.encode()) as copy:
        for row in rows.iter_rows():
            copy.write_row(row)


def _refuse_orphans(connection: sa.Connection, table: Table, staged: sa.Table) -> None:
    if table is CREATORS:
        return
    creator_id = staged.c.creator_id
    unknown = sa.select(creator_id).distinct().where(creator_id.not_in(sa.select(STORED["creators"].c.creator_id)))
    ids = [str(row[0]) for row in connection.execute(unknown.order_by(creator_id))]
    if ids:
        raise CreatorUnknownError(
            f"expected creators of the catalogue, got {len(ids)} unknown ids; import creators before {table.name}",
            errors=[FieldError("/creator_id", "a creator of the catalogue", name) for name in ids[:_MOST_NAMED]],
        )


def _same_key(table: Table, staged: sa.Table) -> sa.ColumnElement[bool]:
    stored = STORED[table.name]
    return sa.and_(*(stored.c[name] == staged.c[name] for name in table.key))


def _drop_unchanged(connection: sa.Connection, table: Table, staged: sa.Table) -> None:
    stored = STORED[table.name]
    same_key = _same_key(table, staged)
    others = [name for name in table.names if name not in table.key and name != table.newest_by]
    brings_news = sa.or_(*(stored.c[name].is_distinct_from(staged.c[name]) for name in others))
    if table.newest_by:
        then, now = stored.c[table.newest_by], staged.c[table.newest_by]
        brings_news = sa.or_(now > then, sa.and_(now == then, brings_news))
    kept = sa.exists().where(same_key, sa.not_(brings_news))
    connection.execute(sa.delete(staged).where(kept))


def _count(connection: sa.Connection, rows: sa.Select[tuple[object, ...]]) -> int:
    return connection.execute(sa.select(sa.func.count()).select_from(rows.subquery())).scalar_one()


def _write(connection: sa.Connection, table: Table, staged: sa.Table) -> None:
    stored = STORED[table.name]
    moment = sa.literal(time_ns() // 1000, sa.BigInteger)
    stamp = {"revised_at": moment} if "revised_at" in stored.c else {}
    insert = postgresql.insert if connection.dialect.name == "postgresql" else sqlite.insert
    rows = sa.select(*(staged.c[name] for name in table.names), *stamp.values()).where(sa.true())
    statement = insert(stored).from_select([*table.names, *stamp], rows)
    values = {name: statement.excluded[name] for name in [*table.names, *stamp] if name not in table.key}
    connection.execute(statement.on_conflict_do_update(index_elements=list(table.key), set_=values))
    if "creator_id" in table.names and not stamp:
        creators = STORED["creators"]
        touched = creators.c.creator_id.in_(sa.select(staged.c.creator_id))
        connection.execute(sa.update(creators).where(touched).values(revised_at=moment))
