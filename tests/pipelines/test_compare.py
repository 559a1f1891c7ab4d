"""Two versions of a registry compared: the numbers are MLflow's, and versions are found by number, alias and digest."""

from contextlib import nullcontext
from pathlib import Path

import numpy as np
import pytest
from mlflow.tracking import MlflowClient

from matchmaker.application.comparison.metrics import Logged, metric_deltas
from matchmaker.errors import NotFoundError
from matchmaker.registry.versions import Versions
from tests.tiny import RECIPE, tiny_bundle, tiny_job
from training.pipeline import train
from training.tracking import Tracking


class Quiet:
    """No progress to show."""

    def step(self, name: str) -> nullcontext[None]:
        return nullcontext()


@pytest.fixture
def versions(tracking: Tracking, tmp_path: Path) -> Versions:
    """Version 1 is right, version 2 answers 1 % too much; a shipped bundle stands beside them."""
    train(tiny_job(tmp_path), tracking, Quiet())
    train(tiny_job(tmp_path, RECIPE + "sabotage = 1.01\n"), tracking, Quiet())
    tiny_bundle(tmp_path / "models" / "tiny" / "bundle", 2.0)
    return Versions(tmp_path / "models", tmp_path / "cache", tracking.uri)


def test_figures_differences_and_versions_are_those_of_the_registry(versions: Versions, tracking: Tracking) -> None:
    a, b = versions.find("tiny", "1"), versions.find("tiny", "challenger")
    (delta,) = metric_deltas(*(Logged(side.bundle.manifest.metrics, side.judged) for side in (a, b)))

    client = MlflowClient(tracking.uri, tracking.uri)
    for number, figure in (("1", delta["a"]), ("2", delta["b"])):
        logged = client.get_run(str(client.get_model_version("tiny", number).run_id)).data.metrics
        assert figure is not None
        assert figure["value"] == logged["market/y/mae"]
        assert (figure["low"], figure["high"]) == (logged["market/y/mae_low"], logged["market/y/mae_high"])
    assert a.judged is not None
    assert b.judged is not None
    own = [np.abs(side["truth"] - side["predicted"]).mean() for side in (a.judged, b.judged)]
    assert delta["difference"] == pytest.approx(own[1] - own[0], abs=1e-9)
    assert (delta["basis"], delta["rows"], delta["verdict"]) == ("paired", a.judged.height, "worse")
    assert (a.title, b.title) == ("1", "challenger (2)")

    shipped = versions.find("tiny", "shipped")
    assert (shipped.title, shipped.source, shipped.judged) == ("shipped (slope-2.0)", "shipped", None)
    gone = "0" * 64
    found = [versions.with_digest("tiny", "2", digest) for digest in (b.bundle.digest, shipped.bundle.digest, gone)]
    assert [None if one is None else one.source for one in found] == ["registry", "shipped", None]
    with pytest.raises(NotFoundError, match="no version or alias '7' of tiny"):
        versions.find("tiny", "7")
    with pytest.raises(NotFoundError, match="no model is named 'huge'; there are tiny"):
        versions.find("huge", "shipped")
