"""The registry as the service sees it: which version is champion, and its bundle. Read only, with short timeouts.

MLflow is imported when a store is opened, not before: it costs seconds and 200 MB, and only who names a
registry pays for them.
"""

import os
import re
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from matchmaker.errors import MatchmakerError

CHAMPION = "champion"
SHADOW = "shadow"  # answers in the background, beside the champion
SQLITE = "sqlite:///"
# With its defaults MLflow asks a dead server for four minutes, and reports usage home. Read on its import.
LIMITS = {
    "MLFLOW_HTTP_REQUEST_MAX_RETRIES": "1",
    "MLFLOW_HTTP_REQUEST_TIMEOUT": "10",
    "MLFLOW_DISABLE_TELEMETRY": "true",
    "MLFLOW_ENABLE_ARTIFACTS_PROGRESS_BAR": "false",
}
_CREDENTIALS = re.compile(r"//[^/@\s]*@")


class RegistryUnavailableError(MatchmakerError):
    """The registry could not be asked; the models in use stay as they are."""

    status, code, title = 503, "registry_unavailable", "The model registry is not available"


class MlflowStore:
    """Champions of one MLflow registry."""

    def __init__(self, uri: str) -> None:
        """Open `uri` (http(s)://, sqlite:///file, postgresql://); RegistryUnavailableError says why it cannot be."""
        for name, value in LIMITS.items():
            os.environ[name] = value
        with _plain_errors():
            _require_database(uri)
            from mlflow.tracking import MlflowClient

            self._uri = uri
            self._client = MlflowClient(tracking_uri=uri, registry_uri=uri)

    def champion(self, model: str) -> str | None:
        """The version with the alias champion; None when the registry has no such model or alias."""
        from mlflow.exceptions import MlflowException

        with _plain_errors():
            try:
                return str(self._client.get_model_version_by_alias(model, CHAMPION).version)
            except MlflowException as error:
                if error.error_code in ("RESOURCE_DOES_NOT_EXIST", "INVALID_PARAMETER_VALUE"):
                    return None
                raise

    def version(self, model: str, asked: str) -> str | None:
        """The number of a version asked for by number or alias; None when the registry has none such."""
        from mlflow.exceptions import MlflowException

        with _plain_errors():
            try:
                if asked.isdigit():
                    return str(self._client.get_model_version(model, asked).version)
                return str(self._client.get_model_version_by_alias(model, asked).version)
            except MlflowException as error:
                if error.error_code in ("RESOURCE_DOES_NOT_EXIST", "INVALID_PARAMETER_VALUE"):
                    return None
                raise

    def run_file(self, model: str, version: str, name: str, folder: Path) -> bytes | None:
        """A file that the version's run left beside its bundle, fetched below `folder`; None when it left none."""
        import mlflow.artifacts

        with _plain_errors():
            run_id = self._client.get_model_version(model, version).run_id
            if not run_id or name not in {entry.path for entry in self._client.list_artifacts(run_id)}:
                return None
            fetched = mlflow.artifacts.download_artifacts(
                run_id=run_id, artifact_path=name, dst_path=str(folder), tracking_uri=self._uri
            )
            return Path(fetched).read_bytes()

    def fetch(self, model: str, version: str, folder: Path) -> Path:
        """Download a version's bundle below `folder`, unverified; where it lies."""
        import mlflow.artifacts

        with _plain_errors():
            source = self._client.get_model_version_download_uri(model, version)
            return Path(
                mlflow.artifacts.download_artifacts(
                    artifact_uri=f"{source}/artifacts/bundle", dst_path=str(folder), tracking_uri=self._uri
                )
            )


def _require_database(uri: str) -> None:
    """MLflow would create a missing SQLite file; the service only reads what training made."""
    if not uri.startswith(SQLITE):
        return
    path = Path(uri.removeprefix(SQLITE))
    if not path.is_file():
        raise RegistryUnavailableError(f"expected a registry database at {path}, found none; train a model first")
    with closing(sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True, timeout=1)) as database:
        query = "SELECT count(*) FROM sqlite_master WHERE name = 'registered_model_aliases'"
        if not database.execute(query).fetchone()[0]:
            raise RegistryUnavailableError(f"{path} is no registry database; check MATCHMAKER_REGISTRY_URI")


@contextmanager
def _plain_errors() -> Iterator[None]:
    """Whatever MLflow, its driver or the network raise, in words and without credentials."""
    try:
        yield
    except RegistryUnavailableError:
        raise
    except ImportError as error:
        raise RegistryUnavailableError(
            f"this registry needs {error.name}, which is not installed; pip install 'matchmaker[train]', or give the "
            "http(s) address of an 'mlflow server'"
        ) from error
    except Exception as error:  # MLflow lets through what its drivers raise: SQLAlchemy's, requests', the system's
        detail = _CREDENTIALS.sub("//", str(error).strip().splitlines()[0] if str(error).strip() else "")
        raise RegistryUnavailableError(
            f"the registry did not answer: {type(error).__name__}: {detail[:300]}"
        ) from error
