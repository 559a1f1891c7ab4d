"""Is the challenger worse than the champion on the same rows: as a whole, in its worst slice, in its calibration?"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import polars as pl

from matchmaker.application.comparison.paired import PairedDifference, paired_difference
from training.evaluation import lower_is_better
from training.gate.certainty import widened
from training.gates import Verdict, not_asked
from training.limits import GateLimits
from training.report import number

SLICES = ("platform", "tier", "language", "source")
DRAWS = 500  # an end of the interval moves by a tenth of its width between seeds: nothing is decided by so little
FEWEST_PAIRED = 30  # rows judged by both; below this a bootstrap of their difference says nothing
_NO_ROWS = "the champion answered none of these rows"


@dataclass(frozen=True)
class Question:
    """Rows of one set and target (of one slice where `slice` names one) judged by both versions."""

    set: str
    target: str
    challenger: pl.DataFrame
    champion: pl.DataFrame
    slice: str | None = None

    @property
    def name(self) -> str:
        """Set, target and slice in words."""
        return " ".join(part for part in (self.set, self.target, self.slice) if part)

    @cached_property
    def is_probability(self) -> bool:
        """Whether the truth is yes or no; otherwise it is a number on the log scale."""
        return bool(self.challenger["truth"].is_in([0.0, 1.0]).all())

    @property
    def metric(self) -> str:
        """What decides whether one version is better than the other."""
        return "roc_auc" if self.is_probability else "mae"


@dataclass(frozen=True)
class Judge:
    """Compares by paired bootstrap; a loss counts when it is certain among all `comparisons` of this gate."""

    limits: GateLimits
    seed: int
    comparisons: int

    def loss(self, question: Question, metric: str, draws: int = DRAWS) -> "Loss":
        """How much worse the challenger is."""
        found = paired_difference(question.champion, question.challenger, metric, seed=self.seed, draws=draws)
        return Loss(question, found, self.comparisons)

    def losses(self, asked: Sequence[Question], metric: str | None, tolerance: float) -> list["Loss"]:
        """A loss a question that both answered often enough; only the largest and those not tolerated get intervals."""
        points = [self.loss(question, metric or question.metric, draws=1) for question in asked]
        known = [loss for loss in points if loss.found.rows >= FEWEST_PAIRED and not np.isnan(loss.value)]
        largest = max((loss.value for loss in known), default=0.0)
        return [
            self.loss(loss.question, loss.found.metric) if loss.value >= min(largest, tolerance) else loss
            for loss in known
        ]


@dataclass(frozen=True)
class Loss:
    """A paired difference told as a loss: above 0 the challenger is worse."""

    question: Question
    found: PairedDifference
    comparisons: int

    @property
    def value(self) -> float:
        """Loss in units of the metric; NaN where it is not defined."""
        return self.found.difference if lower_is_better(self.found.metric) else -self.found.difference

    def exceeds(self, tolerance: float) -> bool:
        """Whether the loss is larger than tolerated and certain, however many comparisons were made."""
        return self.value > tolerance and self.is_certain

    @property
    def is_certain(self) -> bool:
        """Whether 0 lies outside of the interval at 1 - 0.05 / comparisons."""
        low, high = widened(self.found.difference, self.found.low, self.found.high, self.comparisons)
        return low > 0 or high < 0

    def words(self) -> str:
        """Both figures, their difference and its 95 % interval."""
        found = self.found
        return (
            f"{found.metric} {number(found.value_b)} against {number(found.value_a)} of the champion, difference "
            f"{found.difference:+.4f} ({found.low:+.4f} to {found.high:+.4f}) on {found.rows:,} rows"
        )


def questions(challenger: pl.DataFrame, champion: pl.DataFrame) -> list[Question]:
    """A question a set and target that the challenger judged, with the champion's answers to the same rows."""
    parts = challenger.partition_by("set", "target", as_dict=True, maintain_order=True)
    return [
        Question(str(name), str(target), rows, champion.filter(set=str(name), target=str(target)))
        for (name, target), rows in parts.items()
    ]


def slices(question: Question, fewest: int) -> Iterator[tuple[str, Question]]:
    """Each dimension with the question asked of one of its values, where it has rows enough and is not all of them."""
    for dimension in SLICES:
        counted = question.challenger[dimension].drop_nulls().value_counts()
        large = counted.filter((pl.col("count") >= fewest) & (pl.col("count") < question.challenger.height))
        for value in large[dimension].sort():
            rows = question.challenger.filter(pl.col(dimension) == value)
            same = question.champion.join(rows.select("row"), on="row", how="semi")
            yield dimension, Question(question.set, question.target, rows, same, f"{dimension} {value}")


def judge_differences(
    challenger: pl.DataFrame, champion: pl.DataFrame, limits: GateLimits, seed: int
) -> tuple[Verdict, ...]:
    """Verdicts on every set and target as a whole, on the worst slice of each dimension, calibration and coverage."""
    asked = questions(challenger, champion)
    cut = [item for question in asked for item in slices(question, limits.slice_rows_min)]
    judge = Judge(limits, seed, comparisons=max(1, 2 * len(asked) + len(cut)))
    return (
        *(verdict for question in asked for verdict in _whole(question, judge)),
        *_worst_slices(cut, judge),
        *_calibration([question for question in asked if question.is_probability], judge),
        *_coverage(asked, judge),
    )


def _whole(question: Question, judge: Judge) -> Iterator[Verdict]:
    check, limits = f"champion: {question.name}", judge.limits
    loss = judge.loss(question, question.metric)
    if loss.found.rows < FEWEST_PAIRED or np.isnan(loss.value):
        yield not_asked(
            check, _NO_ROWS if not loss.found.rows else f"{loss.found.rows} rows judged by both say nothing"
        )
        return
    failed = loss.exceeds(limits.loss_tolerance)
    yield Verdict(check, not failed, f"{loss.words()}, tolerated {number(limits.loss_tolerance)}")
    if _too_good(loss, limits):
        yield Verdict(
            f"leak: {question.name}",
            False,
            f"{loss.words()}: {_removed(loss):.0%} of the error gone at once, expected at most "
            f"{limits.too_good_ratio:.0%}; look for a column that knows the answer, or raise too_good_ratio and say why",
        )


def _too_good(loss: Loss, limits: GateLimits) -> bool:
    return loss.is_certain and -loss.value > limits.too_good_gain and _removed(loss) > limits.too_good_ratio


def _removed(loss: Loss) -> float:
    """Share of the champion's error that the challenger does not make; the error of an area is what 1 lacks."""
    error = loss.found.value_a if lower_is_better(loss.found.metric) else 1 - loss.found.value_a
    return -loss.value / error if error > 0 else 0.0


def _worst_slices(cut: Sequence[tuple[str, Question]], judge: Judge) -> Iterator[Verdict]:
    limits = judge.limits
    for dimension in SLICES:
        asked = [question for own, question in cut if own == dimension]
        losses = judge.losses(asked, None, limits.slice_loss_tolerance)
        check = f"worst {dimension}"
        if losses:
            yield _worst(check, losses, limits.slice_loss_tolerance)
        else:
            yield not_asked(check, f"no {dimension} has {limits.slice_rows_min} rows of both versions")


def _calibration(asked: Sequence[Question], judge: Judge) -> Iterator[Verdict]:
    losses = judge.losses(asked, "ece", judge.limits.calibration_loss_tolerance)
    if losses:
        yield _worst("calibration", losses, judge.limits.calibration_loss_tolerance)


def _worst(check: str, losses: Sequence[Loss], tolerance: float) -> Verdict:
    failed = [loss for loss in losses if loss.exceeds(tolerance)]
    worst = max(failed or losses, key=lambda loss: loss.value)
    told = f"{worst.question.name}: {worst.words()}, tolerated {number(tolerance)}"
    return Verdict(check, not failed, f"{told}; {len(failed)} of {len(losses)} worse")


def _coverage(asked: Sequence[Question], judge: Judge) -> Iterator[Verdict]:
    """Coverage beyond the gap around its promise is refused where the champion certainly keeps it better."""
    nominal, gap = judge.limits.coverage_nominal_ratio, judge.limits.coverage_gap_ratio
    banded = [question for question in asked if question.challenger["low"].count() >= FEWEST_PAIRED]
    losses = [loss for question in banded if (loss := judge.loss(question, "coverage")).found.rows >= FEWEST_PAIRED]
    if not losses:
        return

    def strayed(loss: Loss) -> float:
        return abs(loss.found.value_b - nominal)

    failed = [
        loss
        for loss in losses
        if strayed(loss) > gap and strayed(loss) > abs(loss.found.value_a - nominal) and loss.is_certain
    ]
    worst = max(failed or losses, key=strayed)
    told = f"worst of {len(losses)}: {worst.question.name}: {worst.words()}, expected {number(nominal - gap)} to {number(nominal + gap)} or no further from it than the champion"
    yield Verdict("coverage", not failed, told)
