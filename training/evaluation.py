"""How good is a model, and how sure are we? Metrics with 95 % bootstrap intervals beside a naive rival.

Every metric takes the truth first and what was predicted second, as arrays of shape (rows,), and returns
NaN where it is not defined (one class only, a constant truth), so that a report can say "unknown".
"""

from collections.abc import Callable

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.stats import rankdata

from matchmaker.bundles import Metric

CONFIDENCE = 0.95
DRAWS = 500  # the interval's ends move by about a tenth of its width between seeds; 2,000 would halve that
ECE_BINS = 15  # Guo 2017, section 2
UNKNOWN = float("nan")
WORST = "worst source"  # the set of rows that repeat the worst of the sets
LOWER_IS_BETTER = {"brier", "ece", "error", "loss", "mae", "pinball", "rmse"}  # words in a metric's name


def bootstrap(
    statistic: Callable[..., float],
    *arrays: ArrayLike,
    groups: ArrayLike | None = None,
    draws: int = DRAWS,
    seed: int = 0,
) -> tuple[float, float, float]:
    """The statistic of `arrays` and the ends of its 95 % percentile bootstrap interval (Efron 1979).

    Arrays share their first axis. With `groups` whole groups are drawn (cluster bootstrap), which is right
    where rows of one creator resemble each other. Draws in which the statistic is undefined are left out.
    """
    rows = [np.asarray(array) for array in arrays]
    value = float(statistic(*rows))
    draw = _drawer(len(rows[0]), groups, np.random.default_rng(seed))
    drawn = np.array([statistic(*(array[chosen] for array in rows)) for chosen in (draw() for _ in range(draws))])
    defined = drawn[~np.isnan(drawn)]
    if np.isnan(value) or not len(defined):
        return value, UNKNOWN, UNKNOWN
    low, high = np.quantile(defined, [(1 - CONFIDENCE) / 2, (1 + CONFIDENCE) / 2])
    return value, float(low), float(high)


def metric_row(
    set: str,
    target: str,
    metric: str,
    statistic: Callable[..., float],
    *arrays: ArrayLike,
    rival: str | None = None,
    rival_value: float | None = None,
    groups: ArrayLike | None = None,
    seed: int = 0,
) -> Metric:
    """A row of a report: the statistic of `arrays` with its interval beside the figure of the naive rival."""
    value, low, high = bootstrap(statistic, *arrays, groups=groups, seed=seed)
    return Metric(
        set=set,
        target=target,
        metric=metric,
        value=_known(value),
        low=_known(low),
        high=_known(high),
        rows=len(np.asarray(arrays[0])),
        rival=rival,
        rival_value=None if rival_value is None else _known(rival_value),
    )


def lower_is_better(metric: str) -> bool:
    """Whether a smaller figure is the better one, told from the words of the metric's name, e.g. "share_mae"."""
    return not LOWER_IS_BETTER.isdisjoint(metric.split("_"))


def roc_auc(labels: ArrayLike, scores: ArrayLike) -> float:
    """Probability that a positive scores above a negative, ties counting half (Mann-Whitney)."""
    positive = np.asarray(labels, bool)
    positives, negatives = int(positive.sum()), int((~positive).sum())
    if not positives or not negatives:
        return UNKNOWN
    rank_sum = rankdata(scores)[positive].sum()
    return float((rank_sum - positives * (positives + 1) / 2) / (positives * negatives))


def average_precision(labels: ArrayLike, scores: ArrayLike) -> float:
    """Mean precision at each recovered positive of one ranking; tied scores are one threshold."""
    positive, score = np.asarray(labels, bool), np.asarray(scores, np.float64)
    if not positive.any():
        return UNKNOWN
    order = np.argsort(-score, kind="stable")
    last_of_tie = np.append(np.diff(score[order]) != 0, True)
    found = np.cumsum(positive[order])[last_of_tie]
    precision = found / (np.flatnonzero(last_of_tie) + 1)
    return float((np.diff(found, prepend=0) * precision).sum() / positive.sum())


def pr_auc(labels: ArrayLike, scores: ArrayLike) -> float:
    """Area under the precision-recall curve as average precision; a random order earns the positives' share."""
    return average_precision(labels, scores)


def f1(labels: ArrayLike, decisions: ArrayLike) -> float:
    """Harmonic mean of precision and recall of the positive class."""
    truth, said = np.asarray(labels, bool), np.asarray(decisions, bool)
    named = int(truth.sum()) + int(said.sum())
    return 2 * int((truth & said).sum()) / named if named else UNKNOWN


def accuracy(labels: ArrayLike, decisions: ArrayLike) -> float:
    """Share of rows whose decision is the label."""
    return _mean(np.asarray(labels) == np.asarray(decisions))


def brier(labels: ArrayLike, probabilities: ArrayLike) -> float:
    """Mean squared distance of the probability from what happened (Brier 1950); 0 is perfect."""
    return _mean((np.asarray(probabilities, np.float64) - np.asarray(labels, np.float64)) ** 2)


def ece(labels: ArrayLike, probabilities: ArrayLike, bins: int = ECE_BINS) -> float:
    """Expected calibration error: |mean probability - share of positives| over bins of equal count.

    Guo 2017 with equal-count instead of equal-width bins, which leaves none of them nearly empty.
    """
    probability, label = np.asarray(probabilities, np.float64), np.asarray(labels, np.float64)
    parts = np.array_split(np.argsort(probability, kind="stable"), bins)
    gaps = [len(part) * abs(probability[part].mean() - label[part].mean()) for part in parts if len(part)]
    return float(sum(gaps) / len(label)) if len(label) else UNKNOWN


def spearman(truth: ArrayLike, predicted: ArrayLike) -> float:
    """Correlation of the ranks, ties sharing their mean rank."""
    ranks = rankdata(truth), rankdata(predicted)
    if len(ranks[0]) < 2 or any(np.ptp(rank) == 0 for rank in ranks):
        return UNKNOWN
    return float(np.corrcoef(*ranks)[0, 1])


def r2(truth: ArrayLike, predicted: ArrayLike) -> float:
    """Share of the variance of `truth` that is explained; below 0 is worse than its mean."""
    true, said = np.asarray(truth, np.float64), np.asarray(predicted, np.float64)
    variance = ((true - true.mean()) ** 2).sum() if len(true) else 0.0
    return float(1 - ((true - said) ** 2).sum() / variance) if variance else UNKNOWN


def mae(truth: ArrayLike, predicted: ArrayLike) -> float:
    """Mean absolute error in the unit of `truth`."""
    return _mean(np.abs(np.asarray(truth, np.float64) - np.asarray(predicted, np.float64)))


def pinball(truth: ArrayLike, quantile: ArrayLike, level: float) -> float:
    """Loss whose minimum is the quantile of `level` (Koenker 1978), in the unit of `truth`."""
    above = np.asarray(truth, np.float64) - np.asarray(quantile, np.float64)
    return _mean(np.maximum(level * above, (level - 1) * above))


def coverage(truth: ArrayLike, low: ArrayLike, high: ArrayLike) -> float:
    """Share of rows inside [low, high], ends included."""
    true = np.asarray(truth)
    return _mean((np.asarray(low) <= true) & (true <= np.asarray(high)))


def ndcg_at_k(relevance: ArrayLike, scores: ArrayLike, k: int = 10) -> float:
    """Discounted gain of the first `k` over the best possible (Jarvelin 2002, gain = relevance), one query.

    Tied scores share their mean gain (McSherry 2008), so that no order of the input is better than another.
    """
    gains = np.asarray(relevance, np.float64)
    discounts = 1 / np.log2(np.arange(2, len(gains) + 2))
    discounts[k:] = 0
    best = float((np.sort(gains)[::-1] * discounts).sum())
    return float((_gains_in_order(gains, scores) * discounts).sum()) / best if best else UNKNOWN


def recall_at_k(relevance: ArrayLike, scores: ArrayLike, k: int = 10) -> float:
    """Share of the relevant items among the first `k` of one query; ties share their mean relevance."""
    relevant = (np.asarray(relevance) > 0).astype(np.float64)
    total = float(relevant.sum())
    return float(_gains_in_order(relevant, scores)[:k].sum()) / total if total else UNKNOWN


def mrr(relevance: ArrayLike, scores: ArrayLike) -> float:
    """1 / rank of the first relevant item of one query; among ties its expected rank, (ties + 1) / (relevant + 1)."""
    relevant, score = np.asarray(relevance) > 0, np.asarray(scores, np.float64)
    if not relevant.any():
        return UNKNOWN
    best = score[relevant].max()
    tied = score == best
    return float(1 / ((score > best).sum() + (tied.sum() + 1) / ((tied & relevant).sum() + 1)))


def per_query(
    statistic: Callable[..., float], queries: ArrayLike, relevance: ArrayLike, scores: ArrayLike
) -> NDArray[np.float64]:
    """The ranking metric of each query in order of name, queries without a relevant item left out.

    Bootstrap their mean: queries, not rows, are what was sampled.
    """
    query, relevant, score = np.asarray(queries), np.asarray(relevance), np.asarray(scores)
    each = [statistic(relevant[query == name], score[query == name]) for name in np.unique(query)]
    values: NDArray[np.float64] = np.array(each)[~np.isnan(each)]
    return values


def _drawer(rows: int, groups: ArrayLike | None, random: np.random.Generator) -> Callable[[], NDArray[np.int64]]:
    if groups is None:
        return lambda: random.integers(0, rows, rows)
    member_of = np.unique(np.asarray(groups), return_inverse=True)[1]
    members, sizes = np.argsort(member_of, kind="stable"), np.bincount(member_of)
    starts = np.cumsum(sizes) - sizes

    def draw() -> NDArray[np.int64]:
        chosen = random.integers(0, len(sizes), len(sizes))
        lengths = sizes[chosen]
        shift = starts[chosen] - (np.cumsum(lengths) - lengths)
        drawn: NDArray[np.int64] = members[np.repeat(shift, lengths) + np.arange(lengths.sum())]
        return drawn

    return draw


def _gains_in_order(gains: NDArray[np.float64], scores: ArrayLike) -> NDArray[np.float64]:
    tie = np.unique(-np.asarray(scores, np.float64), return_inverse=True)[1]
    mean_gain = np.bincount(tie, gains) / np.bincount(tie)
    ordered: NDArray[np.float64] = mean_gain[np.sort(tie)]
    return ordered


def _mean(values: NDArray[np.float64] | NDArray[np.bool_]) -> float:
    return float(values.mean()) if len(values) else UNKNOWN


def _known(value: float) -> float | None:
    return None if np.isnan(value) else value
