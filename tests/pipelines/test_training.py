"""From data to a registered version: everything logged, nothing half-registered, the same twice."""

from contextlib import nullcontext
from dataclasses import dataclass, replace
from pathlib import Path

import polars as pl
import pytest
from mlflow.tracking import MlflowClient

from matchmaker.bundles import open_bundle
from matchmaker.registry.mlflow_store import MlflowStore
from tests.tiny import RECIPE, SOURCE, TinyRecipe, TinyTrainer, tiny_job
from training.data_table import LabelledTable
from training.datasets.source import SourceMissingError
from training.gates import GateFailedError
from training.pipeline import STEPS, train
from training.sources import NotShippableError, SourceUnknownError
from training.tracking import Tracking
from training.tracking.store import TrackingError
from training.trainer import RecipeInvalidError


class Steps:
    """Notes the steps; one of them can be where the job is stopped."""

    def __init__(self, killed_at: str | None = None, by: type[BaseException] = KeyboardInterrupt) -> None:
        self.seen: list[str] = []
        self.killed_at = killed_at
        self.by = by

    def step(self, name: str) -> nullcontext[None]:
        if name == self.killed_at:
            raise self.by
        self.seen.append(name)
        return nullcontext()


def client(tracking: Tracking) -> MlflowClient:
    return MlflowClient(tracking.uri, tracking.uri)


def test_the_steps_run_in_the_order_that_is_written(tracking: Tracking, tmp_path: Path) -> None:
    steps = Steps()
    train(tiny_job(tmp_path), tracking, steps)
    assert tuple(steps.seen) == STEPS


def test_a_run_keeps_recipe_data_figures_plots_and_gate(tracking: Tracking, tmp_path: Path) -> None:
    trained = train(tiny_job(tmp_path), tracking, Steps())
    (run,) = client(tracking).search_runs([client(tracking).get_experiment_by_name("tiny").experiment_id])
    assert run.info.status == "FINISHED"
    assert run.data.params == {"model": '"tiny"', "seed": "7", "sources": '["market"]'}
    assert run.data.tags["gate"] == "passed"
    assert run.data.tags["data_digest"] == trained.bundle.manifest.data_digest
    row = trained.bundle.manifest.metrics[0]
    assert run.data.metrics == {
        "market/y/mae": row.value,
        "market/y/mae_low": row.low,
        "market/y/mae_high": row.high,
        "market/y/mae_rival_mean of y": row.rival_value,
    }
    assert [entry.dataset.name for entry in run.inputs.dataset_inputs] == ["market"]
    logged = {entry.path for entry in client(tracking).list_artifacts(run.info.run_id)}
    texts = {"CARD.md", "data.txt", "gate.txt", "installed.txt", "recipe.toml"}
    assert logged == texts | {"card.json", "gate.json", "judged.parquet", "metrics.json", "model", "plots"}


def test_the_registered_version_is_the_challenger_and_holds_the_bundle(tracking: Tracking, tmp_path: Path) -> None:
    trained = train(tiny_job(tmp_path), tracking, Steps())
    challenger = client(tracking).get_model_version_by_alias("tiny", "challenger")
    fetched = MlflowStore(tracking.uri).fetch("tiny", challenger.version, tmp_path / "fetched")
    assert str(challenger.version) == trained.version
    assert open_bundle(fetched).contents == trained.bundle.contents
    assert open_bundle(fetched).digest == trained.bundle.digest


def test_the_manifest_says_from_what_it_was_made(tracking: Tracking, tmp_path: Path) -> None:
    manifest = train(tiny_job(tmp_path), tracking, Steps()).bundle.manifest
    assert manifest.recipe == RECIPE
    assert manifest.data_sources == ("market: CC0 1.0",)
    assert manifest.created_at == "2026-01-02T03:04:05+00:00"
    assert manifest.version.startswith("20260102-")


def test_the_same_recipe_and_data_give_the_same_bundle(tracking: Tracking, tmp_path: Path) -> None:
    first = train(tiny_job(tmp_path), tracking, Steps()).bundle
    again = train(tiny_job(tmp_path), tracking, Steps()).bundle
    assert again.digest == first.digest


def test_other_data_have_another_digest(tracking: Tracking, tmp_path: Path) -> None:
    job = tiny_job(tmp_path)
    before = train(job, tracking, Steps()).bundle.manifest.data_digest
    with (job.data / SOURCE.folder / "market.csv").open("a") as file:
        file.write("c1,2.0,6.0\n")
    assert train(job, tracking, Steps()).bundle.manifest.data_digest != before


def test_a_model_worse_than_its_rival_is_logged_but_not_registered(tracking: Tracking, tmp_path: Path) -> None:
    with pytest.raises(GateFailedError, match="better than mean of y"):
        train(tiny_job(tmp_path, RECIPE + "sabotage = 9.0\n"), tracking, Steps())
    (run,) = client(tracking).search_runs([client(tracking).get_experiment_by_name("tiny").experiment_id])
    assert run.data.tags["gate"] == "failed"
    assert client(tracking).search_registered_models() == []
    assert not (tmp_path / "out").exists()


def test_a_bound_of_the_recipe_that_is_missed_refuses_the_version(tracking: Tracking, tmp_path: Path) -> None:
    bound = RECIPE + '[[gates]]\nmetric = "mae"\nat_most = 0.01\n'
    with pytest.raises(GateFailedError, match=r"expected at most 0\.010"):
        train(tiny_job(tmp_path, bound), tracking, Steps())


@pytest.mark.parametrize("step", ["fit", "bundle", "log", "register"])
def test_a_job_killed_at_any_step_leaves_no_version_behind(tracking: Tracking, tmp_path: Path, step: str) -> None:
    with pytest.raises(KeyboardInterrupt):
        train(tiny_job(tmp_path), tracking, Steps(killed_at=step))
    assert client(tracking).search_registered_models() == []


def test_a_bundle_to_ship_is_not_registered(tracking: Tracking, tmp_path: Path) -> None:
    trained = train(tiny_job(tmp_path, ship=True), tracking, Steps())
    assert trained.version is None
    assert open_bundle(tmp_path / "out" / "bundle").digest == trained.bundle.digest


def test_a_source_that_may_not_be_given_away_is_not_shipped(tracking: Tracking, tmp_path: Path) -> None:
    job = replace(tiny_job(tmp_path, ship=True), sources=(replace(SOURCE, licence="none stated", shippable=False),))
    with pytest.raises(NotShippableError, match=r"market \(none stated\)"):
        train(job, tracking, Steps())


def test_a_source_without_a_reader_is_named(tracking: Tracking, tmp_path: Path) -> None:
    with pytest.raises(SourceUnknownError, match="no reader for bazaar; there are market"):
        train(tiny_job(tmp_path, RECIPE.replace("market", "bazaar")), tracking, Steps())


def test_a_source_that_is_not_there_is_named_with_its_folder(tracking: Tracking, tmp_path: Path) -> None:
    with pytest.raises(SourceMissingError, match="tiny/market"):
        train(replace(tiny_job(tmp_path), data=tmp_path / "elsewhere"), tracking, Steps())


@pytest.mark.parametrize(
    ("recipe", "fault"),
    [
        (RECIPE + "sed = 1\n", "sed"),
        (RECIPE.replace("tiny", "topic_fit"), "expected model = 'tiny'"),
        ("model = ", "Invalid value"),
        (RECIPE + '[[gates]]\nmetric = "mae"\n', "at_least, at_most or beats_rival"),
    ],
)
def test_a_recipe_that_is_not_valid_is_refused(tracking: Tracking, tmp_path: Path, recipe: str, fault: str) -> None:
    with pytest.raises(RecipeInvalidError, match=fault):
        train(tiny_job(tmp_path, recipe), tracking, Steps())


def test_a_server_that_does_not_answer_is_an_infrastructure_error(tmp_path: Path) -> None:
    with pytest.raises(TrackingError, match=r"127\.0\.0\.1:9"):
        Tracking("http://127.0.0.1:9").versions.promote("tiny", "1")


def test_a_database_without_an_artifact_folder_is_refused_without_its_password() -> None:
    with pytest.raises(TrackingError, match="--artifacts") as refused:
        Tracking("postgresql://me:secret@db/mlflow")
    assert "secret" not in refused.value.detail


@dataclass(frozen=True)
class Watched(TinyTrainer):
    """The tiny trainer, which shows its market to the data checks."""

    def inspected(self, tables: pl.DataFrame, recipe: TinyRecipe) -> tuple[LabelledTable, ...]:
        return (LabelledTable("market", tables, keys=("creator",)),)


ACCEPTED = """
[[accepted_defects]]
source = "market"
check = "uniform"
column = "{column}"
why = "drawn evenly on purpose"
"""


def test_data_that_are_refused_are_not_learned_from(tracking: Tracking, tmp_path: Path) -> None:
    steps = Steps()
    with pytest.raises(GateFailedError, match=r"data market: uniform x: evenly spread"):
        train(replace(tiny_job(tmp_path), trainer=Watched()), tracking, steps)
    assert steps.seen == ["load", "inspect"]


def test_what_a_recipe_accepts_is_kept_with_the_version_and_its_reason(tracking: Tracking, tmp_path: Path) -> None:
    recipe = RECIPE + ACCEPTED.format(column="x") + ACCEPTED.format(column="y")
    trained = train(replace(tiny_job(tmp_path, recipe), trainer=Watched()), tracking, Steps())
    assert trained.verdicts[0].reason == "0 warnings, 2 accepted: uniform"
    assert trained.bundle.manifest.data_findings[0].endswith("(accepted: drawn evenly on purpose)")
    (run,) = client(tracking).search_runs([client(tracking).get_experiment_by_name("tiny").experiment_id])
    assert run.data.tags["data_findings"] == "2"
