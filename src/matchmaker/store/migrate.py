"""Brings a database to the newest schema with alembic, one process at a time."""

from pathlib import Path

import sqlalchemy as sa
from alembic import command
from alembic.config import Config

_MIGRATING = 0x6D61_7463_686D  # "matchm": the advisory lock of the one process that migrates a PostgreSQL database


def upgrade(connection: sa.Connection, revision: str = "head") -> None:
    """Run the missing migrations, up to a revision, inside the connection's transaction.

    SQLite: the transaction must have begun as a writer. PostgreSQL: an advisory lock is taken here.
    """
    if connection.dialect.name == "postgresql":
        connection.execute(sa.select(sa.func.pg_advisory_xact_lock(_MIGRATING)))
    config = Config(attributes={"connection": connection})
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations").replace("%", "%%"))
    command.upgrade(config, revision)
