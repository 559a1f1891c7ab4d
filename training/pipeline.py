"""The only file with the order: load > inspect > examples > split > fit > calibrate > evaluate > bundle > gate > log > register."""

import tempfile
from collections.abc import Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Generic, Protocol

from matchmaker.bundles import Bundle, save_bundle
from matchmaker.scorers.scorer import Scorer
from training.data_quality import inspect_loaded
from training.datasets.source import Source
from training.gate.contender import Made, find_champion
from training.gate.judge import judge_challenger
from training.gates import Verdict, judge_figures, refuse_failures
from training.provenance import describe, provenance, record
from training.sources import find_sources, refuse_unshippable, source_digests
from training.tracking import Tracking
from training.trainer import DataT, Evaluation, ExamplesT, ModelT, RecipeT, Trainer, read_recipe

STEPS = ("load", "inspect", "examples", "split", "fit", "calibrate", "evaluate", "bundle", "gate", "log", "register")


class Progress(Protocol):
    """Shows which step runs."""

    def step(self, name: str) -> AbstractContextManager[None]:
        """Around the work of one step."""
        ...


@dataclass(frozen=True)
class Job(Generic[RecipeT, DataT, ExamplesT, ModelT]):
    """One training to do: who trains, what checks it, by which recipe, from which data, to which folder.

    `sources` are all that have readers; the recipe picks among them. `ship` refuses sources that may not be
    given away and registers nothing: the bundle in `out` is the outcome.
    """

    trainer: Trainer[RecipeT, DataT, ExamplesT, ModelT]
    scorer: type[Scorer]
    recipe: Path
    data: Path
    out: Path
    sources: Sequence[Source]
    now: datetime
    ship: bool = False


@dataclass(frozen=True)
class Trained:
    """What a job made: its bundle, its figures, the gate's verdicts, and the version when it was registered."""

    bundle: Bundle
    evaluation: Evaluation
    verdicts: tuple[Verdict, ...]
    version: str | None


def train(job: Job[RecipeT, DataT, ExamplesT, ModelT], tracking: Tracking, progress: Progress) -> Trained:
    """Do the job. A failed gate is logged, registers nothing, leaves `out` as it was and raises GateFailedError.

    Data that are refused raise it before anything is learned, so that there is no run to log.
    """
    recipe, recipe_text = read_recipe(job.recipe, job.trainer.name, job.trainer.recipe_type)
    sources = find_sources(recipe.sources, job.sources)
    if job.ship:
        refuse_unshippable(sources)
    with progress.step("load"):
        origins = source_digests(sources, job.data)
        tables = job.trainer.load(job.data, recipe)
    with progress.step("inspect"):
        inspection = inspect_loaded(job.trainer, tables, recipe)
        refuse_failures(inspection.verdicts())
    with progress.step("examples"):
        examples = job.trainer.examples(tables, recipe)
    with progress.step("split"):
        split = job.trainer.split(examples, recipe)
    with progress.step("fit"):
        fitted = job.trainer.fit(split.train, recipe)
    with progress.step("calibrate"):
        model = job.trainer.calibrate(fitted, split.calibration, recipe)
    with progress.step("evaluate"):
        evaluation = job.trainer.evaluate(model, split, recipe)
    with tempfile.TemporaryDirectory() as work:
        with progress.step("bundle"):
            draft = job.trainer.draft(model, recipe)
            manifest = describe(recipe, recipe_text, origins, draft, evaluation, inspection, job.now)
            bundle = save_bundle(Path(work) / "bundle", manifest, draft.files)
        with progress.step("gate"):
            figures = inspection.verdicts() + judge_figures(evaluation.metrics, recipe)
            champion = None if job.ship else find_champion(tracking.versions, recipe.model, Path(work))
            made = Made(bundle, evaluation.judged)
            gated = judge_challenger(job.trainer, job.scorer, recipe, made, champion, split).after(figures)
        with progress.step("log"):
            run_id = tracking.log(recipe.model, record(bundle.manifest, evaluation, gated, origins), bundle)
        refuse_failures(gated.verdicts)
        placed = save_bundle(job.out / "bundle", bundle.manifest, bundle.contents)
    with progress.step("register"):
        tags = {**provenance(placed.manifest), **gated.tags}
        version = None if job.ship else tracking.register(recipe.model, run_id, tags)
    return Trained(placed, evaluation, gated.verdicts, version)
