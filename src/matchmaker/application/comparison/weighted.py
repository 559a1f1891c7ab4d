"""Metrics of rows drawn with repetition, so that a bootstrap sorts once: a draw is how often each row was drawn.

With every weight 1 they are the metrics of `training/evaluation.py`, and with other whole weights those of the rows
repeated that often (a test compares both). NaN where a metric is not defined.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

Numbers: TypeAlias = NDArray[np.float64]
Weights: TypeAlias = NDArray[np.int64]
Drawn: TypeAlias = Callable[[Weights], float]

DECIDED = 0.5  # from which probability a calibrated head says yes
ECE_BINS = 15  # as training/evaluation.py: Guo 2017, section 2
P10, P50, P90 = 0.1, 0.5, 0.9
UNKNOWN = float("nan")


@dataclass(frozen=True)
class Said:
    """Truth and what one version said, each of shape (rows,); `low` and `high` are NaN where it gave no interval."""

    truth: Numbers
    predicted: Numbers
    low: Numbers
    high: Numbers


def roc_auc(said: Said) -> Drawn:
    """Probability that a positive scores above a negative, ties counting half."""
    ties = _Ties(said.predicted)
    positive = ties.ordered(said.truth > DECIDED)

    def drawn(weights: Weights) -> float:
        ordered = ties.ordered(weights)
        positives = ties.sums(ordered * positive)
        negatives = ties.sums(ordered) - positives
        pairs = positives.sum() * negatives.sum()
        below = np.cumsum(negatives) - negatives
        return float((positives * (below + negatives / 2)).sum() / pairs) if pairs else UNKNOWN

    return drawn


def pr_auc(said: Said) -> Drawn:
    """Average precision; tied scores are one threshold."""
    ties = _Ties(-said.predicted)
    positive = ties.ordered(said.truth > DECIDED)

    def drawn(weights: Weights) -> float:
        ordered = ties.ordered(weights)
        found, shown = ties.sums(ordered * positive), np.cumsum(ties.sums(ordered))
        precision = np.cumsum(found) / np.maximum(shown, 1)
        return float((found * precision).sum() / found.sum()) if found.sum() else UNKNOWN

    return drawn


class Sums:
    """A metric that is a function of sums over rows, so that a thousand draws are one product of matrices.

    `components` has shape (rows, k); `figure` turns sums of shape (draws, k) into metrics of shape (draws,).
    """

    def __init__(self, components: Sequence[Numbers], figure: Callable[[Numbers], Numbers]) -> None:
        self._components: Numbers = np.column_stack(components).astype(np.float64)
        self._figure = figure

    def __call__(self, weights: Weights) -> float:
        """The metric of one draw of the rows."""
        return float(self.figures((weights @ self._components)[None])[0])

    def by_group(self, group: Weights, groups: int) -> Numbers:
        """The sums of each group, shape (groups, k); `group` is the number of each row's group."""
        columns = [np.bincount(group, column, minlength=groups) for column in self._components.T]
        sums: Numbers = np.column_stack(columns)
        return sums

    def figures(self, sums: Numbers) -> Numbers:
        """The metric of each draw from its sums, NaN where it is not defined."""
        with np.errstate(divide="ignore", invalid="ignore"):
            return self._figure(sums)


def f1(said: Said) -> Drawn:
    """Harmonic mean of precision and recall of probabilities from DECIDED on."""
    positive, decided = said.truth > DECIDED, said.predicted >= DECIDED
    right, named = (positive & decided).astype(np.float64), positive.astype(np.float64) + decided
    return Sums([right, named], lambda sums: 2 * sums[:, 0] / np.where(sums[:, 1] > 0, sums[:, 1], np.nan))


def ece(said: Said) -> Drawn:
    """Expected calibration error over ECE_BINS bins of equal count."""
    order = np.argsort(said.predicted, kind="stable")
    gaps = (said.predicted - said.truth)[order]

    def drawn(weights: Weights) -> float:
        repeated = np.repeat(gaps, weights[order])
        parts = np.array_split(repeated, ECE_BINS)
        return float(sum(abs(part.sum()) for part in parts) / len(repeated)) if len(repeated) else UNKNOWN

    return drawn


def r2(said: Said) -> Drawn:
    """Share of the variance of the truth that is explained."""
    centred = said.truth - said.truth.mean()  # about their mean the squares lose no digits
    components = [(said.truth - said.predicted) ** 2, np.ones(len(centred)), centred, centred**2]

    def figure(sums: Numbers) -> Numbers:
        errors, rows, total, squares = sums.T
        variance = squares - total**2 / rows
        explained: Numbers = 1 - errors / np.where(variance > 1e-12 * squares, variance, np.nan)
        return explained

    return Sums(components, figure)


def spearman(said: Said) -> Drawn:
    """Correlation of the ranks, ties sharing their mean rank."""
    true, predicted = _Ties(said.truth), _Ties(said.predicted)

    def drawn(weights: Weights) -> float:
        rows = weights.sum()
        if rows < 2:  # one row has no order
            return UNKNOWN
        one, other = (ranks - weights @ ranks / rows for ranks in (true.ranks(weights), predicted.ranks(weights)))
        spread = (weights @ one**2) * (weights @ other**2)
        return float(weights @ (one * other) / np.sqrt(spread)) if spread > 0 else UNKNOWN

    return drawn


def _brier(said: Said) -> Numbers:
    losses: Numbers = (said.predicted - said.truth) ** 2
    return losses


def _absolute_error(said: Said) -> Numbers:
    losses: Numbers = np.abs(said.truth - said.predicted)
    return losses


def _pinball(said: Said) -> Numbers:
    """Mean loss of p10, p50 and p90 (Koenker 1978), on the scale of the truth."""
    losses = [_quantile_loss(said, *each) for each in ((P10, said.low), (P50, said.predicted), (P90, said.high))]
    mean: Numbers = np.mean(losses, axis=0)
    return mean


def _quantile_loss(said: Said, level: float, quantile: Numbers) -> Numbers:
    above = said.truth - quantile
    losses: Numbers = np.maximum(level * above, (level - 1) * above)
    return losses


def _inside(said: Said) -> Numbers:
    return ((said.low <= said.truth) & (said.truth <= said.high)).astype(np.float64)


def _width(said: Said) -> Numbers:
    width: Numbers = said.high - said.low
    return width


def _mean_of(losses: Callable[[Said], Numbers]) -> Callable[[Said], Drawn]:
    def prepared(said: Said) -> Drawn:
        values = losses(said)
        return Sums([values, np.ones(len(values))], lambda sums: sums[:, 0] / sums[:, 1])

    return prepared


METRICS: Mapping[str, Callable[[Said], Drawn]] = MappingProxyType(
    {
        "roc_auc": roc_auc,
        "pr_auc": pr_auc,
        "f1": f1,
        "brier": _mean_of(_brier),
        "ece": ece,
        "mae": _mean_of(_absolute_error),
        "r2": r2,
        "spearman": spearman,
        "pinball": _mean_of(_pinball),
        "coverage": _mean_of(_inside),
        "width": _mean_of(_width),
    }
)
SORTED = frozenset({"roc_auc", "pr_auc", "ece", "spearman"})  # every draw looks at all rows: 20 times the work of sums
OF_INTERVALS = frozenset({"pinball", "coverage", "width"})  # judge only rows with an interval
LOWER_IS_BETTER = frozenset({"brier", "ece", "mae", "pinball", "width"})


class _Ties:
    """Rows in ascending order of `values`, equal ones together."""

    def __init__(self, values: Numbers) -> None:
        self._order = np.argsort(values, kind="stable")
        self._starts = np.flatnonzero(np.append(True, np.diff(values[self._order]) != 0))
        self._sizes = np.diff(np.append(self._starts, len(values)))

    def ordered(self, values: NDArray[np.bool_] | Weights) -> Weights:
        """One value a row in ascending order of the rows, as whole numbers."""
        return values[self._order].astype(np.int64, copy=False)

    def sums(self, ordered: Weights) -> Numbers:
        """The sum of each tie, shape (ties,), of numbers in ascending order of the rows."""
        alone = len(self._starts) == len(ordered)
        summed: Numbers = (ordered if alone else np.add.reduceat(ordered, self._starts)).astype(np.float64)
        return summed

    def ranks(self, weights: Weights) -> Numbers:
        """The mean rank of each row's tie among the rows drawn, in the order of the rows."""
        tied = self.sums(self.ordered(weights))
        ranks = np.empty(len(self._order))
        ranks[self._order] = np.repeat(np.cumsum(tied) - (tied - 1) / 2, self._sizes)
        return ranks
