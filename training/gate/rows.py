"""Are today's held-out rows what the champion learned from? A champion that falls on them says that they changed."""

from dataclasses import dataclass

import numpy as np
import polars as pl

from training.evaluation import bootstrap, lower_is_better, mae, roc_auc
from training.gate.certainty import widened
from training.gate.differences import FEWEST_PAIRED, Question, questions
from training.gates import Verdict
from training.limits import GateLimits
from training.report import number

DRAWS_OF_ROWS = 200  # a fall that matters is many times its interval


@dataclass(frozen=True)
class _Figure:
    value: float
    low: float
    high: float


def judge_rows(fresh: pl.DataFrame, kept: pl.DataFrame | None, limits: GateLimits, seed: int) -> tuple[Verdict, ...]:
    """The champion's answers of today beside those it gave to its own held-out rows when it was made (JUDGED).

    A fall that is certain says that labels or columns have changed: no comparison on these rows means anything then.
    """
    if kept is None:
        return ()
    asked = [question for question in questions(fresh, kept) if question.champion.height >= FEWEST_PAIRED]
    return tuple(_verdict(question, limits, len(asked), seed) for question in asked)


def _verdict(question: Question, limits: GateLimits, comparisons: int, seed: int) -> Verdict:
    now, then = (_figure(question, rows, seed) for rows in (question.challenger, question.champion))
    worse, better = (now, then) if lower_is_better(question.metric) else (then, now)
    loss = worse.value - better.value
    # Other rows, other draws: the halves of both intervals that point at each other add as squares.
    half = float(np.hypot(worse.value - worse.low, better.high - better.value))
    certain = widened(loss, loss - half, loss + half, comparisons)[0] > 0
    fallen = loss > limits.fall_tolerance and certain
    told = f"the champion has {question.metric} {number(now.value)} on these rows, {number(then.value)} on its own"
    why = "; labels or columns have changed" if fallen else ""
    return Verdict(
        f"rows: {question.name}", not fallen, f"{told}, tolerated {number(limits.fall_tolerance)} worse{why}"
    )


def _figure(question: Question, rows: pl.DataFrame, seed: int) -> _Figure:
    truth, predicted, group = (rows[name].to_numpy() for name in ("truth", "predicted", "group"))
    statistic = roc_auc if question.is_probability else mae
    return _Figure(*bootstrap(statistic, truth, predicted, groups=group, draws=DRAWS_OF_ROWS, seed=seed))
