"""Are searching, comparing, judging and moving aliases still quick with a thousand runs in the store?"""

import argparse
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

import numpy as np
import polars as pl

from benchmarks.week_model import FEATURES, NAME, SET, WeekRecipe, WeekScorer, WeekTrainer, accounts
from matchmaker.application.comparison.paired import paired_difference
from matchmaker.bundles import Manifest, Metric, save_bundle
from matchmaker.bundles.judged import JUDGED_FILE, write_judged
from matchmaker.registry.mlflow_store import MlflowStore
from training.gate.command import gate_version
from training.gate.gated import Gated
from training.tracking import RunRecord, Tracking
from training.tracking.runs import fill_run
from training.tracking.store import SQLITE, already_there, open_client
from training.trainer import Draft

if TYPE_CHECKING:
    from mlflow.tracking import MlflowClient

TIMES = 5  # each question is asked
ROWS = 3_000  # accounts a version was judged on
FIGURES = 60  # of a run, with both ends of their intervals; as many parameters
RECIPE = 'model = "{name}"\nseed = {seed}\nsources = ["{set}"]\nrounds = 40\nlearning_rate = 0.1\n'


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """How many runs."""
    parser.add_argument("--runs", type=int, default=1000, help="runs in the store (default 1000)")


def run(arguments: argparse.Namespace) -> list[Metric]:
    """Fill a SQLite store and ask it everything, first with a twentieth of the runs, then with all of them.

    Two versions have bundles and judged rows; the others leave only rows in the database, which is what grows slow.
    """
    with TemporaryDirectory(prefix="matchmaker-registry-") as folder:
        tracking = Tracking(f"{SQLITE}{Path(folder) / 'mlflow.db'}")
        for seed in (1, 2):
            register_whole(tracking, Path(folder), seed)
        client = open_client(tracking.uri)
        rows: list[Metric] = []
        for first, last in ((2, arguments.runs // 20), (arguments.runs // 20, arguments.runs)):
            began = time.perf_counter()
            for number in range(first, last):
                log_figures(client, number)
            spent = 1000 * (time.perf_counter() - began) / (last - first)
            rows.append(
                Metric(set=f"{last} runs", target="log a run's figures", metric="ms", value=spent, rows=last - first)
            )
            rows += [_timed(f"{last} runs", what, ask) for what, ask in questions(tracking, client).items()]
        return rows


def register_whole(tracking: Tracking, folder: Path, seed: int) -> None:
    """A version with bundle and judged rows, promoted when it is the first."""
    trainer, text = WeekTrainer(), RECIPE.format(name=NAME, set=SET, seed=seed)
    recipe = WeekRecipe(model=NAME, seed=11, sources=(SET,), rounds=40, learning_rate=0.1)
    split = trainer.split(pl.concat([accounts(ROWS, day, 1) for day in range(1, 4)]), recipe)
    model = trainer.fit(split.train.sample(fraction=0.9, seed=seed), recipe)
    evaluation, draft = trainer.evaluate(model, split, recipe), trainer.draft(model, recipe)
    bundle = save_bundle(folder / str(seed) / "bundle", _manifest(draft, text, evaluation.metrics), draft.files)
    gated = Gated((), tracking.versions.champion(NAME))
    judged = pl.DataFrame() if evaluation.judged is None else evaluation.judged
    record = RunRecord(
        name=f"whole {seed}", tags=gated.tags, metrics=evaluation.metrics, files={JUDGED_FILE: write_judged(judged)}
    )
    version = tracking.register(NAME, tracking.log(NAME, record, bundle), gated.tags)
    if seed == 1:
        tracking.versions.promote(NAME, version)


def log_figures(client: "MlflowClient", number: int) -> None:
    """A run with as many figures as a head's, and a version of it."""
    random = np.random.default_rng(number)
    experiment = _experiment(client)
    values = random.uniform(0.5, 1, FIGURES)
    metrics = [
        Metric(
            set=SET, target=f"target-{place}", metric="roc_auc", value=value, low=value - 0.1, high=value + 0.1, rows=9
        )
        for place, value in enumerate(map(float, values))
    ]
    run_id = str(client.create_run(experiment, run_name=f"run {number}").info.run_id)
    passed = "passed" if number % 3 else "failed"
    params = {f"key_{place}": str(place * number) for place in range(FIGURES)}
    fill_run(
        client,
        experiment,
        run_id,
        RunRecord(name=f"run {number}", params=params, tags={"gate": passed}, metrics=metrics),
    )
    client.set_terminated(run_id, "FINISHED")
    with already_there():
        client.create_model_version(NAME, f"runs:/{run_id}/model", run_id, tags={"gate": passed})


def questions(tracking: Tracking, client: "MlflowClient") -> Mapping[str, Callable[[], object]]:
    """What analysts, the service and the gate ask, by name."""
    experiment = _experiment(client)
    best = "tags.gate = 'passed' AND metrics.`week/target-3/roc_auc` > 0.7"
    versions, store = tracking.versions, MlflowStore(tracking.uri)

    def compare() -> object:
        champion, other = versions.judged(NAME, "1"), versions.judged(NAME, "2")
        assert champion is not None
        assert other is not None
        return paired_difference(champion, other, "roc_auc")

    def swap() -> None:
        versions.promote(NAME, "2")
        versions.roll_back(NAME)

    return {
        "search runs by tag and figure, best 50": lambda: client.search_runs(
            [experiment], best, max_results=50, order_by=["metrics.`week/target-3/roc_auc` DESC"]
        ),
        "search runs by a parameter": lambda: client.search_runs([experiment], "params.key_7 = '70'"),
        "search versions by tag, 50": lambda: client.search_model_versions(
            f"name = '{NAME}' AND tags.gate = 'passed'", max_results=50
        ),
        "the service looks for its champion": lambda: store.champion(NAME),
        "compare two versions row by row": compare,
        "judge a version beside the champion": lambda: gate_version(tracking, WeekTrainer(), WeekScorer, "2"),
        "promote and roll back": swap,
    }


def _experiment(client: "MlflowClient") -> str:
    found = client.get_experiment_by_name(NAME)
    assert found is not None
    return str(found.experiment_id)


def _timed(name: str, what: str, ask: Callable[[], object]) -> Metric:
    times = []
    for _ in range(TIMES):
        began = time.perf_counter()
        ask()
        times.append(1000 * (time.perf_counter() - began))
    low, high = np.quantile(times, (0.1, 0.9))
    return Metric(
        set=name, target=what, metric="median_ms", value=float(np.median(times)), low=low, high=high, rows=TIMES
    )


def _manifest(draft: Draft, text: str, metrics: tuple[Metric, ...]) -> Manifest:
    return Manifest(
        name=NAME,
        version="whole",
        created_at="",
        description=draft.description,
        features=FEATURES,
        recipe=text,
        metrics=metrics,
    )
