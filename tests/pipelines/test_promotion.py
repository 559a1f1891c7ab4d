"""A promoted version reaches a running service; a bad one never does; a rollback brings the old one back."""

import sqlite3
import subprocess
import sys
import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from matchmaker.bundles import Metric
from matchmaker.registry.champions import Champions
from tests.pipelines.test_training import Steps, client
from tests.tiny import RECIPE, Tiny, tiny_bundle, tiny_job
from training.evaluation import WORST
from training.pipeline import train
from training.provenance import provenance, record
from training.tracking import Tracking
from training.tracking_store import SQLITE, VersionUnknownError, VersionWorseError
from training.trainer import Evaluation


def registered(
    tracking: Tracking,
    folder: Path,
    slope: float,
    model: str = "tiny",
    metrics: tuple[Metric, ...] = (),
    **files: bytes,
) -> str:
    """A version with this slope and these figures, as a training would register it."""
    bundle = tiny_bundle(folder / f"made-{slope}" / "bundle", slope, **files)
    manifest = bundle.manifest.model_copy(update={"recipe": RECIPE})
    run_id = tracking.log(model, record(manifest, Evaluation(metrics), (), {}), bundle)
    return tracking.register(model, run_id, provenance(manifest))


def service(tracking: Tracking, folder: Path) -> Champions:
    tiny_bundle(folder / "models" / "tiny" / "bundle", 1.0)
    started = Champions(folder / "models", folder / "cache", tracking.uri, 600, scorers=(Tiny,))
    started._current = started.current().replacing({"tiny": started._open_local(Tiny)})
    return started


def answer(service: Champions) -> float:
    answers = service.current().scorer("tiny").answer_probe([1])
    assert isinstance(answers, list)
    return float(str(answers[0]))


def test_a_challenger_answers_nobody_until_it_is_promoted(tracking: Tracking, tmp_path: Path) -> None:
    running = service(tracking, tmp_path)
    registered(tracking, tmp_path, 2.0)
    running.refresh()
    assert answer(running) == 1.0
    tracking.promote("tiny", "challenger")
    running.refresh()
    assert answer(running) == 2.0
    version = running.current().versions["tiny"]
    assert (version.version, version.alias, version.source) == ("1", "champion", "registry")


def test_a_rollback_brings_the_version_before_back_once(tracking: Tracking, tmp_path: Path) -> None:
    running = service(tracking, tmp_path)
    for slope in (2.0, 3.0):
        tracking.promote("tiny", registered(tracking, tmp_path, slope))
    running.refresh()
    assert answer(running) == 3.0
    tracking.roll_back("tiny")
    running.refresh()
    assert answer(running) == 2.0
    with pytest.raises(VersionUnknownError, match="previous"):
        tracking.roll_back("tiny")


def test_promoting_the_champion_again_keeps_the_version_before(tracking: Tracking, tmp_path: Path) -> None:
    for slope in (2.0, 3.0):
        tracking.promote("tiny", registered(tracking, tmp_path, slope))
    tracking.promote("tiny", "champion")
    assert tracking.roll_back("tiny") == "1"


def worst(metric: str, value: float) -> tuple[Metric, ...]:
    return (
        Metric(
            set=WORST, target="fake/unseen", metric=metric, value=value, low=value - 0.02, high=value + 0.02, rows=9
        ),
    )


@pytest.mark.parametrize(("metric", "before", "now"), [("roc_auc", 0.8, 0.75), ("brier", 0.1, 0.15)])
def test_a_version_that_is_worse_on_its_worst_source_is_promoted_only_knowingly(
    tracking: Tracking, tmp_path: Path, metric: str, before: float, now: float
) -> None:
    tracking.promote("tiny", registered(tracking, tmp_path, 2.0, metrics=worst(metric, before)))
    other = registered(tracking, tmp_path, 3.0, metrics=worst(metric, now))
    with pytest.raises(VersionWorseError, match=f"worst source/fake/unseen/{metric}"):
        tracking.promote("tiny", other)
    assert tracking.promote("tiny", other, accept_worse=True) == other


def test_a_version_within_the_champions_interval_is_promoted(tracking: Tracking, tmp_path: Path) -> None:
    tracking.promote("tiny", registered(tracking, tmp_path, 2.0, metrics=worst("roc_auc", 0.8)))
    other = registered(tracking, tmp_path, 3.0, metrics=worst("roc_auc", 0.79))
    assert tracking.promote("tiny", other) == other


@pytest.mark.parametrize("wanted", ["99", "challenger", "latest"])
def test_a_version_that_is_not_there_is_not_promoted(tracking: Tracking, tmp_path: Path, wanted: str) -> None:
    with pytest.raises(VersionUnknownError, match="tiny"):
        tracking.promote("tiny", wanted)


def test_a_version_registered_past_the_gate_is_not_promoted(tracking: Tracking, tmp_path: Path) -> None:
    registered(tracking, tmp_path, 2.0)
    client(tracking).set_model_version_tag("tiny", "1", "gate", "failed")
    with pytest.raises(VersionUnknownError, match="has not passed its gate"):
        tracking.promote("tiny", "1")


@pytest.mark.parametrize(
    "damage",
    [
        {"model_json": b"{}"},
        {"model_json": b'{"slope": 9.0}'},
        {"probe_json": b"{}"},
    ],
)
def test_a_champion_that_cannot_serve_never_replaces_a_good_one(
    tracking: Tracking, tmp_path: Path, damage: dict[str, bytes]
) -> None:
    running = service(tracking, tmp_path)
    tracking.promote("tiny", registered(tracking, tmp_path, 2.0, **damage))
    running.refresh()
    assert answer(running) == 1.0


def test_a_champion_damaged_in_the_registry_is_refused(tracking: Tracking, tmp_path: Path) -> None:
    running = service(tracking, tmp_path)
    tracking.promote("tiny", registered(tracking, tmp_path, 2.0))
    for path in (tmp_path / "mlflow").rglob("model.json"):
        path.write_bytes(b'{"slope": 666.0}')
    running.refresh()
    assert answer(running) == 1.0


def test_a_locked_registry_changes_nothing(tracking: Tracking, tmp_path: Path) -> None:
    running = service(tracking, tmp_path)
    tracking.promote("tiny", registered(tracking, tmp_path, 2.0))
    running.refresh()
    with sqlite3.connect(tracking.uri.removeprefix(SQLITE)) as lock:
        lock.execute("BEGIN EXCLUSIVE")
        running.refresh()
        lock.rollback()
    assert answer(running) == 2.0


def test_after_a_restart_without_registry_the_last_champion_answers(tracking: Tracking, tmp_path: Path) -> None:
    first = service(tracking, tmp_path)
    tracking.promote("tiny", registered(tracking, tmp_path, 2.0))
    first.refresh()
    Path(tracking.uri.removeprefix(SQLITE)).unlink()
    restarted = service(tracking, tmp_path)
    restarted.refresh()
    assert answer(restarted) == 2.0
    assert restarted.current().versions["tiny"].source == "cache"


def test_no_reader_is_failed_while_champions_are_exchanged(tracking: Tracking, tmp_path: Path) -> None:
    running = service(tracking, tmp_path)
    versions = [registered(tracking, tmp_path, slope) for slope in (2.0, 3.0)]
    done = threading.Event()

    def read() -> set[float]:
        answers = set()
        while not done.wait(0.001):
            answers.add(answer(running))
        return answers

    with ThreadPoolExecutor(4) as pool:
        readers = [pool.submit(read) for _ in range(4)]
        for turn in range(4):
            tracking.promote("tiny", versions[turn % 2])
            running.refresh()
        done.set()
        answers = set().union(*(reader.result() for reader in readers))
    assert {2.0, 3.0} <= answers <= {1.0, 2.0, 3.0}
    assert running.current().versions["tiny"].version == "2"


def test_two_jobs_that_meet_on_a_fresh_database_both_register(tmp_path: Path) -> None:
    versions: list[str | None] = []

    def job(name: str) -> None:
        (tmp_path / name).mkdir()
        own = Tracking(f"{SQLITE}{tmp_path / 'mlflow.db'}")
        versions.append(train(tiny_job(tmp_path / name), own, Steps()).version)

    threads = [threading.Thread(target=job, args=(name,)) for name in ("one", "two")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(str(version) for version in versions) == ["1", "2"]


KILLED_JOB = """
import sys
from contextlib import nullcontext
from pathlib import Path

from tests.tiny import tiny_job
from training.evaluation import WORST
from training.pipeline import train
from training.tracking import Tracking


class Spoken:
    def step(self, name):
        print(name, flush=True)
        return nullcontext()


train(tiny_job(Path(sys.argv[1])), Tracking(sys.argv[2]), Spoken())
"""


def test_a_job_killed_while_it_logs_leaves_no_alias_and_the_next_one_works(tracking: Tracking, tmp_path: Path) -> None:
    command = [sys.executable, "-c", KILLED_JOB, str(tmp_path), tracking.uri]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as job:
        assert job.stdout is not None
        assert "log" in (line.strip() for line in job.stdout)
        job.kill()
    assert client(tracking).search_registered_models() == []
    assert train(tiny_job(tmp_path), tracking, Steps()).version is not None
