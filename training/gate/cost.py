"""Is the challenger slower or larger than the champion? Both answer the same probe, in turn, in one run."""

import json
import time
from collections.abc import Iterator, Mapping

from pydantic import JsonValue

from matchmaker.bundles import Bundle
from matchmaker.bundles.probe import PROBE_FILE
from matchmaker.errors import MatchmakerError
from matchmaker.scorers.scorer import Scorer
from training.gates import Verdict, not_asked
from training.limits import GateLimits

TURNS = 25  # the shortest of so many is what the machine can do when nobody disturbs it
LONGEST_SECONDS = 3.0  # of all turns together
ATTEMPTS = 3  # a slower model is slower every time; a machine that was busy for a moment is not
MEGABYTE = 1_000_000


def judge_cost(
    bundle: Bundle, scorer: Scorer, champion: Bundle, kind: type[Scorer], limits: GateLimits
) -> tuple[Verdict, Verdict]:
    """Size and speed beside the champion's."""
    try:
        return judge_size(bundle, champion, limits), judge_speed(bundle, scorer, kind.open(champion), limits)
    except MatchmakerError as error:  # a champion of other signals: it stays where it is until this one takes over
        return judge_size(bundle, champion, limits), not_asked("speed", f"the champion does not open: {error.detail}")


def judge_speed(bundle: Bundle, scorer: Scorer, champion: Scorer, limits: GateLimits) -> Verdict:
    """The shortest time of the bundle's probe over the champion's for the same inputs, turns interleaved."""
    inputs = probe_inputs(bundle)
    try:
        champion.answer_probe(inputs)
    except (MatchmakerError, KeyError, ValueError, TypeError) as error:  # the probe may be of another shape by now
        return not_asked("speed", f"the champion cannot answer this probe ({type(error).__name__})")
    for _ in range(ATTEMPTS):
        own, other = shortest_ms({"own": scorer, "other": champion}, inputs).values()
        slower = own > limits.slower_floor_ms and own > limits.slower_ratio * other
        if not slower:
            break
    told = f"{own:.2f} ms against {other:.2f} ms of the champion, {own / other:.2f} times as long"
    return Verdict("speed", not slower, f"{told}, expected at most {limits.slower_ratio}")


def judge_size(bundle: Bundle, champion: Bundle, limits: GateLimits) -> Verdict:
    """Bytes of all files over the champion's."""
    own, other = bundle_bytes(bundle), bundle_bytes(champion)
    told = f"{own / MEGABYTE:.3f} MB against {other / MEGABYTE:.3f} MB of the champion"
    return Verdict("size", own <= limits.larger_ratio * other, f"{told}, expected at most {limits.larger_ratio} times")


def shortest_ms(scorers: Mapping[str, Scorer], inputs: JsonValue) -> dict[str, float]:
    """The shortest time of each to answer the inputs; nobody always goes first."""
    shortest = dict.fromkeys(scorers, float("inf"))
    began = time.perf_counter()
    for turn in _turns(list(scorers)):
        for name in turn:
            started = time.perf_counter()
            scorers[name].answer_probe(inputs)
            shortest[name] = min(shortest[name], (time.perf_counter() - started) * 1000)
        if time.perf_counter() - began > LONGEST_SECONDS:
            break
    return shortest


def probe_inputs(bundle: Bundle) -> JsonValue:
    """What the bundle's probe asks."""
    recorded = json.loads(bundle.read_bytes(PROBE_FILE))
    inputs: JsonValue = recorded["inputs"]
    return inputs


def bundle_bytes(bundle: Bundle) -> int:
    """Bytes of all files but the manifest."""
    return sum(len(content) for content in bundle.contents.values())


def _turns(names: list[str]) -> Iterator[list[str]]:
    for turn in range(TURNS):
        yield names if turn % 2 else names[::-1]
