"""Where runs and versions are kept: MLflow with an explicit database and an explicit artifact folder.

MLflow is imported when a `Tracking` is made, not before: it costs seconds and 200 MB.
"""

import contextlib
import fcntl
import logging
import os
import re
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from matplotlib.figure import Figure

from matchmaker import registry
from matchmaker.bundles import Bundle, Metric
from matchmaker.errors import MatchmakerError

if TYPE_CHECKING:
    from mlflow.entities import DatasetInput
    from mlflow.tracking import MlflowClient

CHALLENGER, CHAMPION, PREVIOUS = "challenger", "champion", "previous"
GATE_TAG = "gate"
MODEL_FOLDER = "model"
SERVED_MODEL = Path(registry.__file__).parent / "served_model.py"
SQLITE = "sqlite:///"
BATCH = 100  # as many parameters as MLflow takes at once
_CREDENTIALS = re.compile(r"//[^/@\s]*@")
_SPOKEN = re.compile(r"[^\w\-. /]")  # what MLflow refuses in the name of a metric


class TrackingError(MatchmakerError):
    """The tracking server or database could not be used."""

    status, code, title = 503, "tracking_failed", "MLflow could not be used"


class VersionUnknownError(MatchmakerError):
    """No such version, or none that passed its gate."""

    status, code, title = 404, "version_unknown", "No such model version"


@dataclass(frozen=True)
class RunRecord:
    """Everything a run leaves behind besides its bundle; `texts` by file name, `datasets` digest by name."""

    name: str
    params: Mapping[str, str]
    tags: Mapping[str, str]
    metrics: Sequence[Metric]
    plots: Mapping[str, Figure]
    texts: Mapping[str, str]
    datasets: Mapping[str, str]


class Tracking:
    """Logs runs, registers versions and moves aliases in one MLflow store."""

    def __init__(self, uri: str, artifacts: str | None = None) -> None:
        """Connect to `uri` (sqlite:///file, postgresql://, http(s)://); a database is created or upgraded first.

        `artifacts` is the URI below which bundles and plots lie: beside a SQLite file when absent; a server
        knows its own; any other database needs it.
        """
        _quieten_mlflow()
        self.uri = absolute(uri)
        self.artifacts = artifacts or _default_artifacts(self.uri)
        with _infrastructure(self.uri):
            _prepare_database(self.uri)
            self._client = _client(self.uri)

    def log(self, model: str, record: RunRecord, bundle: Bundle) -> str:
        """Log one run of `model` with its bundle as an MLflow model; the run's id."""
        with _infrastructure(self.uri):
            run = self._client.create_run(self._experiment(model), run_name=record.name, tags=dict(record.tags))
            run_id = str(run.info.run_id)
            try:
                self._fill(run_id, record)
                self._log_bundle(run_id, bundle)
            except BaseException:
                self._client.set_terminated(run_id, "FAILED")
                raise
            self._client.set_terminated(run_id, "FINISHED")
            return run_id

    def register(self, model: str, run_id: str, tags: Mapping[str, str]) -> str:
        """Register the run's bundle as a version; the alias comes last, so that a killed job leaves none."""
        with _infrastructure(self.uri):
            self._ensure_model(model)
            source = f"runs:/{run_id}/{MODEL_FOLDER}"
            made = self._client.create_model_version(model, source, run_id, tags={**tags, GATE_TAG: "passed"})
            version = str(made.version)
            self._client.set_registered_model_alias(model, CHALLENGER, version)
            return version

    def promote(self, model: str, version_or_alias: str) -> str:
        """Make a version that passed its gate the champion; the champion of before becomes `previous`."""
        with _infrastructure(self.uri):
            version = self._version(model, version_or_alias)
            champion = self._aliases(model).get(CHAMPION)
            if champion == version:
                return version
            if champion is not None:
                self._client.set_registered_model_alias(model, PREVIOUS, champion)
            self._client.set_registered_model_alias(model, CHAMPION, version)
            return version

    def roll_back(self, model: str) -> str:
        """Make `previous` the champion again; it then has no predecessor, so a second call is refused."""
        with _infrastructure(self.uri):
            aliases = self._aliases(model)
            previous = aliases.get(PREVIOUS)
            if previous is None or previous == aliases.get(CHAMPION):
                raise VersionUnknownError(
                    f"expected a version of {model} with the alias {PREVIOUS}, found none; promote a version by number"
                )
            self._client.set_registered_model_alias(model, CHAMPION, previous)
            self._client.delete_registered_model_alias(model, PREVIOUS)
            return previous

    def _experiment(self, model: str) -> str:
        with _already_there():
            return str(self._client.create_experiment(model, artifact_location=self._artifacts_of(model)))
        return str(self._client.get_experiment_by_name(model).experiment_id)

    def _artifacts_of(self, model: str) -> str | None:
        return None if self.artifacts is None else f"{self.artifacts.rstrip('/')}/{model}"

    def _ensure_model(self, model: str) -> None:
        with _already_there():
            self._client.create_registered_model(model)

    def _fill(self, run_id: str, record: RunRecord) -> None:
        from mlflow.entities import Metric as LoggedMetric
        from mlflow.entities import Param

        now = int(time.time() * 1000)
        params = [Param(name, value) for name, value in record.params.items()]
        figures = [LoggedMetric(name, value, now, 0) for name, value in flat_figures(record.metrics).items()]
        for first in range(0, max(len(params), len(figures)), BATCH):
            batch = slice(first, first + BATCH)
            self._client.log_batch(run_id, metrics=figures[batch], params=params[batch])
        for name, plot in record.plots.items():
            self._client.log_figure(run_id, plot, f"plots/{name}.png")
        for name, text in record.texts.items():
            self._client.log_text(run_id, text, name)
        self._client.log_inputs(run_id, _dataset_inputs(record.datasets))

    def _log_bundle(self, run_id: str, bundle: Bundle) -> None:
        import mlflow.pyfunc

        with tempfile.TemporaryDirectory() as folder:
            mlflow.pyfunc.save_model(
                folder,
                python_model=str(SERVED_MODEL),
                artifacts={"bundle": str(bundle.folder)},
                pip_requirements=["matchmaker"],
                metadata={"bundle_digest": bundle.digest},
            )
            self._client.log_artifacts(run_id, folder, MODEL_FOLDER)

    def _version(self, model: str, version_or_alias: str) -> str:
        version = self._aliases(model).get(version_or_alias, version_or_alias)
        with _absent(f"no version or alias {version_or_alias!r} of {model} in {_shown(self.uri)}; train one first"):
            found = self._client.get_model_version(model, version)
        if found.tags.get(GATE_TAG) != "passed":
            raise VersionUnknownError(f"version {version} of {model} has not passed its gate; train it again")
        return version

    def _aliases(self, model: str) -> dict[str, str]:
        with _absent(f"no registered model {model} in {_shown(self.uri)}; train it first"):
            found = self._client.get_registered_model(model)
        return {alias: str(version) for alias, version in found.aliases.items()}


def default_uri() -> str:
    """The database of the checkout, or of the working directory when training is installed elsewhere."""
    checkout = Path(__file__).parents[1]
    home = checkout if (checkout / "pyproject.toml").is_file() else Path.cwd()
    return f"{SQLITE}{home / 'var' / 'mlflow' / 'mlflow.db'}"


def absolute(uri: str) -> str:
    """A SQLite URI with an absolute path, so that no later change of the working directory moves it."""
    return f"{SQLITE}{Path(uri.removeprefix(SQLITE)).resolve()}" if uri.startswith(SQLITE) else uri


def flat_figures(metrics: Sequence[Metric]) -> dict[str, float]:
    """Rows of a report as MLflow metrics: set/target/metric, its ends as _low and _high, its rivals as _rival_name."""
    figures: dict[str, float] = {}
    for row in metrics:
        name = f"{row.set}/{row.target}/{row.metric}"
        parts = {"": row.value, "_low": row.low, "_high": row.high, f"_rival_{row.rival}": row.rival_value}
        figures |= {_SPOKEN.sub("_", f"{name}{end}"): value for end, value in parts.items() if value is not None}
    return figures


def _default_artifacts(uri: str) -> str | None:
    if uri.startswith(SQLITE):
        return (Path(uri.removeprefix(SQLITE)).parent / "artifacts").as_uri()
    if uri.startswith(("http://", "https://")):
        return None
    raise TrackingError(f"expected --artifacts URI beside the database {_shown(uri)}, got none")


def _prepare_database(uri: str) -> None:
    """Bring the schema up to date; jobs that meet on a fresh SQLite file wait for each other."""
    if uri.startswith(("http://", "https://")):
        return
    from mlflow.db import upgrade

    with _locked(uri) if uri.startswith(SQLITE) else contextlib.nullcontext():
        upgrade.main([uri], standalone_mode=False)


@contextlib.contextmanager
def _locked(uri: str) -> Iterator[None]:
    path = Path(uri.removeprefix(SQLITE) + ".lock")
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def _client(uri: str) -> "MlflowClient":
    from mlflow.tracking import MlflowClient

    return MlflowClient(tracking_uri=uri, registry_uri=uri)


def _dataset_inputs(digests: Mapping[str, str]) -> list["DatasetInput"]:
    from mlflow.entities import Dataset, DatasetInput

    longest = 36  # what MLflow's database keeps of a digest
    return [DatasetInput(Dataset(name, digest[:longest], "local", name)) for name, digest in digests.items()]


def _quieten_mlflow() -> None:
    # MLflow reads these on import. With its defaults a dead server blocks for minutes, and usage is reported home.
    os.environ.setdefault("MLFLOW_HTTP_REQUEST_MAX_RETRIES", "1")
    os.environ.setdefault("MLFLOW_HTTP_REQUEST_TIMEOUT", "30")
    os.environ.setdefault("MLFLOW_DISABLE_TELEMETRY", "true")
    os.environ.setdefault("MLFLOW_ENABLE_ARTIFACTS_PROGRESS_BAR", "false")
    os.environ.setdefault("MLFLOW_SUPPRESS_PRINTING_URL_TO_STDOUT", "true")
    os.environ.setdefault("MLFLOW_LOGGING_LEVEL", "WARNING")
    logging.getLogger("alembic").setLevel(logging.WARNING)


@contextlib.contextmanager
def _infrastructure(uri: str) -> Iterator[None]:
    from mlflow.exceptions import MlflowException
    from sqlalchemy.exc import SQLAlchemyError

    try:
        yield
    except (MlflowException, SQLAlchemyError, OSError) as error:
        raise TrackingError(f"MLflow at {_shown(uri)}: {_shown(str(error))}; check --tracking-uri") from error


@contextlib.contextmanager
def _already_there() -> Iterator[None]:
    from mlflow.exceptions import MlflowException

    try:
        yield
    except MlflowException as error:
        if error.error_code != "RESOURCE_ALREADY_EXISTS":
            raise


@contextlib.contextmanager
def _absent(detail: str) -> Iterator[None]:
    from mlflow.exceptions import MlflowException

    try:
        yield
    except MlflowException as error:
        # A version that is no number is an invalid parameter to MLflow; to the user it is one that is not there.
        if error.error_code in ("RESOURCE_DOES_NOT_EXIST", "INVALID_PARAMETER_VALUE"):
            raise VersionUnknownError(detail) from None
        raise


def _shown(text: str) -> str:
    return _CREDENTIALS.sub("//", text)
