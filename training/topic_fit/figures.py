"""How good topic fit is: ranking by brief, calibration and specialists, each beside the plain centroid."""

from collections.abc import Callable
from functools import partial

import numpy as np
from matplotlib.figure import Figure
from numpy.typing import NDArray

from matchmaker.bundles import Metric
from training.evaluation import (
    DRAWS,
    average_precision,
    brier,
    ece,
    metric_row,
    mrr,
    ndcg_at_k,
    per_query,
    recall_at_k,
    roc_auc,
)
from training.topic_fit.examples import FeedKinds, Pairs

CENTROID = "MiniLM centroid"
PRECISE = "precise pass"
BASE_RATE = "base rate"
TENTHS = 10
Scores = NDArray[np.float64]
_BY_GRADE: dict[str, Callable[..., float]] = {"ndcg@10": partial(ndcg_at_k, k=10)}
_BY_RELEVANCE: dict[str, Callable[..., float]] = {
    "recall@10": partial(recall_at_k, k=10),
    "mrr": mrr,
    "map": average_precision,
    "auc": roc_auc,
}


def ranking_rows(
    target: str, pairs: Pairs, scores: Scores, rival: str = CENTROID, rivals: Scores | None = None
) -> list[Metric]:
    """Means over briefs with intervals over briefs; a creator without a score ranks last."""
    other = pairs.centroid if rivals is None else rivals
    briefs = np.unique(pairs.brief, return_inverse=True)[1]  # comparing numbers is a hundred times faster than names
    rows = []
    for metric, statistic in (_BY_GRADE | _BY_RELEVANCE).items():
        truth = pairs.grade if metric in _BY_GRADE else pairs.relevant
        ours, theirs = (per_query(statistic, briefs, truth, _last(each)) for each in (scores, other))
        rows.append(
            metric_row(str(pairs.set[0]), target, metric, _mean, ours, rival=rival, rival_value=float(np.mean(theirs)))
        )
    return rows


def better_row(target: str, pairs: Pairs, scores: Scores) -> Metric:
    """In how many of the draws of briefs is the mean nDCG@10 above the centroid's? Both are judged on the same draw."""
    briefs = np.unique(pairs.brief, return_inverse=True)[1]
    ours, theirs = (
        per_query(_BY_GRADE["ndcg@10"], briefs, pairs.grade, _last(each)) for each in (scores, pairs.centroid)
    )
    draws = np.random.default_rng(0).integers(0, len(ours), (DRAWS, len(ours)))
    wins = (ours - theirs)[draws].mean(axis=1) > 0
    return Metric(
        set=str(pairs.set[0]), target=target, metric="ndcg@10_better_ratio", value=float(wins.mean()), rows=len(ours)
    )


def probability_rows(target: str, pairs: Pairs, probability: Scores) -> list[Metric]:
    """Calibration of the fit; intervals draw whole creators."""
    known = pairs.where(~np.isnan(probability))
    said = probability[~np.isnan(probability)]
    constant = np.full(len(said), known.relevant.mean())
    return [
        metric_row(
            str(pairs.set[0]),
            target,
            name,
            statistic,
            known.relevant,
            said,
            rival=BASE_RATE,
            rival_value=statistic(known.relevant, constant),
            groups=known.creator,
        )
        for name, statistic in (("brier", brier), ("ece", ece))
    ]


def specialist_rows(target: str, feeds: FeedKinds, probability: Scores) -> list[Metric]:
    """Specialists against general feeds; the rival is the length of the mean post."""
    known = ~np.isnan(probability)
    labels, said = feeds.specialist[known], probability[known]
    constant = np.full(len(said), labels.mean())
    return [
        metric_row(
            str(feeds.set[0]),
            target,
            "specialist_auc",
            roc_auc,
            labels,
            said,
            rival="length of the mean post",
            rival_value=roc_auc(labels, feeds.centroid[known]),
        ),
        metric_row(
            str(feeds.set[0]),
            target,
            "brier",
            brier,
            labels,
            said,
            rival=BASE_RATE,
            rival_value=brier(labels, constant),
        ),
    ]


def _last(scores: Scores) -> Scores:
    return np.where(np.isnan(scores), np.nanmin(scores) - 1, scores)


def _mean(values: Scores) -> float:
    return float(np.mean(values)) if len(values) else float("nan")


def reliability_plot(pairs: Pairs, probability: Scores) -> Figure:
    """Said against seen: the share of relevant pairs in tenths of the probability (reliability diagram)."""
    known = ~np.isnan(probability)
    tenth = np.minimum((probability[known] * TENTHS).astype(np.int64), TENTHS - 1)
    counts = np.bincount(tenth, minlength=TENTHS)
    filled = counts > 0
    said = np.bincount(tenth, probability[known], TENTHS)[filled] / counts[filled]
    seen = np.bincount(tenth, pairs.relevant[known], TENTHS)[filled] / counts[filled]
    figure = Figure(figsize=(4, 4), layout="constrained")
    axes = figure.add_subplot()
    axes.plot([0, 1], [0, 1], color="grey", linewidth=1)
    axes.scatter(said, seen, s=8 + 100 * np.sqrt(counts[filled] / counts.max()))
    axes.set(xlabel="said", ylabel="seen", title=f"Topic fit on {pairs.set[0]}: {len(probability):,} pairs")
    return figure
