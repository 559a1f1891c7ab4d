"""Is a version what its record says? Built again from recipe, data, seed and code, and compared file by file."""

import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Any

from matchmaker.bundles import Bundle, Metric, open_bundle
from matchmaker.errors import MatchmakerError
from training.checkout import CHECKOUT, commit
from training.jobs.code import code_digest, computing_versions
from training.jobs.run import Progress
from training.pipeline import Job, learn, put_together, read_data
from training.provenance import CODE_TAG
from training.sources import source_digests
from training.tracking.logged import LoggedRun

SAME_FIGURE = 1e-9  # relative; two processors may round the last digit of a mean differently
DIRTY = "-dirty"


class RebuildFailedError(MatchmakerError):
    """The recorded code could not build the version again."""

    status, code, title = 409, "rebuild_failed", "The version could not be built again"


@dataclass(frozen=True)
class Reproduction:
    """What came of building a version again.

    `files` says of each file of the bundle whether it is the same; `figures` lists those that differ (name, recorded,
    rebuilt); `causes` says in words what is no longer as it was recorded: data, code, libraries.
    """

    version: str
    built_from: str
    files: Mapping[str, bool]
    figures: tuple[tuple[str, float | None, float | None], ...]
    figures_count: int
    causes: tuple[str, ...]

    @property
    def same(self) -> bool:
        """Whether every file is identical and every figure equal."""
        return all(self.files.values()) and not self.figures


def reproduce(
    job: Job[Any, Any, Any, Any], version: str, recorded: Bundle, logged: LoggedRun, progress: Progress
) -> Reproduction:
    """Build `recorded` again; `job` names trainer, data and sources, the rest comes from the record.

    With other code than recorded, the recorded commit is taken from git where it is there and was clean.
    """
    causes = [*data_changes(job, logged), *library_changes(logged)]
    here = logged.tags.get(CODE_TAG) == code_digest(type(job.trainer).__module__)
    made_at = recorded.manifest.commit
    with tempfile.TemporaryDirectory() as work:
        recipe = Path(work) / "recipe.toml"
        recipe.write_text(recorded.manifest.recipe)
        now = datetime.fromisoformat(recorded.manifest.created_at)
        again = replace(job, recipe=recipe, now=now, out=Path(work) / "out")
        if here:
            rebuilt, built_from = _built_here(again, Path(work), progress), "this code, which is the recorded one"
        elif _is_there(made_at):
            rebuilt, built_from = _built_at(made_at, again, Path(work), progress), f"commit {made_at[:12]}"
        else:
            causes.append(f"code: expected that of commit {made_at}, got {commit(CHECKOUT)}, and git has it not")
            rebuilt, built_from = _built_here(again, Path(work), progress), "this code, which is another"
    differing = tuple(_differing(recorded.manifest.metrics, rebuilt.manifest.metrics))
    return Reproduction(
        version,
        built_from,
        _same_files(recorded.manifest.files, rebuilt.manifest.files),
        differing,
        len(recorded.manifest.metrics),
        tuple(causes),
    )


def data_changes(job: Job[Any, Any, Any, Any], logged: LoggedRun) -> Iterator[str]:
    """Each set that is not what was learned from."""
    for source in job.sources:
        if source.name in logged.datasets:
            if not source.exists(job.data):
                yield f"data: {source.name} is not in {job.data}"
            elif (found := source_digests([source], job.data)[source]) != logged.datasets[source.name]:
                yield f"data: {source.name} was {logged.datasets[source.name][:12]}…, is {found[:12]}…"


def library_changes(logged: LoggedRun) -> Iterator[str]:
    """Each library that models are computed with and that has another version now."""
    for name, now in computing_versions().items():
        recorded = logged.tags.get(name)
        if recorded is not None and recorded != now:
            yield f"library: {name} was {recorded}, is {now}"


def _built_here(job: Job[Any, Any, Any, Any], work: Path, progress: Progress) -> Bundle:
    read = read_data(job, progress)
    learned = learn(job, read, progress)
    with progress.step("bundle"):
        return put_together(job, read, learned, work)


def _built_at(made_at: str, job: Job[Any, Any, Any, Any], work: Path, progress: Progress) -> Bundle:
    """By a process of the code of that commit, with an MLflow store of its own that is thrown away."""
    with _checked_out(made_at, work / "code") as code, progress.step("fit"):
        command = [sys.executable, "-m", "training", job.trainer.name, "--data", str(job.data.resolve())]
        command += ["--recipe", str(job.recipe), "--out", str(job.out), "--tracking-uri", f"sqlite:///{work}/mlflow.db"]
        environment = {"PYTHONPATH": f"{code / 'src'}:{code}", "OMP_NUM_THREADS": "1", "PATH": "/usr/bin:/bin"}
        done = subprocess.run(command, cwd=code, env=environment, capture_output=True, text=True, check=False)
    if not (job.out / "bundle").is_dir():
        said = done.stderr.strip().splitlines()
        raise RebuildFailedError(f"the code of commit {made_at[:12]} made no bundle: {said[-1] if said else 'silent'}")
    return open_bundle(job.out / "bundle")


@contextmanager
def _checked_out(made_at: str, folder: Path) -> Iterator[Path]:
    """The files of a commit, without touching the checkout; vectors of texts are shared, they depend on nothing else."""
    (folder / "var").mkdir(parents=True)
    with subprocess.Popen(["git", "-C", str(CHECKOUT), "archive", made_at], stdout=subprocess.PIPE) as archive:
        subprocess.run(["tar", "-x", "-C", str(folder)], stdin=archive.stdout, check=True)
    vectors = CHECKOUT / "var" / "vectors"
    if vectors.is_dir():
        (folder / "var" / "vectors").symlink_to(vectors)
    yield folder


def _is_there(made_at: str) -> bool:
    if not made_at or made_at.endswith(DIRTY):
        return False
    asked = ["git", "-C", str(CHECKOUT), "cat-file", "-e", f"{made_at}^{{commit}}"]
    return subprocess.run(asked, capture_output=True, check=False).returncode == 0


def _same_files(recorded: Mapping[str, str], rebuilt: Mapping[str, str]) -> dict[str, bool]:
    return {name: recorded.get(name) == rebuilt.get(name) for name in sorted(recorded.keys() | rebuilt.keys())}


def _differing(
    recorded: tuple[Metric, ...], rebuilt: tuple[Metric, ...]
) -> Iterator[tuple[str, float | None, float | None]]:
    then, now = _values(recorded), _values(rebuilt)
    for name in dict.fromkeys((*then, *now)):
        before, after = then.get(name), now.get(name)
        if before != after and (before is None or after is None or abs(before - after) > SAME_FIGURE * abs(before)):
            yield name, before, after


def _values(rows: tuple[Metric, ...]) -> dict[str, float | None]:
    return {f"{row.set}/{row.target}/{row.metric} beside {row.rival or 'nothing'}": row.value for row in rows}
