"""Processes that train until they are killed, and what must be true of a registry whoever was killed when."""

import multiprocessing
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from multiprocessing.context import ForkServerProcess
from pathlib import Path

import polars as pl
from mlflow.entities import Run
from mlflow.tracking import MlflowClient

from matchmaker.bundles import check_probe, open_bundle
from matchmaker.registry.mlflow_store import MlflowStore
from tests.tiny import RECIPE, Tiny, TinyRecipe, TinyTrainer, tiny_job
from training.jobs.code import code_digest, installed
from training.jobs.kept import Kept
from training.jobs.run import stop_politely
from training.pipeline import train
from training.progress import StepProgress
from training.tracking import GATE_TAG, Tracking

# Forked from a server that has imported everything: a child begins at once, without the threads of the test.
_CONTEXT = multiprocessing.get_context("forkserver")
_CONTEXT.set_forkserver_preload(["tests.killing", "mlflow.pyfunc"])
code_digest(TinyTrainer.__module__), installed()  # remembered by the server: a second of every child otherwise


def started(act: Callable[..., None], *arguments: object) -> ForkServerProcess:
    """A process that does this; the caller kills or joins it."""
    process = _CONTEXT.Process(target=act, args=arguments)
    process.start()
    return process


def train_and_promote(
    folder: Path, uri: str, seeds: list[int], model: str = "tiny", artifacts: str | None = None
) -> None:
    """A version a seed, each promoted as soon as it is there."""
    folder.mkdir(exist_ok=True)
    tracking = Tracking(uri, artifacts)
    for seed in seeds:
        job = tiny_job(folder, RECIPE.replace("seed = 7", f"seed = {seed}"), model=model)
        with StepProgress(model, (), folder / "logs" / f"{seed}.log") as progress:
            train(replace(job, kept=Kept(folder / "kept")), tracking, progress)
        tracking.versions.promote(model, "challenger")


@dataclass(frozen=True)
class Slow(TinyTrainer):
    """A trainer whose fit outlasts any test."""

    def fit(self, train: pl.DataFrame, recipe: TinyRecipe) -> float:
        time.sleep(600)
        return 0.0


def train_slowly(folder: Path, uri: str) -> None:
    """As a scheduler starts it: stopped by SIGTERM it exits with 3."""
    stop_politely()
    try:
        with StepProgress("tiny", ()) as progress:
            train(replace(tiny_job(folder), trainer=Slow()), Tracking(uri), progress)
    except KeyboardInterrupt:
        sys.exit(3)


def faults(tracking: Tracking, out: Path, folder: Path) -> list[str]:
    """What is wrong with the registry and with the bundle in `out`, in words; nothing, whoever was killed when.

    Every version has passed its gate and answers its probe, every alias points at one, a bundle on disk is whole.
    """
    found = []
    client = MlflowClient(tracking.uri, tracking.uri)
    versions = {str(each.version): each for each in client.search_model_versions("name = 'tiny'")}
    for number, version in versions.items():
        if version.tags.get(GATE_TAG) != "passed":
            found.append(f"version {number} is registered without a passed gate")
        fetched = open_bundle(MlflowStore(tracking.uri).fetch("tiny", number, folder / number))
        check_probe(fetched, Tiny.open(fetched))
    if versions:
        aliases = client.get_registered_model("tiny").aliases
        found += [f"{alias} points at {number}" for alias, number in aliases.items() if str(number) not in versions]
    if out.exists():
        check_probe(bundle := open_bundle(out), Tiny.open(bundle))
    return found


def running(tracking: Tracking, model: str = "tiny") -> list[Run]:
    """Runs that say they are under way."""
    client = MlflowClient(tracking.uri, tracking.uri)
    experiment = client.get_experiment_by_name(model)
    return list(client.search_runs([experiment.experiment_id], "attributes.status = 'RUNNING'")) if experiment else []
