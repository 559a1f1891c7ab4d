"""A promoted version reaches a running service; a bad one never does; a rollback brings the old one back."""

import sqlite3
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from matchmaker.registry.champions import Champions
from tests.pipelines.test_training import client
from tests.tiny import Tiny, tiny_bundle
from training.gate.gated import Gated
from training.tracking import RunRecord, Tracking
from training.tracking.store import SQLITE, VersionUnknownError
from training.tracking.versions import VersionStaleError


def registered(tracking: Tracking, folder: Path, slope: float, model: str = "tiny", **files: bytes) -> str:
    """A version with this slope, registered as one that passed beside the champion of now."""
    bundle = tiny_bundle(folder / f"made-{slope}" / "bundle", slope, **files)
    gated = Gated((), tracking.versions.champion(model))
    run_id = tracking.log(model, RunRecord(name=f"slope {slope}", tags=gated.tags), bundle)
    return tracking.register(model, run_id, gated.tags)


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
    tracking.versions.promote("tiny", "challenger")
    running.refresh()
    assert answer(running) == 2.0
    version = running.current().versions["tiny"]
    assert (version.version, version.alias, version.source) == ("1", "champion", "registry")


def test_a_rollback_brings_the_version_before_back_once(tracking: Tracking, tmp_path: Path) -> None:
    running = service(tracking, tmp_path)
    for slope in (2.0, 3.0):
        tracking.versions.promote("tiny", registered(tracking, tmp_path, slope))
    running.refresh()
    assert answer(running) == 3.0
    tracking.versions.roll_back("tiny")
    running.refresh()
    assert answer(running) == 2.0
    with pytest.raises(VersionUnknownError, match="previous"):
        tracking.versions.roll_back("tiny")


def test_promoting_the_champion_again_keeps_the_version_before(tracking: Tracking, tmp_path: Path) -> None:
    for slope in (2.0, 3.0):
        tracking.versions.promote("tiny", registered(tracking, tmp_path, slope))
    tracking.versions.promote("tiny", "champion")
    assert tracking.versions.roll_back("tiny") == "1"


def test_a_version_judged_beside_another_champion_must_be_judged_again(tracking: Tracking, tmp_path: Path) -> None:
    early, late = (registered(tracking, tmp_path, slope) for slope in (2.0, 3.0))
    tracking.versions.promote("tiny", late)
    with pytest.raises(VersionStaleError, match=r"beside champion 2, it was judged beside none.*training gate tiny 1"):
        tracking.versions.promote("tiny", early)
    assert tracking.versions.champion("tiny") == late


def test_a_rollback_needs_no_judgement_and_takes_less_than_a_second(tracking: Tracking, tmp_path: Path) -> None:
    for slope in (2.0, 3.0):
        tracking.versions.promote("tiny", registered(tracking, tmp_path, slope))
    began = time.perf_counter()
    tracking.versions.roll_back("tiny")
    assert time.perf_counter() - began < 1


@pytest.mark.parametrize("wanted", ["99", "challenger", "latest"])
def test_a_version_that_is_not_there_is_not_promoted(tracking: Tracking, tmp_path: Path, wanted: str) -> None:
    with pytest.raises(VersionUnknownError, match="tiny"):
        tracking.versions.promote("tiny", wanted)


def test_a_version_registered_past_the_gate_is_not_promoted(tracking: Tracking, tmp_path: Path) -> None:
    registered(tracking, tmp_path, 2.0)
    client(tracking).set_model_version_tag("tiny", "1", "gate", "failed")
    with pytest.raises(VersionUnknownError, match="has not passed its gate"):
        tracking.versions.promote("tiny", "1")


@pytest.mark.parametrize(
    "damage",
    [
        {"model_json": b"{}"},
        {"model_json": b'{"slope": 9.0}'},
        {"probe_json": b'{"inputs": [1.0], "answers": [9.0]}'},
    ],
)
def test_a_champion_that_cannot_serve_never_replaces_a_good_one(
    tracking: Tracking, tmp_path: Path, damage: dict[str, bytes]
) -> None:
    running = service(tracking, tmp_path)
    tracking.versions.promote("tiny", registered(tracking, tmp_path, 2.0, **damage))
    running.refresh()
    assert answer(running) == 1.0


def test_a_champion_damaged_in_the_registry_is_refused(tracking: Tracking, tmp_path: Path) -> None:
    running = service(tracking, tmp_path)
    tracking.versions.promote("tiny", registered(tracking, tmp_path, 2.0))
    for path in (tmp_path / "mlflow").rglob("model.json"):
        path.write_bytes(b'{"slope": 666.0}')
    running.refresh()
    assert answer(running) == 1.0


def test_a_locked_registry_changes_nothing(tracking: Tracking, tmp_path: Path) -> None:
    running = service(tracking, tmp_path)
    tracking.versions.promote("tiny", registered(tracking, tmp_path, 2.0))
    running.refresh()
    with sqlite3.connect(tracking.uri.removeprefix(SQLITE)) as lock:
        lock.execute("BEGIN EXCLUSIVE")
        running.refresh()
        lock.rollback()
    assert answer(running) == 2.0


def test_after_a_restart_without_registry_the_last_champion_answers(tracking: Tracking, tmp_path: Path) -> None:
    first = service(tracking, tmp_path)
    tracking.versions.promote("tiny", registered(tracking, tmp_path, 2.0))
    first.refresh()
    Path(tracking.uri.removeprefix(SQLITE)).unlink()
    restarted = service(tracking, tmp_path)
    restarted.refresh()
    assert answer(restarted) == 2.0
    assert restarted.current().versions["tiny"].source == "cache"


def test_no_reader_is_failed_while_champions_are_exchanged(tracking: Tracking, tmp_path: Path) -> None:
    running = service(tracking, tmp_path)
    versions = [registered(tracking, tmp_path, slope) for slope in (2.0, 3.0)]
    client(tracking).set_model_version_tag("tiny", versions[1], "gate_against", versions[0])
    done = threading.Event()

    def read() -> set[float]:
        answers = set()
        while not done.wait(0.001):
            answers.add(answer(running))
        return answers

    with ThreadPoolExecutor(4) as pool:
        readers = [pool.submit(read) for _ in range(4)]
        for version in versions:
            tracking.versions.promote("tiny", version)
            running.refresh()
        for move in (
            lambda: tracking.versions.roll_back("tiny"),
            lambda: tracking.versions.promote("tiny", versions[1]),
        ):
            move()
            running.refresh()
        done.set()
        answers = set().union(*(reader.result() for reader in readers))
    assert {2.0, 3.0} <= answers <= {1.0, 2.0, 3.0}
    assert running.current().versions["tiny"].version == "2"


def test_a_version_in_the_shadow_is_opened_beside_the_champion(tracking: Tracking, tmp_path: Path) -> None:
    running = service(tracking, tmp_path)
    tracking.versions.promote("tiny", registered(tracking, tmp_path, 2.0))
    tracking.versions.shade("tiny", registered(tracking, tmp_path, 3.0))
    running.refresh()
    shadow = running.shadow()
    assert shadow is not None
    assert shadow.scorer("tiny").answer_probe([1]) == [3.0]
    assert shadow.versions["tiny"].alias == "shadow"
    assert answer(running) == 2.0


def test_a_shadow_ends_when_its_alias_does(tracking: Tracking, tmp_path: Path) -> None:
    running = service(tracking, tmp_path)
    tracking.versions.shade("tiny", registered(tracking, tmp_path, 3.0))
    running.refresh()
    tracking.versions.shade("tiny", None)
    running.refresh()
    assert running.shadow() is None


def test_a_promoted_shadow_is_no_shadow_any_more(tracking: Tracking, tmp_path: Path) -> None:
    running = service(tracking, tmp_path)
    version = registered(tracking, tmp_path, 3.0)
    tracking.versions.shade("tiny", version)
    tracking.versions.promote("tiny", version)
    running.refresh()
    assert (answer(running), running.shadow()) == (3.0, None)
