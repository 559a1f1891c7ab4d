"""Reads a snapshot's rows: for each asked creator the newest of every table, none newer than the creator."""

import json
from collections.abc import Sequence
from dataclasses import dataclass, replace

import polars as pl
import sqlalchemy as sa

from matchmaker.domain.columns import Table
from matchmaker.domain.tables import (
    COLLABORATIONS,
    COMMENTS,
    CREATORS,
    FOLLOWER_COUNTS,
    FOLLOWER_PROFILES,
    POST_VECTORS,
    POSTS,
)
from matchmaker.store.storage_frames import from_stored

_SPACES = 4  # image encoders whose vectors of a post are held; nobody runs more beside each other
_MANY_COLUMNS = 30  # from here on a second look at the rows costs less than fetching what they do not know


@dataclass(frozen=True)
class Window:
    """How many rows of a table a creator brings into a snapshot, which come first, and a further condition (SQL)."""

    table: Table
    moment: str
    order: str
    rows_limit: int
    where: str = ""


def windows(posts_limit: int, profiles_limit: int) -> tuple[Window, ...]:
    """The windows of a snapshot with at most so many posts and follower profiles a creator."""
    return (
        Window(POSTS, "posted_at", "posted_at DESC, post_id", posts_limit),
        Window(COMMENTS, "observed_at", "observed_at DESC, post_id, comment_id", 300),  # a repeat share within 6 points
        Window(FOLLOWER_COUNTS, "observed_at", "observed_at DESC", 400),  # a year of days
        Window(FOLLOWER_PROFILES, "observed_at", "observed_at DESC, account_id", profiles_limit),
        Window(POST_VECTORS, "observed_at", "space, post_id", posts_limit * _SPACES, _of_newest(posts_limit)),
        Window(COLLABORATIONS, "started_at", "started_at DESC, collaboration_id", 100),  # a post for a brand a week
    )


def _of_newest(posts_limit: int) -> str:
    """Rows of the same posts that the window of posts holds."""
    newest = (
        "SELECT p.post_id FROM posts AS p WHERE p.creator_id = c.creator_id AND p.posted_at <= c.observed_at "
        f"ORDER BY p.posted_at DESC, p.post_id LIMIT {posts_limit}"
    )
    return f"AND r.post_id IN ({newest}) "


def read_creators(connection: sa.Connection, creator_ids: Sequence[str]) -> pl.DataFrame:
    """The stored creators among these ids, in the order of the ids."""
    names = ", ".join(f"c.{name}" for name in CREATORS.names)
    place = "a.n" if connection.dialect.name == "postgresql" else "a.key"
    return _frame(connection, CREATORS, f"SELECT {names} FROM {_asked(connection)} ORDER BY {place}", creator_ids)


def read_window(connection: sa.Connection, window: Window, creator_ids: Sequence[str]) -> pl.DataFrame:
    """The newest rows of each creator that are not newer than the creator's own `observed_at`."""
    newest = (
        f"FROM {window.table.name} AS r WHERE r.creator_id = c.creator_id AND r.{window.moment} <= c.observed_at "
        f"{window.where}ORDER BY {window.order} LIMIT {window.rows_limit}"
    )
    if connection.dialect.name == "postgresql":
        rows = f"FROM {_asked(connection)} CROSS JOIN LATERAL (SELECT r.* {newest}) AS t"
    else:
        rows = f"FROM {_asked(connection)} CROSS JOIN {window.table.name} AS t ON t.rowid IN (SELECT r.rowid {newest})"
    known = _known(connection, window.table, rows, creator_ids)
    names = ", ".join(f"t.{column.name}" for column in known.columns)
    return window.table.conform(_frame(connection, known, f"SELECT {names} {rows}", creator_ids))


def _known(connection: sa.Connection, table: Table, rows: str, creator_ids: Sequence[str]) -> Table:
    """The table without the columns that none of the rows knows, where they are many: a sample tells ten of fifty."""
    if len(table.columns) < _MANY_COLUMNS:
        return table
    counts = ", ".join(f"count(t.{name})" for name in table.names)
    cursor = connection.connection.cursor()
    try:
        cursor.execute(f"SELECT {counts} {rows}", {"ids": _parameter(connection, creator_ids)})
        told = cursor.fetchone()
    finally:
        cursor.close()
    columns = tuple(column for column, count in zip(table.columns, told or (), strict=True) if count or column.required)
    return replace(table, columns=columns)


def _asked(connection: sa.Connection) -> str:
    if connection.dialect.name == "postgresql":
        return "unnest(%(ids)s::text[]) WITH ORDINALITY AS a(id, n) JOIN creators AS c ON c.creator_id = a.id"
    return "json_each(:ids) AS a CROSS JOIN creators AS c ON c.creator_id = a.value"


def _frame(connection: sa.Connection, table: Table, statement: str, creator_ids: Sequence[str]) -> pl.DataFrame:
    # The driver's own cursor: SQLAlchemy's row objects would double the time of 15,000 posts.
    cursor = connection.connection.cursor()
    try:
        cursor.execute(statement, {"ids": _parameter(connection, creator_ids)})
        return from_stored(table, cursor.fetchall())
    finally:
        cursor.close()


def _parameter(connection: sa.Connection, creator_ids: Sequence[str]) -> str | list[str]:
    return list(creator_ids) if connection.dialect.name == "postgresql" else json.dumps(list(creator_ids))
