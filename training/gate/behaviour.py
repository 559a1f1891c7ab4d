"""Does a version behave as anyone would expect? What must not change an answer, and which way an answer must go."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Literal, Protocol, runtime_checkable

from matchmaker.errors import MatchmakerError
from matchmaker.scorers.scorer import Scorer
from training.gates import Verdict, not_asked


@dataclass(frozen=True)
class Behaviour:
    """One expectation; `fault` says in words how a scorer does not meet it, None when it does."""

    kind: Literal["invariance", "direction"]
    expectation: str
    fault: Callable[[Any], str | None]  # of the model's own scorer


@runtime_checkable
class Behaving(Protocol):
    """A trainer that knows how its models must behave."""

    @property
    def behaviours(self) -> Sequence[Behaviour]:
        """What is expected of every version."""
        ...


def judge_behaviour(trainer: object, scorer: Scorer) -> tuple[Verdict, ...]:
    """A verdict an expectation."""
    if not isinstance(trainer, Behaving):
        return (not_asked("behaviour", "the trainer names no expectations"),)
    return tuple(_judge(behaviour, scorer) for behaviour in trainer.behaviours)


def _judge(behaviour: Behaviour, scorer: Scorer) -> Verdict:
    check = f"{behaviour.kind}: {behaviour.expectation}"
    try:
        fault = behaviour.fault(scorer)
    except MatchmakerError as error:
        fault = f"could not be asked: {error.detail}"
    return Verdict(check, fault is None, fault or "as expected")


def not_above(name: str, higher: float | None, lower: float | None) -> str | None:
    """A fault when `higher` is not above `lower`; what the model does not answer is no fault."""
    if higher is None or lower is None or higher > lower:
        return None
    return f"{name}: expected more than {lower:.4g}, got {higher:.4g}"
