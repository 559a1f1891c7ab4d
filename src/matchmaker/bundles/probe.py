"""The probe: inputs and answers recorded when the model was made, asked again whenever it is opened."""

import math
from collections.abc import Iterable
from typing import Protocol

from pydantic import JsonValue

from matchmaker.bundles.folder import Bundle
from matchmaker.errors import BundleDamagedError

PROBE_FILE = "probe.json"
LARGEST_DIFFERENCE = 1e-9


class Answering(Protocol):
    """A scorer that can answer its own probe."""

    def answer_probe(self, inputs: JsonValue) -> JsonValue:
        """The scorer's answer to recorded inputs, as JSON values."""
        ...


def check_probe(bundle: Bundle, scorer: Answering) -> None:
    """Ask the recorded inputs again; BundleDamagedError names the first answer that is not the recorded one."""
    recorded = bundle.read_json(PROBE_FILE)
    if not isinstance(recorded, dict) or not recorded.keys() >= {"inputs", "answers"}:
        raise BundleDamagedError(
            f"{bundle.folder}/{PROBE_FILE}: expected an object with inputs and answers; train it again"
        )
    difference = _difference(recorded["answers"], scorer.answer_probe(recorded["inputs"]), "")
    if difference:
        raise BundleDamagedError(
            f"{bundle.folder}: the probe's answer differs at {difference}; this code cannot serve this model"
        )


def _difference(expected: JsonValue, got: JsonValue, pointer: str) -> str | None:
    """JSON pointer of the first difference, None when equal (numbers within LARGEST_DIFFERENCE, relative to 1)."""
    if isinstance(expected, dict) and isinstance(got, dict) and expected.keys() == got.keys():
        return _first(_difference(expected[key], got[key], f"{pointer}/{key}") for key in expected)
    if isinstance(expected, list) and isinstance(got, list) and len(expected) == len(got):
        pairs = enumerate(zip(expected, got, strict=True))
        return _first(_difference(old, new, f"{pointer}/{index}") for index, (old, new) in pairs)
    if isinstance(expected, float | int) and isinstance(got, float | int):
        close = math.isclose(expected, got, rel_tol=LARGEST_DIFFERENCE, abs_tol=LARGEST_DIFFERENCE)
        return None if close else f"{pointer or '/'} (expected {expected}, got {got})"
    return None if expected == got else f"{pointer or '/'} (expected {expected!r}, got {got!r})"


def _first(differences: Iterable[str | None]) -> str | None:
    return next((item for item in differences if item), None)
