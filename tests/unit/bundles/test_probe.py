"""A probe passes only when today's code gives the recorded answers."""

import json
from pathlib import Path

import pytest
from pydantic import JsonValue

from matchmaker.bundles import Bundle, Manifest, check_probe, save_bundle
from matchmaker.errors import BundleDamagedError

MANIFEST = Manifest(name="doubler", version="1", created_at="2026-01-01T00:00:00Z", description="a test")


class Doubler:
    def __init__(self, factor: float) -> None:
        self.factor = factor

    def answer_probe(self, inputs: JsonValue) -> JsonValue:
        assert isinstance(inputs, list)
        return [{"value": None if item is None else self.factor * float(str(item))} for item in inputs]


def recorded(folder: Path) -> Bundle:
    probe = {"inputs": [1, None, 3], "answers": [{"value": 2.0}, {"value": None}, {"value": 6.0}]}
    return save_bundle(folder, MANIFEST, {"probe.json": json.dumps(probe).encode()})


def test_the_same_answers_pass(tmp_path: Path) -> None:
    check_probe(recorded(tmp_path / "b"), Doubler(2.0))


def test_a_difference_below_a_billionth_passes(tmp_path: Path) -> None:
    check_probe(recorded(tmp_path / "b"), Doubler(2.0 + 1e-12))


def test_another_answer_is_refused_at_its_pointer(tmp_path: Path) -> None:
    with pytest.raises(BundleDamagedError, match=r"/0/value \(expected 2\.0, got 2\.001\)"):
        check_probe(recorded(tmp_path / "b"), Doubler(2.001))


def test_not_a_number_is_never_equal(tmp_path: Path) -> None:
    with pytest.raises(BundleDamagedError, match="/0/value"):
        check_probe(recorded(tmp_path / "b"), Doubler(float("nan")))


def test_an_answer_of_another_shape_is_refused(tmp_path: Path) -> None:
    class Short(Doubler):
        def answer_probe(self, inputs: JsonValue) -> JsonValue:
            return []

    with pytest.raises(BundleDamagedError, match="differs at /"):
        check_probe(recorded(tmp_path / "b"), Short(2.0))


@pytest.mark.parametrize("probe", [b"[]", b'{"inputs": []}'])
def test_a_probe_without_inputs_and_answers_is_refused(tmp_path: Path, probe: bytes) -> None:
    bundle = save_bundle(tmp_path / "b", MANIFEST, {"probe.json": probe})
    with pytest.raises(BundleDamagedError, match="expected an object with inputs and answers"):
        check_probe(bundle, Doubler(2.0))
