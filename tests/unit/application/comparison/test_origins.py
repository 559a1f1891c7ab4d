"""What two versions were made of: recipe, data, signals, and the columns they lean on."""

import json
from pathlib import Path

import pytest

from matchmaker.application.comparison.origins import (
    data_change,
    feature_changes,
    recipe_changes,
    recipe_diff,
    signal_changes,
)
from matchmaker.bundles import Bundle, Manifest, SignalUse, save_bundle

A = Manifest(
    name="tiny",
    version="1",
    created_at="2026-01-01",
    description="",
    recipe='seed = 7  # luck\n[fake]\ntrees = 50\nsources = ["market"]\n',
    data_digest="aa",
    data_sources=("market: CC0 1.0", "bazaar: MIT"),
    data_findings=("warning market: balanced y: 50.0%",),
    signals=(SignalUse(name="posts_per_day", version=1), SignalUse(name="gone", version=1)),
)
B = A.model_copy(
    update={
        "version": "2",
        "recipe": 'seed = 7\n[fake]\ntrees = 80\nsources = ["market"]\n',
        "data_digest": "bb",
        "data_sources": ("market: CC0 1.0", "own: yours"),
        "data_findings": (),
        "signals": (SignalUse(name="posts_per_day", version=2),),
    }
)


def with_head(folder: Path, **coefficients: float) -> Bundle:
    head = {"fit": {"signals": list(coefficients), "coefficients": list(coefficients.values())}}
    return save_bundle(folder, A, {"heads.json": json.dumps(head).encode()})


def test_a_changed_key_is_named_with_its_table_and_a_comment_is_no_change() -> None:
    assert recipe_changes(A, B) == [{"key": "fake.trees", "a": "50", "b": "80"}]


def test_the_diff_has_the_lines_of_both_recipes() -> None:
    lines = recipe_diff(A, B)

    assert {"-trees = 50", "+trees = 80", "-seed = 7  # luck"} <= set(lines)
    assert recipe_diff(A, A) == []


def test_sources_and_findings_that_came_and_went_are_named() -> None:
    found = data_change(A, B)

    assert not found["same"]
    assert (found["sources_added"], found["sources_removed"]) == (["own: yours"], ["bazaar: MIT"])
    assert found["findings_removed"] == ["warning market: balanced y: 50.0%"]


def test_signals_with_another_definition_or_in_one_version_alone_are_named() -> None:
    assert signal_changes(A, B) == [
        {"signal": "gone", "version_a": 1, "version_b": None},
        {"signal": "posts_per_day", "version_a": 1, "version_b": 2},
    ]


def test_columns_are_compared_by_their_share_the_largest_change_first(tmp_path: Path) -> None:
    a, b = with_head(tmp_path / "a", x=3.0, y=-1.0), with_head(tmp_path / "b", x=1.0, z=1.0, y=2.0)

    found = [(row["feature"], row["a"], row["b"], row["state"]) for row in feature_changes(a, b)]

    assert found == [
        ("x", 0.75, 0.25, "kept"),
        ("z", None, 0.25, "added"),
        ("y", 0.25, pytest.approx(0.5), "kept"),
    ]
