"""Champions answer at once from what lies here, follow the registry in the background, and never get worse."""

import socket
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from pydantic import JsonValue

from matchmaker.errors import ModelUnavailableError
from matchmaker.registry.cache import BundleCache
from matchmaker.registry.champions import Champions
from matchmaker.registry.model_set import ModelSet
from tests.tiny import Other, Tiny, tiny_bundle


def champions(folder: Path, registry_uri: str | None = None) -> Champions:
    return Champions(folder / "models", folder / "cache", registry_uri, 60, scorers=(Tiny, Other))


def shipped(folder: Path, slope: float = 1.0) -> Path:
    for name in ("tiny", "other"):
        tiny_bundle(folder / "models" / name / "bundle", slope, name)
    return folder


def closed_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def test_without_a_registry_the_shipped_bundles_answer(tmp_path: Path) -> None:
    started = champions(shipped(tmp_path))
    started.start()
    version = started.current().versions["tiny"]
    assert (version.version, version.alias, version.source) == ("slope-1.0", None, "shipped")


def test_a_missing_bundle_is_named_at_start(tmp_path: Path) -> None:
    with pytest.raises(ModelUnavailableError, match="models/tiny/bundle"):
        champions(tmp_path).start()


def test_a_dead_registry_delays_neither_start_nor_stop(tmp_path: Path) -> None:
    started = champions(shipped(tmp_path), f"http://127.0.0.1:{closed_port()}")
    before = time.monotonic()
    started.start()
    answered_after = time.monotonic() - before
    assert started.current().versions["tiny"].source == "shipped"
    assert answered_after < 5
    started.stop()
    assert time.monotonic() - before < 15


@pytest.mark.parametrize("uri", ["sqlite:////nowhere/mlflow.db", "file:///nowhere", "nonsense://x"])
def test_a_registry_that_is_not_there_changes_nothing_and_is_not_created(tmp_path: Path, uri: str) -> None:
    started = champions(shipped(tmp_path), uri)
    started.start()
    started.refresh()
    started.stop()
    assert started.current().versions["tiny"].source == "shipped"
    assert not Path("/nowhere").exists()


def test_a_restart_uses_the_last_good_version_without_asking_the_registry(tmp_path: Path) -> None:
    uri = f"http://127.0.0.1:{closed_port()}"
    BundleCache(tmp_path / "cache", uri).keep("tiny", "7", tiny_bundle(tmp_path / "fetched" / "bundle", 7.0))
    started = champions(shipped(tmp_path), uri)
    started.start()
    started.stop()
    versions = started.current().versions
    assert (versions["tiny"].version, versions["tiny"].source) == ("7", "cache")
    assert versions["other"].source == "shipped"


def test_a_damaged_cached_version_falls_back_to_the_shipped_one(tmp_path: Path) -> None:
    uri = f"http://127.0.0.1:{closed_port()}"
    kept = BundleCache(tmp_path / "cache", uri).keep("tiny", "7", tiny_bundle(tmp_path / "fetched" / "bundle", 7.0))
    (kept / "model.json").write_bytes(b"{}")
    started = champions(shipped(tmp_path), uri)
    started.start()
    started.stop()
    assert started.current().versions["tiny"].source == "shipped"


def test_the_cache_of_another_registry_is_not_used(tmp_path: Path) -> None:
    BundleCache(tmp_path / "cache", "http://one").keep("tiny", "7", tiny_bundle(tmp_path / "fetched" / "bundle", 7.0))
    assert BundleCache(tmp_path / "cache", "http://two").last_good("tiny") is None


def test_the_cache_keeps_the_newest_version_alone(tmp_path: Path) -> None:
    cache = BundleCache(tmp_path / "cache", "http://one")
    for version in ("1", "2"):
        cache.keep("tiny", version, tiny_bundle(tmp_path / version / "bundle", float(version)))
    assert [path.name[:2] for path in (tmp_path / "cache" / "tiny").iterdir() if path.is_dir()] == ["2-"]


def slopes(models: ModelSet) -> list[JsonValue]:
    return [models.scorer(name).answer_probe([1]) for name in ("tiny", "other")]


def test_readers_never_see_a_mix_while_sets_are_exchanged(tmp_path: Path) -> None:
    """Both models of a set always have one slope, however often the set is replaced under its readers."""
    sets = []
    for slope in (1.0, 2.0):
        own = champions(shipped(tmp_path / str(slope), slope))
        own.start()
        sets.append(own.current())
    exchanged = champions(shipped(tmp_path))
    exchanged.start()
    done = threading.Event()

    def read() -> list[list[JsonValue]]:
        seen = []
        while not done.is_set():
            seen.append(slopes(exchanged.current()))
        return seen

    with ThreadPoolExecutor(4) as pool:
        readers = [pool.submit(read) for _ in range(4)]
        for turn in range(2000):
            exchanged._current = exchanged.current().replacing(sets[turn % 2].opened)
        done.set()
        seen = [pair for reader in readers for pair in reader.result()]
    assert seen
    assert all(tiny == other for tiny, other in seen)


def test_a_set_without_a_model_says_which_is_missing() -> None:
    with pytest.raises(ModelUnavailableError, match="no version of topic_fit is open"):
        _ = ModelSet().topic_fit
