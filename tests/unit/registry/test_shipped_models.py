"""What ships with the code opens by itself, registry or not."""

import time
from pathlib import Path

from matchmaker.registry.champions import Champions
from matchmaker.resources import resource_folder
from matchmaker.scorers import SCORERS
from tests.unit.registry.test_champions import closed_port


def test_all_shipped_models_answer_within_five_seconds_of_a_start_with_a_dead_registry(tmp_path: Path) -> None:
    champions = Champions(resource_folder("models"), tmp_path / "cache", f"http://127.0.0.1:{closed_port()}", 30)
    before = time.monotonic()
    champions.start()
    current = champions.current()
    assert time.monotonic() - before < 5
    assert list(current.versions) == [scorer.name for scorer in SCORERS]
    assert {current.topic_fit.name, current.authenticity.name, current.performance.name} == set(current.versions)
    champions.stop()
