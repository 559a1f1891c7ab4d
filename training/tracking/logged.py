"""What a version's run says it was made from, read back."""

import json
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from training.tracking.store import VersionUnknownError

if TYPE_CHECKING:
    from mlflow.tracking import MlflowClient


@dataclass(frozen=True)
class LoggedRun:
    """Tags of a run, the SHA-256 of each set it learned from, and its text artifacts by name."""

    run_id: str
    tags: Mapping[str, str]
    datasets: Mapping[str, str]
    texts: Mapping[str, str]


def read_run(client: "MlflowClient", run_id: str, *names: str) -> LoggedRun:
    """The run, with the texts of these names that it has."""
    run = client.get_run(run_id)
    there = {entry.path for entry in client.list_artifacts(run_id)}
    with tempfile.TemporaryDirectory() as folder:
        texts = {
            name: Path(client.download_artifacts(run_id, name, folder)).read_text() for name in names if name in there
        }
    inputs = run.inputs.dataset_inputs if run.inputs else ()
    return LoggedRun(run_id, run.data.tags, {each.dataset.name: _digest(each.dataset.source) for each in inputs}, texts)


def latest_version(client: "MlflowClient", model: str) -> str:
    """The newest version's number; VersionUnknownError when there is none."""
    numbers = [int(found.version) for found in client.search_model_versions(f"name = '{model}'")]
    if not numbers:
        raise VersionUnknownError(f"no version of {model} is registered; train it first")
    return str(max(numbers))


def _digest(source: str) -> str:
    """As `fill_run` wrote it; empty where another tool logged the set."""
    try:
        found = json.loads(source).get("sha256", "")
    except (ValueError, AttributeError):
        return ""
    return str(found)
