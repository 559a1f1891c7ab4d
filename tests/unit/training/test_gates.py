"""The gate passes or fails each rule with the numbers that decided."""

from pathlib import Path

import pytest
from pydantic import ValidationError

from matchmaker.bundles import Metric
from tests.tiny import Tiny, tiny_bundle
from training.gates import GateFailedError, Verdict, judge_bundle, judge_figures, refuse_failures
from training.trainer import GateRule, Recipe


def row(metric: str, value: float | None, rival_value: float | None = None, target: str = "likes/known") -> Metric:
    rival = None if rival_value is None else "past mean"
    return Metric(set="s", target=target, metric=metric, value=value, rows=9, rival=rival, rival_value=rival_value)


def verdicts(metrics: list[Metric], *rules: GateRule) -> list[tuple[bool, str]]:
    recipe = Recipe(model="m", seed=0, sources=("s",), gates=rules)
    return [(verdict.passed, verdict.reason) for verdict in judge_figures(metrics, recipe)]


@pytest.mark.parametrize(
    ("metric", "value", "rival_value", "passed"),
    [("r2", 0.6, 0.5, True), ("r2", 0.5, 0.5, False), ("share_mae", 0.4, 0.5, True), ("pinball", 0.6, 0.5, False)],
)
def test_better_than_the_rival_follows_the_direction_of_the_metric(
    metric: str, value: float, rival_value: float, passed: bool
) -> None:
    assert verdicts([row(metric, value, rival_value)], GateRule(metric=metric, beats_rival=True))[0][0] is passed


def test_without_rules_the_first_figure_with_a_rival_must_beat_it() -> None:
    metrics = [row("coverage", 0.8), row("r2", 0.4, 0.5), row("mae", 9.0, 1.0)]
    assert verdicts(metrics) == [(False, "0.400, expected better than past mean at 0.500")]


def test_figures_without_any_rival_fail() -> None:
    assert verdicts([row("r2", 0.9)]) == [(False, "no figure has a naive rival; evaluate against one")]


def test_a_figure_between_its_bounds_passes() -> None:
    rule = GateRule(metric="coverage", at_least=0.75, at_most=0.85)
    assert verdicts([row("coverage", 0.8)], rule) == [(True, "0.800, expected at least 0.750 and at most 0.850")]


def test_a_rule_without_target_judges_every_row_of_its_metric() -> None:
    metrics = [row("ece", 0.02, target="a"), row("ece", 0.2, target="b"), row("brier", 0.9)]
    assert [passed for passed, _ in verdicts(metrics, GateRule(metric="ece", at_most=0.1))] == [True, False]


def test_a_rule_that_finds_no_figure_fails() -> None:
    assert verdicts([row("r2", 0.9)], GateRule(metric="roc_auc", at_least=0.5)) == [
        (False, "no such figure was measured")
    ]


def test_an_undefined_figure_fails() -> None:
    assert verdicts([row("roc_auc", None)], GateRule(metric="roc_auc", at_least=0.5))[0] == (
        False,
        "the figure is not defined on 9 rows",
    )


def test_a_rule_that_asks_for_nothing_is_refused() -> None:
    with pytest.raises(ValidationError, match="at_least, at_most or beats_rival"):
        GateRule(metric="roc_auc")


def test_a_bundle_that_opens_and_answers_passes(tmp_path: Path) -> None:
    tiny_bundle(tmp_path / "bundle", 2.0)
    assert [verdict.passed for verdict in judge_bundle(tmp_path / "bundle", Tiny)] == [True]


def test_a_bundle_whose_probe_differs_fails_with_the_place(tmp_path: Path) -> None:
    tiny_bundle(tmp_path / "bundle", 2.0, model_json=b'{"slope": 5.0}')
    (verdict,) = judge_bundle(tmp_path / "bundle", Tiny)
    assert not verdict.passed
    assert "expected 2.0, got 5.0" in verdict.reason


def test_a_refusal_carries_all_verdicts_and_names_the_failures() -> None:
    both = (Verdict("r2", True, "fine"), Verdict("ece", False, "0.2, expected at most 0.1"))
    with pytest.raises(
        GateFailedError, match=r"1 of 2 gate checks failed.*ece: 0\.2, expected at most 0\.1"
    ) as refused:
        refuse_failures(both)
    assert refused.value.verdicts == both
