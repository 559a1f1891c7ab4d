"""May this version be registered? Each rule of the recipe judged, with PASS or FAIL and the reason."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from rich.table import Table

from matchmaker.bundles import Metric, check_probe, open_bundle
from matchmaker.errors import MatchmakerError
from matchmaker.scorers.scorer import Scorer
from training.evaluation import lower_is_better
from training.report import number
from training.trainer import GateRule, Recipe

_COLOURS = {"PASS": "green", "FAIL": "red", "SKIP": "yellow"}


@dataclass(frozen=True)
class Verdict:
    """One check: what was asked, whether it passed, and the numbers that decided; not `asked` when it could not be."""

    check: str
    passed: bool
    reason: str
    asked: bool = True

    @property
    def word(self) -> str:
        """PASS, FAIL, or SKIP for what could not be asked."""
        return ("PASS" if self.passed else "FAIL") if self.asked else "SKIP"


def not_asked(check: str, reason: str) -> Verdict:
    """A check that there is nothing for; it refuses nothing."""
    return Verdict(check, True, reason, asked=False)


class GateFailedError(MatchmakerError):
    """A version did not pass its gate; nothing was registered."""

    status, code, title = 409, "gate_failed", "The gate refused this version"

    def __init__(self, detail: str, verdicts: Sequence[Verdict]) -> None:
        super().__init__(detail)
        self.verdicts = tuple(verdicts)


def judge_figures(metrics: Sequence[Metric], recipe: Recipe) -> tuple[Verdict, ...]:
    """A verdict for each figure that a rule names; a rule that finds no figure fails."""
    rules = recipe.gates or _headline_rules(metrics)
    if not rules:
        return (Verdict("headline", False, "no figure has a naive rival; evaluate against one"),)
    return tuple(verdict for rule in rules for verdict in _judge_rule(rule, metrics))


def judge_bundle(folder: Path, scorer: type[Scorer]) -> tuple[Verdict, ...]:
    """Whether the bundle opens, serves and answers its probe."""
    try:
        bundle = open_bundle(folder)
        check_probe(bundle, scorer.open(bundle))
    except MatchmakerError as error:
        return (Verdict("bundle opens and answers its probe", False, error.detail),)
    return (Verdict("bundle opens and answers its probe", True, f"{len(bundle.manifest.files)} files verified"),)


def refuse_failures(verdicts: Sequence[Verdict]) -> None:
    """Raise GateFailedError when any verdict is a failure, naming each."""
    failed = [f"{verdict.check}: {verdict.reason}" for verdict in verdicts if not verdict.passed]
    if failed:
        raise GateFailedError(
            f"{len(failed)} of {len(verdicts)} gate checks failed, nothing was registered: {'; '.join(failed)}",
            verdicts,
        )


def verdict_table(verdicts: Sequence[Verdict]) -> Table:
    """The verdicts for people."""
    table = Table("check", "", "why", title="Gate", title_justify="left", title_style="bold")
    for verdict in verdicts:
        table.add_row(verdict.check, f"[{_COLOURS[verdict.word]}]{verdict.word}[/]", verdict.reason)
    return table


def _headline_rules(metrics: Sequence[Metric]) -> tuple[GateRule, ...]:
    with_rival = [row for row in metrics if row.rival_value is not None]
    return tuple(
        GateRule(metric=row.metric, set=row.set, target=row.target, beats_rival=True) for row in with_rival[:1]
    )


def _judge_rule(rule: GateRule, metrics: Sequence[Metric]) -> list[Verdict]:
    rows = [row for row in metrics if _is_meant(rule, row)]
    if not rows:
        return [Verdict(_name(rule.set, rule.target, rule.metric), False, "no such figure was measured")]
    return [_judge_row(rule, row) for row in rows]


def _is_meant(rule: GateRule, row: Metric) -> bool:
    return row.metric == rule.metric and rule.set in (None, row.set) and rule.target in (None, row.target)


def _judge_row(rule: GateRule, row: Metric) -> Verdict:
    check = _name(row.set, row.target, row.metric)
    if row.value is None:
        return Verdict(check, False, f"the figure is not defined on {row.rows} rows")
    conditions = _conditions(rule, row, row.value)
    reason = f"{number(row.value)}, expected " + " and ".join(wanted for wanted, _ in conditions)
    return Verdict(check, all(met for _, met in conditions), reason)


def _conditions(rule: GateRule, row: Metric, value: float) -> list[tuple[str, bool]]:
    conditions = []
    if rule.at_least is not None:
        conditions.append((f"at least {number(rule.at_least)}", value >= rule.at_least))
    if rule.at_most is not None:
        conditions.append((f"at most {number(rule.at_most)}", value <= rule.at_most))
    if rule.beats_rival:
        rival = row.rival_value
        better = rival is not None and (value < rival if lower_is_better(row.metric) else value > rival)
        conditions.append((f"better than {row.rival or 'a rival'} at {number(rival)}", better))
    return conditions


def _name(*parts: str | None) -> str:
    return " ".join(part for part in parts if part)
