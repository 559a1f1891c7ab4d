"""What two versions were made of and what they lean on: data, recipe, signals, columns."""

import difflib
import json
import tomllib
from collections.abc import Iterator, Mapping

from pydantic import JsonValue, TypeAdapter

from matchmaker.application.comparison.document import DataChange, FeatureChange, RecipeChange, SignalChange
from matchmaker.bundles import Bundle, Manifest
from matchmaker.scorers.importance import importances

_TABLE: TypeAdapter[dict[str, JsonValue]] = TypeAdapter(dict[str, JsonValue])


def feature_changes(a: Bundle, b: Bundle) -> Iterator[FeatureChange]:
    """Every column of every head, those with the largest change of their share first."""
    ours, theirs = importances(a), importances(b)
    found = [
        _feature(head, name, ours.get(head, {}), theirs.get(head, {}))
        for head in sorted(ours.keys() | theirs.keys())
        for name in dict.fromkeys([*theirs.get(head, {}), *ours.get(head, {})])
    ]
    yield from sorted(found, key=lambda change: -abs((change["b"] or 0) - (change["a"] or 0)))


def signal_changes(a: Manifest, b: Manifest) -> list[SignalChange]:
    """Signals that one version does not read, or reads by another definition."""
    ours, theirs = ({use.name: use.version for use in manifest.signals} for manifest in (a, b))
    return [
        {"signal": name, "version_a": ours.get(name), "version_b": theirs.get(name)}
        for name in sorted(ours.keys() | theirs.keys())
        if ours.get(name) != theirs.get(name)
    ]


def data_change(a: Manifest, b: Manifest) -> DataChange:
    """Digests, sources and findings; the order of sources means nothing."""
    return {
        "digest_a": a.data_digest,
        "digest_b": b.data_digest,
        "same": a.data_digest == b.data_digest,
        "sources_kept": sorted(set(a.data_sources) & set(b.data_sources)),
        "sources_added": sorted(set(b.data_sources) - set(a.data_sources)),
        "sources_removed": sorted(set(a.data_sources) - set(b.data_sources)),
        "findings_added": [line for line in b.data_findings if line not in set(a.data_findings)],
        "findings_removed": [line for line in a.data_findings if line not in set(b.data_findings)],
    }


def recipe_changes(a: Manifest, b: Manifest) -> list[RecipeChange]:
    """Keys whose value differs, tables written as `table.key`; comments and order mean nothing."""
    ours, theirs = (dict(_flat(_recipe(manifest))) for manifest in (a, b))
    return [
        {"key": key, "a": ours.get(key), "b": theirs.get(key)}
        for key in sorted(ours.keys() | theirs.keys())
        if ours.get(key) != theirs.get(key)
    ]


def recipe_diff(a: Manifest, b: Manifest) -> list[str]:
    """Lines of the unified diff of both texts; none when they are the same."""
    texts = a.recipe.splitlines(), b.recipe.splitlines()
    return list(difflib.unified_diff(*texts, a.version, b.version, lineterm="", n=2))


def _recipe(manifest: Manifest) -> dict[str, JsonValue]:
    return _TABLE.validate_python(tomllib.loads(manifest.recipe))


def _flat(table: Mapping[str, JsonValue], prefix: str = "") -> Iterator[tuple[str, str]]:
    for name, value in table.items():
        if isinstance(value, dict):
            yield from _flat(value, f"{prefix}{name}.")
        else:
            yield f"{prefix}{name}", json.dumps(value, ensure_ascii=False)


def _feature(head: str, name: str, a: Mapping[str, float], b: Mapping[str, float]) -> FeatureChange:
    return {
        "head": head,
        "feature": name,
        "a": a.get(name),
        "b": b.get(name),
        "state": "added" if name not in a else "removed" if name not in b else "kept",
    }
