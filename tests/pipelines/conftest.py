"""A fresh MLflow database for each test, copied from one that takes seconds to make."""

import shutil
from pathlib import Path

import pytest

from training.tracking import Tracking
from training.tracking.store import SQLITE


@pytest.fixture(scope="session")
def empty_database(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("mlflow") / "mlflow.db"
    Tracking(f"{SQLITE}{path}")
    return path


@pytest.fixture
def tracking(empty_database: Path, tmp_path: Path) -> Tracking:
    (tmp_path / "mlflow").mkdir()
    shutil.copy(empty_database, tmp_path / "mlflow" / "mlflow.db")
    return Tracking(f"{SQLITE}{tmp_path / 'mlflow' / 'mlflow.db'}")
