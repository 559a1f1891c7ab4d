"""Where runs and versions are kept: MLflow with an explicit database and an explicit artifact folder.

MLflow is imported when a `Tracking` is made, not before: it costs seconds and 200 MB.
"""

import re
import tempfile
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from matplotlib.figure import Figure

from matchmaker import registry
from matchmaker.bundles import Bundle, Metric
from training.evaluation import WORST, lower_is_better
from training.tracking_store import (
    VersionUnknownError,
    VersionWorseError,
    absent,
    absolute,
    already_there,
    default_artifacts,
    infrastructure,
    open_client,
    shown,
)

if TYPE_CHECKING:
    from mlflow.entities import DatasetInput

CHALLENGER, CHAMPION, PREVIOUS = "challenger", "champion", "previous"
GATE_TAG = "gate"
MODEL_FOLDER = "model"
SERVED_MODEL = Path(registry.__file__).parent / "served_model.py"
LOW, HIGH = "_low", "_high"  # end of the name of a figure that is an end of an interval
BATCH = 100  # as many parameters as MLflow takes at once
_SPOKEN = re.compile(r"[^\w\-. /]")  # what MLflow refuses in the name of a metric


@dataclass(frozen=True)
class RunRecord:
    """Everything a run leaves behind besides its bundle; `texts` and `files` by name, `datasets` digest by name."""

    name: str
    params: Mapping[str, str]
    tags: Mapping[str, str]
    metrics: Sequence[Metric]
    plots: Mapping[str, Figure]
    texts: Mapping[str, str]
    datasets: Mapping[str, str]
    files: Mapping[str, bytes] = field(default_factory=dict)


class Tracking:
    """Logs runs, registers versions and moves aliases in one MLflow store."""

    def __init__(self, uri: str, artifacts: str | None = None) -> None:
        """Connect to `uri` (sqlite:///file, postgresql://, http(s)://); a database is created or upgraded first.

        `artifacts` is the URI below which bundles and plots lie: beside a SQLite file when absent; a server
        knows its own; any other database needs it.
        """
        self.uri = absolute(uri)
        self.artifacts = artifacts or default_artifacts(self.uri)
        self._client = open_client(self.uri)

    def log(self, model: str, record: RunRecord, bundle: Bundle) -> str:
        """Log one run of `model` with its bundle as an MLflow model; the run's id."""
        with infrastructure(self.uri):
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
        with infrastructure(self.uri):
            self._ensure_model(model)
            source = f"runs:/{run_id}/{MODEL_FOLDER}"
            made = self._client.create_model_version(model, source, run_id, tags={**tags, GATE_TAG: "passed"})
            version = str(made.version)
            self._client.set_registered_model_alias(model, CHALLENGER, version)
            return version

    def promote(self, model: str, version_or_alias: str, *, accept_worse: bool = False) -> str:
        """Make a version that passed its gate the champion; the champion of before becomes `previous`.

        Raises VersionWorseError when a figure of its worst source is worse than the champion's by more than the
        champion's interval, unless `accept_worse`: a better mean does not make up for a set it fails on.
        """
        with infrastructure(self.uri):
            version = self._version(model, version_or_alias)
            champion = self._aliases(model).get(CHAMPION)
            if champion == version:
                return version
            if champion is not None:
                worse = [] if accept_worse else worse_figures(*(self._figures(model, at) for at in (version, champion)))
                if worse:
                    raise VersionWorseError(
                        f"version {version} of {model} is worse than champion {champion} on its worst source: "
                        f"{'; '.join(worse)}; train it better, or promote it with --accept-worse"
                    )
                self._client.set_registered_model_alias(model, PREVIOUS, champion)
            self._client.set_registered_model_alias(model, CHAMPION, version)
            return version

    def roll_back(self, model: str) -> str:
        """Make `previous` the champion again; it then has no predecessor, so a second call is refused."""
        with infrastructure(self.uri):
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
        with already_there():
            return str(self._client.create_experiment(model, artifact_location=self._artifacts_of(model)))
        return str(self._client.get_experiment_by_name(model).experiment_id)

    def _artifacts_of(self, model: str) -> str | None:
        return None if self.artifacts is None else f"{self.artifacts.rstrip('/')}/{model}"

    def _ensure_model(self, model: str) -> None:
        with already_there():
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
        for name, content in record.files.items():
            self._log_file(run_id, name, content)
        self._client.log_inputs(run_id, _dataset_inputs(record.datasets))

    def _log_file(self, run_id: str, name: str, content: bytes) -> None:
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / name
            path.write_bytes(content)
            self._client.log_artifact(run_id, str(path))

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
        with absent(f"no version or alias {version_or_alias!r} of {model} in {shown(self.uri)}; train one first"):
            found = self._client.get_model_version(model, version)
        if found.tags.get(GATE_TAG) != "passed":
            raise VersionUnknownError(f"version {version} of {model} has not passed its gate; train it again")
        return version

    def _figures(self, model: str, version: str) -> dict[str, float]:
        run_id = str(self._client.get_model_version(model, version).run_id)
        figures: dict[str, float] = self._client.get_run(run_id).data.metrics
        return figures

    def _aliases(self, model: str) -> dict[str, str]:
        with absent(f"no registered model {model} in {shown(self.uri)}; train it first"):
            found = self._client.get_registered_model(model)
        return {alias: str(version) for alias, version in found.aliases.items()}


def flat_figures(metrics: Sequence[Metric]) -> dict[str, float]:
    """Rows of a report as MLflow metrics: set/target/metric, its ends as _low and _high, its rivals as _rival_name."""
    figures: dict[str, float] = {}
    for row in metrics:
        name = f"{row.set}/{row.target}/{row.metric}"
        parts = {"": row.value, LOW: row.low, HIGH: row.high, f"_rival_{row.rival}": row.rival_value}
        figures |= {_SPOKEN.sub("_", f"{name}{end}"): value for end, value in parts.items() if value is not None}
    return figures


def worse_figures(challenger: Mapping[str, float], champion: Mapping[str, float]) -> list[str]:
    """Figures of the challenger's worst source that lie beyond the bad end of the champion's interval, in words."""
    worse = []
    for name, value in sorted(challenger.items()):
        if not name.startswith(f"{WORST}/") or f"{name}{LOW}" not in champion:
            continue
        low, high = champion[f"{name}{LOW}"], champion[f"{name}{HIGH}"]
        if value > high if lower_is_better(name.rsplit("/", 1)[-1]) else value < low:
            worse.append(f"{name} {value:.3f} against {low:.3f} to {high:.3f}")
    return worse


def _dataset_inputs(digests: Mapping[str, str]) -> list["DatasetInput"]:
    from mlflow.entities import Dataset, DatasetInput

    longest = 36  # what MLflow's database keeps of a digest
    return [DatasetInput(Dataset(name, digest[:longest], "local", name)) for name, digest in digests.items()]
