"""Which columns a model leans on: the gain of its trees, the size of its coefficients, as shares that sum to 1."""

from collections.abc import Iterator, Mapping

import lightgbm as lgb
from pydantic import JsonValue

from matchmaker.bundles import Bundle

_TREES = "tree\nversion="  # how LightGBM's text begins
_NAMES = ("signals", "features")  # the key beside "coefficients" that names the columns


def importances(bundle: Bundle) -> dict[str, dict[str, float]]:
    """By head (a file of the bundle, or a part of one), each column's share of the importance.

    Trees: total gain of the splits on the column. Linear heads: |coefficient|, comparable where columns have one
    scale. A head that never splits has no shares.
    """
    found: dict[str, dict[str, float]] = {}
    for name in sorted(bundle.contents):
        stem, _, suffix = name.rpartition(".")
        if suffix == "txt" and bundle.contents[name][: len(_TREES)] == _TREES.encode():
            found |= _shares({stem: _gains(bundle.read_text(name))})
        elif suffix == "json":
            found |= _shares(dict(_linear(stem, bundle.read_json(name))))
    return found


def _gains(text: str) -> dict[str, float]:
    booster = lgb.Booster(model_str=text)
    gains = booster.feature_importance(importance_type="gain")
    return {str(name): float(gain) for name, gain in zip(booster.feature_name(), gains, strict=True)}


def _linear(place: str, value: JsonValue) -> Iterator[tuple[str, dict[str, float]]]:
    if isinstance(value, list):
        for number, item in enumerate(value):
            yield from _linear(f"{place}/{number}", item)
    if not isinstance(value, dict):
        return
    weights = value.get("coefficients")
    for names in (value.get(key) for key in _NAMES):
        if isinstance(names, list) and isinstance(weights, list) and len(names) == len(weights):
            numbers = [abs(weight) for weight in weights if isinstance(weight, int | float)]
            if len(numbers) == len(names):
                yield place, {str(name): float(weight) for name, weight in zip(names, numbers, strict=True)}
    for key, item in value.items():
        yield from _linear(f"{place}/{key}", item)


def _shares(heads: Mapping[str, Mapping[str, float]]) -> dict[str, dict[str, float]]:
    totals = {head: sum(sizes.values()) for head, sizes in heads.items()}
    return {
        head: {name: size / totals[head] for name, size in sizes.items()}
        for head, sizes in heads.items()
        if totals[head]
    }
