"""Where MLflow keeps things is said explicitly, and figures keep their intervals and rivals there."""

from pathlib import Path

import pytest

from matchmaker.bundles import Metric
from training.tracking.figures import flat_figures
from training.tracking.store import TrackingError, absolute, default_artifacts, default_uri, shown

ROW = Metric(
    set="srf",
    target="fake (known)",
    metric="roc_auc",
    value=0.9,
    low=0.8,
    high=0.95,
    rows=10,
    rival="stump",
    rival_value=0.7,
)


def test_a_relative_database_is_made_absolute(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert absolute("sqlite:///runs/mlflow.db") == f"sqlite:///{tmp_path.resolve()}/runs/mlflow.db"


def test_the_default_database_lies_below_var() -> None:
    assert default_uri().endswith("/var/mlflow/mlflow.db")


def test_artifacts_lie_beside_a_sqlite_file() -> None:
    assert default_artifacts("sqlite:////srv/runs/mlflow.db") == "file:///srv/runs/artifacts"


def test_a_server_knows_its_own_artifacts() -> None:
    assert default_artifacts("https://mlflow.example") is None


def test_any_other_database_needs_to_be_told() -> None:
    with pytest.raises(TrackingError, match=r"--artifacts URI beside the database postgresql://db/runs"):
        default_artifacts("postgresql://me:secret@db/runs")


def test_a_figure_is_logged_with_its_interval_and_its_rival() -> None:
    assert flat_figures([ROW]) == {
        "srf/fake _known_/roc_auc": 0.9,
        "srf/fake _known_/roc_auc_low": 0.8,
        "srf/fake _known_/roc_auc_high": 0.95,
        "srf/fake _known_/roc_auc_rival_stump": 0.7,
    }


def test_two_rivals_of_one_figure_are_both_logged() -> None:
    other = ROW.model_copy(update={"rival": "prior", "rival_value": 0.5})
    rivals = {name: value for name, value in flat_figures([ROW, other]).items() if "rival" in name}
    assert list(rivals.values()) == [0.7, 0.5]


def test_credentials_are_not_shown() -> None:
    assert shown("cannot reach postgresql://me:secret@db/runs now") == "cannot reach postgresql://db/runs now"
