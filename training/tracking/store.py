"""MLflow's store: where it lies, how it is opened, and its errors in words. Imported lazily, it costs seconds."""

import contextlib
import fcntl
import logging
import os
import re
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from matchmaker.errors import MatchmakerError

if TYPE_CHECKING:
    from mlflow.tracking import MlflowClient

SQLITE, POSTGRESQL = "sqlite:///", "postgresql"
SCHEMA_LOCK = 7_110_213  # any number that no other program of the database takes
SERVERS = ("http://", "https://")
# MLflow reads these on import. With its defaults a dead server blocks for minutes, and usage is reported home.
SETTINGS = {
    "MLFLOW_HTTP_REQUEST_MAX_RETRIES": "1",
    "MLFLOW_HTTP_REQUEST_TIMEOUT": "30",
    "MLFLOW_DISABLE_TELEMETRY": "true",
    "MLFLOW_ENABLE_ARTIFACTS_PROGRESS_BAR": "false",
    "MLFLOW_SUPPRESS_PRINTING_URL_TO_STDOUT": "true",
    "MLFLOW_LOGGING_LEVEL": "WARNING",
}
_CREDENTIALS = re.compile(r"//[^/@\s]*@")


class TrackingError(MatchmakerError):
    """The tracking server or database could not be used."""

    status, code, title = 503, "tracking_failed", "MLflow could not be used"


class VersionUnknownError(MatchmakerError):
    """No such version, or none that passed its gate."""

    status, code, title = 404, "version_unknown", "No such model version"


def default_uri() -> str:
    """The database of the checkout, or of the working directory when training is installed elsewhere."""
    checkout = Path(__file__).parents[2]
    home = checkout if (checkout / "pyproject.toml").is_file() else Path.cwd()
    return f"{SQLITE}{home / 'var' / 'mlflow' / 'mlflow.db'}"


def absolute(uri: str) -> str:
    """A SQLite URI with an absolute path, so that no later change of the working directory moves it."""
    return f"{SQLITE}{Path(uri.removeprefix(SQLITE)).resolve()}" if uri.startswith(SQLITE) else uri


def default_artifacts(uri: str) -> str | None:
    """Where artifacts lie when nobody says: beside a SQLite file; None where a server knows; else TrackingError."""
    if uri.startswith(SQLITE):
        return (Path(uri.removeprefix(SQLITE)).parent / "artifacts").as_uri()
    if uri.startswith(SERVERS):
        return None
    raise TrackingError(f"expected --artifacts URI beside the database {shown(uri)}, got none")


def open_client(uri: str) -> "MlflowClient":
    """A client of the store at `uri`, whose database is created or brought up to date first."""
    for name, value in SETTINGS.items():
        os.environ.setdefault(name, value)
    logging.getLogger("alembic").setLevel(logging.WARNING)
    with infrastructure(uri):
        from mlflow.tracking import MlflowClient

        _prepare_database(uri)
        return MlflowClient(tracking_uri=uri, registry_uri=uri)


def _prepare_database(uri: str) -> None:
    """Bring the schema up to date; jobs that meet on a fresh database wait for each other."""
    if uri.startswith(SERVERS):
        return
    from mlflow.db import upgrade

    with _locked(uri):
        upgrade.main([uri], standalone_mode=False)


@contextlib.contextmanager
def _locked(uri: str) -> Iterator[None]:
    """Alone with the schema: by a file beside a SQLite database, by PostgreSQL's own lock in one of its databases."""
    if uri.startswith(SQLITE):
        path = Path(uri.removeprefix(SQLITE) + ".lock")
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("w") as file:
            fcntl.flock(file, fcntl.LOCK_EX)
            yield
    elif uri.startswith(POSTGRESQL):
        from sqlalchemy import NullPool, create_engine, text

        with create_engine(uri, poolclass=NullPool).connect() as connection:  # closing the connection frees the lock
            connection.execute(text("SELECT pg_advisory_lock(:lock)"), {"lock": SCHEMA_LOCK})
            yield
    else:
        yield


@contextlib.contextmanager
def infrastructure(uri: str) -> Iterator[None]:
    """What MLflow, its driver or the disk raise, as TrackingError."""
    from mlflow.exceptions import MlflowException
    from sqlalchemy.exc import SQLAlchemyError

    try:
        yield
    except (MlflowException, SQLAlchemyError, OSError) as error:
        raise TrackingError(f"MLflow at {shown(uri)}: {shown(str(error))}; check --tracking-uri") from error


@contextlib.contextmanager
def already_there() -> Iterator[None]:
    """Around the making of a thing that another job may have made."""
    from mlflow.exceptions import MlflowException

    try:
        yield
    except MlflowException as error:
        if error.error_code != "RESOURCE_ALREADY_EXISTS":
            raise


@contextlib.contextmanager
def absent(detail: str) -> Iterator[None]:
    """Around the look-up of a thing: VersionUnknownError with `detail` when it is not there."""
    from mlflow.exceptions import MlflowException

    try:
        yield
    except MlflowException as error:
        # A version that is no number is an invalid parameter to MLflow; to the user it is one that is not there.
        if error.error_code in ("RESOURCE_DOES_NOT_EXIST", "INVALID_PARAMETER_VALUE"):
            raise VersionUnknownError(detail) from None
        raise


def shown(text: str) -> str:
    """The text without the credentials of addresses in it."""
    return _CREDENTIALS.sub("//", text)
