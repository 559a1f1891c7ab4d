"""The only file with the order: load > inspect > examples > split > fit > calibrate > evaluate > bundle > gate > log > register."""

import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Generic

from matchmaker.bundles import Bundle, save_bundle
from matchmaker.scorers.scorer import Scorer
from training.checkout import CHECKOUT
from training.data_quality import Inspection, inspect_loaded
from training.datasets.source import Source
from training.gate.contender import Made, find_champion
from training.gate.judge import judge_challenger
from training.gates import Verdict, judge_figures, refuse_failures
from training.jobs.code import code_digest
from training.jobs.kept import Kept, Learned
from training.jobs.kept import key as kept_key
from training.jobs.lock import lock_folder
from training.jobs.run import Progress, job_run
from training.progress import tell
from training.provenance import describe, made_of, provenance, record
from training.sources import data_digest, find_sources, refuse_unshippable, source_digests
from training.tracking import Tracking
from training.trainer import DataT, Evaluation, ExamplesT, ModelT, RecipeT, Split, Trainer, read_recipe

STEPS = ("load", "inspect", "examples", "split", "fit", "calibrate", "evaluate", "bundle", "gate", "log", "register")


@dataclass(frozen=True)
class Job(Generic[RecipeT, DataT, ExamplesT, ModelT]):
    """One training to do: who trains, what checks it, by which recipe, from which data, to which folder.

    `sources` are all that have readers; the recipe picks among them. `ship` refuses sources that may not be
    given away and registers nothing: the bundle in `out` is the outcome. `kept` is what jobs before have learned;
    the file `log` is attached to the run.
    """

    trainer: Trainer[RecipeT, DataT, ExamplesT, ModelT]
    scorer: type[Scorer]
    recipe: Path
    data: Path
    out: Path
    sources: Sequence[Source]
    now: datetime
    ship: bool = False
    kept: Kept = field(default_factory=Kept)
    log: Path | None = None

    def read_recipe(self) -> tuple[RecipeT, str]:
        """The recipe and its text."""
        return read_recipe(self.recipe, self.trainer.name, self.trainer.recipe_type)


@dataclass(frozen=True)
class Trained:
    """What a job made: its bundle, its figures, the gate's verdicts, and the version when it was registered."""

    bundle: Bundle
    evaluation: Evaluation
    verdicts: tuple[Verdict, ...]
    version: str | None


@dataclass(frozen=True)
class Read(Generic[RecipeT, ExamplesT]):
    """What is learned from: the recipe, the digest of each source, what the data checks said, and the parted rows."""

    recipe: RecipeT
    recipe_text: str
    origins: Mapping[Source, str]
    inspection: Inspection
    split: Split[ExamplesT]

    @property
    def data_digest(self) -> str:
        """One digest of all sources."""
        return data_digest({source.name: digest for source, digest in self.origins.items()})


def train(job: Job[RecipeT, DataT, ExamplesT, ModelT], tracking: Tracking, progress: Progress) -> Trained:
    """Do the job, alone on this model. A failed gate is logged, registers nothing, leaves `out` as it was and raises.

    Raises ModelBusyError when another job trains the model, GateFailedError when data or figures are refused.
    """
    recipe, _ = job.read_recipe()
    locks = lock_folder(tracking.uri, CHECKOUT / "var")
    name = f"{recipe.model} {job.now:%Y-%m-%d %H:%M}"
    with (
        job_run(tracking, recipe.model, name, locks, progress) as run,
        tempfile.TemporaryDirectory() as work,
        job.kept.texts(),
    ):
        read = read_data(job, run)
        learned = learn(job, read, run)
        with run.step("bundle"):
            bundle = put_together(job, read, learned, Path(work))
        with run.step("gate"):
            figures = read.inspection.verdicts() + judge_figures(learned.evaluation.metrics, recipe)
            champion = None if job.ship else find_champion(tracking.versions, recipe.model, Path(work))
            made = Made(bundle, learned.evaluation.judged)
            gated = judge_challenger(job.trainer, job.scorer, recipe, made, champion, read.split).after(figures)
        with run.step("log"):
            logged = record(bundle.manifest, learned.evaluation, gated, read.origins, made_of(job.trainer))
            tracking.fill(recipe.model, run.run_id, logged, bundle)
            run.keep_log(job.log)
        if gated.passed:
            bundle = save_bundle(job.out / "bundle", bundle.manifest, bundle.contents)
    refuse_failures(gated.verdicts)
    with progress.step("register"):
        tags = {**provenance(bundle.manifest), **gated.tags}
        version = None if job.ship else tracking.register(recipe.model, run.run_id, tags)
    return Trained(bundle, learned.evaluation, gated.verdicts, version)


def read_data(job: Job[RecipeT, DataT, ExamplesT, ModelT], progress: Progress) -> Read[RecipeT, ExamplesT]:
    """Load, inspect, make examples, part them."""
    recipe, recipe_text = job.read_recipe()
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
    return Read(recipe, recipe_text, origins, inspection, split)


def learn(job: Job[RecipeT, DataT, ExamplesT, ModelT], read: Read[RecipeT, ExamplesT], progress: Progress) -> Learned:
    """Fit, calibrate, evaluate; what a job before has kept of the same data, recipe and code is not done again."""
    key = kept_key(read.recipe_text, read.data_digest, code_digest(type(job.trainer).__module__))
    found = job.kept.find(read.recipe.model, key)
    if found is not None:
        for name in ("fit", "calibrate", "evaluate"):
            with progress.step(name):
                tell("taken_from_what_was_kept", step=name, key=key)
        return found
    with progress.step("fit"):
        fitted = job.trainer.fit(read.split.train, read.recipe)
    with progress.step("calibrate"):
        model = job.trainer.calibrate(fitted, read.split.calibration, read.recipe)
    with progress.step("evaluate"):
        evaluation = job.trainer.evaluate(model, read.split, read.recipe)
        draft = job.trainer.draft(model, read.recipe)
        return job.kept.keep(read.recipe.model, key, Learned(draft, evaluation))


def put_together(
    job: Job[RecipeT, DataT, ExamplesT, ModelT], read: Read[RecipeT, ExamplesT], learned: Learned, folder: Path
) -> Bundle:
    """The bundle, below `folder`."""
    draft, evaluation = learned.draft, learned.evaluation
    manifest = describe(read.recipe, read.recipe_text, read.origins, draft, evaluation, read.inspection, job.now)
    return save_bundle(folder / "bundle", manifest, draft.files)
