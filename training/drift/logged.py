"""What was logged when rankings were answered: the signals that went in and the predictions that came out."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

import numpy as np
from pydantic import JsonValue
from pydantic_core import from_json

from matchmaker.application.packing import unpacked
from matchmaker.domain.assessment import Numbers

PREDICTIONS = (
    "score",
    "topic_fit/score",
    "topic_fit/specialism_ratio",
    "authenticity/fake_follower_ratio/p50",
    "authenticity/audience_quality_score/p50",
    "performance/reach_count/p50",
    "performance/engagements_count/p50",
    "performance/cost_per_engagement/p50",
)
_ID = "creator_id"


@dataclass(frozen=True)
class Logged:
    """The newest logged values of each creator in one window, by column; NaN is unknown; all of one length a table."""

    signals: Mapping[str, Numbers]
    predictions: Mapping[str, Numbers]
    rankings_count: int
    versions: tuple[str, ...]


def logged(rankings: Iterable[Mapping[str, str]]) -> Logged:
    """The values of stored rankings (parts by name, oldest first); a creator asked about twice counts once, as last seen."""
    signals: dict[str, dict[str, float]] = {}
    predictions: dict[str, dict[str, float]] = {}
    versions: dict[str, None] = {}
    count = 0
    for parts in rankings:
        count += 1
        for creator, values in _signals(unpacked(parts["features"])):
            signals[creator] = values
        answer = from_json(parts["answer"])
        for item in answer["items"]:
            predictions[item[_ID]] = {path: _number(item, path) for path in PREDICTIONS}
        versions |= {f"{name} {use['version']}": None for name, use in answer["models"].items()}
    return Logged(_columns(signals), _columns(predictions), count, tuple(versions))


def _signals(text: str) -> Iterator[tuple[str, dict[str, float]]]:
    columns: dict[str, list[JsonValue]] = from_json(text)
    names = [name for name in columns if name != _ID]
    for place, creator in enumerate(columns[_ID]):
        yield str(creator), {name: _float(columns[name][place]) for name in names}


def _number(item: JsonValue, path: str) -> float:
    found = item
    for part in path.split("/"):
        found = found.get(part) if isinstance(found, dict) else None
    return _float(found)


def _float(value: JsonValue) -> float:
    return float(value) if isinstance(value, int | float) else float("nan")


def _columns(rows: Mapping[str, Mapping[str, float]]) -> dict[str, Numbers]:
    names = dict.fromkeys(name for values in rows.values() for name in values)
    return {name: np.array([values.get(name, float("nan")) for values in rows.values()]) for name in names}
