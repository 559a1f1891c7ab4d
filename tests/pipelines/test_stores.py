"""Two people train two models at once: on one SQLite file, on PostgreSQL, and through `mlflow server` in front of it."""

import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest
from mlflow.tracking import MlflowClient

from matchmaker.bundles import open_bundle
from matchmaker.registry.mlflow_store import MlflowStore
from tests.killing import started, train_and_promote
from tests.postgres import fresh_database, postgresql_server
from training.tracking import Tracking

BOTH = ("tiny", "other")


@pytest.fixture(scope="module")
def postgresql() -> Iterator[str]:
    with postgresql_server() as server:
        yield server


@pytest.fixture
def mlflow_server(postgresql: str, tmp_path: Path) -> Iterator[str]:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        port = int(listener.getsockname()[1])
    store = ["--backend-store-uri", fresh_database(postgresql), "--artifacts-destination", str(tmp_path / "artifacts")]
    command = [sys.executable, "-m", "mlflow", "server", *store, "--workers", "1", "--port", str(port)]
    with (tmp_path / "server.log").open("w") as said:
        lean = os.environ | {"MLFLOW_SERVER_ENABLE_JOB_EXECUTION": "false"}
        server = subprocess.Popen(command, stdout=said, stderr=said, env=lean)
    try:
        yield answering(f"http://127.0.0.1:{port}", server)
    finally:
        server.terminate()
        server.wait()


def answering(address: str, server: "subprocess.Popen[bytes]") -> str:
    """The address once the server behind it answers."""
    until = time.monotonic() + 120
    while time.monotonic() < until and server.poll() is None:
        try:
            with urllib.request.urlopen(f"{address}/health", timeout=2):
                return address
        except (urllib.error.URLError, OSError):
            time.sleep(0.2)
    raise AssertionError(f"no answer from {address}")


def at_once(folder: Path, uri: str, artifacts: str | None = None) -> None:
    """Both models trained and promoted, each by a process of its own."""
    jobs = [started(train_and_promote, folder / model, uri, [1], model, artifacts) for model in BOTH]
    for job in jobs:
        job.join()
    assert [job.exitcode for job in jobs] == [0, 0]


def assert_all_is_there(uri: str, folder: Path) -> None:
    client = MlflowClient(uri, uri)
    for model in BOTH:
        versions = client.search_model_versions(f"name = '{model}'")
        assert sorted(int(version.version) for version in versions) == [1]
        runs = client.search_runs([client.get_experiment_by_name(model).experiment_id])
        assert {run.info.status for run in runs} == {"FINISHED"}
        champion = MlflowStore(uri).champion(model)
        assert champion == "1"
        assert open_bundle(MlflowStore(uri).fetch(model, champion, folder / f"fetched-{model}")).manifest.name == model


def test_two_people_train_at_once_on_one_sqlite_file(tracking: Tracking, tmp_path: Path) -> None:
    at_once(tmp_path, tracking.uri)
    assert_all_is_there(tracking.uri, tmp_path)


def test_two_people_train_at_once_on_a_fresh_postgresql_database(postgresql: str, tmp_path: Path) -> None:
    uri = fresh_database(postgresql)
    at_once(tmp_path, uri, (tmp_path / "artifacts").as_uri())
    assert_all_is_there(uri, tmp_path)


def test_two_people_train_at_once_through_a_server(mlflow_server: str, tmp_path: Path) -> None:
    at_once(tmp_path, mlflow_server)
    assert_all_is_there(mlflow_server, tmp_path)
