"""How a run is written: parameters, figures, plots, files, data sets, nested runs, and the bundle as an MLflow model."""

import json
import tempfile
import time
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from matplotlib.figure import Figure

from matchmaker import registry
from matchmaker.bundles import Bundle
from matchmaker.bundles.probe import PROBE_FILE
from training.tracking.figures import flat_figures
from training.tracking.record import DatasetUse, RunRecord

if TYPE_CHECKING:
    from mlflow.entities import DatasetInput
    from mlflow.tracking import MlflowClient

MODEL_FOLDER = "model"
SERVED_MODEL = Path(registry.__file__).parent / "served_model.py"
PARENT_TAG = "mlflow.parentRunId"  # MLflow's own: its pages show a run with this below the other
NOTE_TAG = "mlflow.note.content"  # MLflow's own: the description of a run or version
SOURCE_TAG, COMMIT_TAG = "mlflow.source.name", "mlflow.source.git.commit"  # MLflow's own: its column Source
BATCH = 100  # as many parameters as MLflow takes at once
DIGEST_LENGTH = 36  # what MLflow's database keeps of the digest of a data set


def fill_run(client: "MlflowClient", experiment: str, run_id: str, record: RunRecord) -> None:
    """Everything of the record but its name; nested runs begin and end here."""
    _log_values(client, run_id, record)
    for name, plot in record.plots.items():
        if isinstance(plot, Figure):
            client.log_figure(run_id, plot, f"plots/{name}.png")
        else:
            _log_file(client, run_id, f"{name}.png", plot, "plots")
    for name, text in record.texts.items():
        client.log_text(run_id, text, name)
    for name, content in record.files.items():
        _log_file(client, run_id, name, content)
    client.log_inputs(run_id, [_dataset_input(use) for use in record.datasets])
    for name, part in record.parts.items():
        _log_nested(client, experiment, run_id, name, part)


def log_bundle(client: "MlflowClient", run_id: str, bundle: Bundle) -> None:
    """The bundle as a pyfunc model with its signature and, as input example, the questions of its probe."""
    import mlflow.pyfunc
    from mlflow.models.signature import ModelSignature
    from mlflow.types.schema import ColSpec, DataType, Schema

    text = Schema([ColSpec(DataType.string)])  # JSON in, JSON out: the one form that all scorers share
    with tempfile.TemporaryDirectory() as folder:
        mlflow.pyfunc.save_model(
            folder,
            python_model=str(SERVED_MODEL),
            artifacts={"bundle": str(bundle.folder)},
            pip_requirements=["matchmaker"],
            signature=ModelSignature(inputs=text, outputs=text),
            metadata={"bundle_digest": bundle.digest},
        )
        example = json.dumps([json.dumps(json.loads(bundle.contents[PROBE_FILE])["inputs"])])
        (Path(folder) / "input_example.json").write_text(example + "\n")
        client.log_artifacts(run_id, folder, MODEL_FOLDER)


def _log_values(client: "MlflowClient", run_id: str, record: RunRecord) -> None:
    from mlflow.entities import Metric as LoggedMetric
    from mlflow.entities import Param

    now = int(time.time() * 1000)
    params = [Param(name, value) for name, value in record.params.items()]
    figures = [LoggedMetric(name, value, now, 0) for name, value in flat_figures(record.metrics).items()]
    for first in range(0, max(len(params), len(figures)), BATCH):
        batch = slice(first, first + BATCH)
        client.log_batch(run_id, metrics=figures[batch], params=params[batch])
    set_tags(client, run_id, record.tags)


def set_tags(client: "MlflowClient", run_id: str, tags: Mapping[str, str]) -> None:
    """All of them in one go."""
    from mlflow.entities import RunTag

    client.log_batch(run_id, tags=[RunTag(name, value) for name, value in tags.items()])


def _log_nested(client: "MlflowClient", experiment: str, parent: str, name: str, record: RunRecord) -> None:
    tags = {PARENT_TAG: parent, "part": name}
    run_id = client.create_run(experiment, run_name=record.name, tags=tags).info.run_id
    fill_run(client, experiment, run_id, record)
    client.set_terminated(run_id, "FINISHED")


def _log_file(client: "MlflowClient", run_id: str, name: str, content: bytes, below: str | None = None) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / name
        path.write_bytes(content)
        client.log_artifact(run_id, str(path), below)


def _dataset_input(use: DatasetUse) -> "DatasetInput":
    from mlflow.entities import Dataset, DatasetInput, InputTag

    where = json.dumps({"uri": use.uri, "sha256": use.digest})
    dataset = Dataset(
        use.name, use.digest[:DIGEST_LENGTH], "local", where, profile=json.dumps({"licence": use.licence})
    )
    return DatasetInput(dataset, [InputTag("mlflow.data.context", "training")])
