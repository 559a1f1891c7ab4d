"""Opens the database, brings it to the newest schema, and turns its failures into words."""

import sqlite3
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import sqlalchemy as sa
from sqlalchemy.exc import ArgumentError, DBAPIError
from sqlalchemy.pool import ConnectionPoolEntry

from matchmaker.errors import StorageFailedError, ValidationFailedError
from matchmaker.store.migrate import upgrade

_BUSY_SECONDS = 30  # how long a writer waits for another; an import's transaction lasts well under one
_WRITE = "matchmaker_write"
_DRIVERS = {  # spelling of a URL to SQLAlchemy's name; hosting providers hand out the short ones
    "sqlite": "sqlite",
    "postgresql+psycopg": "postgresql+psycopg",
    "postgresql": "postgresql+psycopg",
    "postgres": "postgresql+psycopg",
}


def open_database(database: str | sa.Engine) -> sa.Engine:
    """The database at a SQLAlchemy URL, created and migrated if needed; an engine is returned as it is.

    SQLite (`sqlite:///file`) and PostgreSQL (`postgresql+psycopg://`) are supported. Safe when several
    processes open the same new database at once. Raises ValidationFailedError for another URL and
    StorageFailedError when the database cannot be opened or written.
    """
    if isinstance(database, sa.Engine):
        return database
    url = _url(database)
    engine = _sqlite(url) if url.get_backend_name() == "sqlite" else _postgresql(url)
    with writing(engine) as connection:
        upgrade(connection)
    return engine


@contextmanager
def writing(engine: sa.Engine) -> Iterator[sa.Connection]:
    """A transaction that holds the write lock from its start; StorageFailedError and nothing kept on failure."""
    with _failures(engine), engine.connect().execution_options(**{_WRITE: True}) as connection, connection.begin():
        yield connection


@contextmanager
def reading(engine: sa.Engine) -> Iterator[sa.Connection]:
    """A transaction that sees one consistent state of the database and never waits for writers."""
    isolation = {} if engine.dialect.name == "sqlite" else {"isolation_level": "REPEATABLE READ"}
    with _failures(engine), engine.connect().execution_options(**isolation) as connection, connection.begin():
        yield connection


def _url(database: str) -> sa.URL:
    try:
        url = sa.make_url(database)
        driver = _DRIVERS.get(url.drivername)
    except ArgumentError:
        driver = None
    if driver is None or (driver == "sqlite" and not url.database):
        raise ValidationFailedError(
            "expected a database URL sqlite:////path/to/file.sqlite or postgresql+psycopg://user:password@host/name, "
            f"got {database.split('@')[-1]!r}; set MATCHMAKER_DATABASE_URL"
        )
    return url.set(drivername=driver)


def _postgresql(url: sa.URL) -> sa.Engine:
    return sa.create_engine(url, pool_pre_ping=True)


def _sqlite(url: sa.URL) -> sa.Engine:
    folder = Path(str(url.database)).parent
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise StorageFailedError(
            f"expected a folder that can be written at {folder}, got {error.strerror}; set MATCHMAKER_STATE_DIR"
        ) from error
    engine = sa.create_engine(url, connect_args={"timeout": _BUSY_SECONDS})
    sa.event.listen(engine, "connect", _prepare_sqlite)
    sa.event.listen(engine, "begin", _begin_sqlite)
    return engine


def _prepare_sqlite(connection: sqlite3.Connection, _entry: ConnectionPoolEntry) -> None:
    connection.isolation_level = None  # the driver starts no transactions of its own; _begin_sqlite does
    connection.execute("PRAGMA foreign_keys = ON")
    connection.execute("PRAGMA synchronous = NORMAL")
    connection.execute("PRAGMA temp_store = MEMORY")
    connection.execute("PRAGMA cache_size = -65536")  # 64 MiB of pages: the posts of 500 creators stay warm
    _switch_to_wal(connection)


def _switch_to_wal(connection: sqlite3.Connection) -> None:
    # SQLite answers "locked" at once, whatever the timeout, when two processes switch a new file together.
    deadline = time.monotonic() + _BUSY_SECONDS
    while True:
        try:
            connection.execute("PRAGMA journal_mode = WAL")
            return
        except sqlite3.OperationalError as error:
            if "locked" not in str(error) or time.monotonic() > deadline:
                raise
            time.sleep(0.02)


def _begin_sqlite(connection: sa.Connection) -> None:
    # A writer that upgraded a read lock could meet another doing the same: both would fail instead of wait.
    is_writer = connection.get_execution_options().get(_WRITE, False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if is_writer else "BEGIN")


@contextmanager
def _failures(engine: sa.Engine) -> Iterator[None]:
    try:
        yield
    except DBAPIError as error:
        raise StorageFailedError(
            f"expected {engine.url.render_as_string(hide_password=True)} to take this unit of work, got "
            f"'{str(error.orig).strip()}'; nothing of it was kept: check free space, rights and the server, then repeat"
        ) from error
