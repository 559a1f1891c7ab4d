"""Which micro-influencers work with a brand nobody has seen: a learned head beside popularity, cosines and a two-tower."""

import argparse
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial

import numpy as np
from numpy.typing import NDArray

from benchmarks.topic_matching import Scores, add_folders
from matchmaker.bundles import Metric
from training.datasets import brand_micro_influencer
from training.datasets.brand_micro_influencer import SOURCE, Collaborations
from training.datasets.source import SourceInvalidError
from training.evaluation import average_precision, metric_row, mrr, recall_at_k, roc_auc
from training.topic_fit.collaborations import SIGNALS, brand_folds, fit_collaborations

SEED = 0
RIVALS = {
    "cosine of hashtags": "hashtag_similarity",
    "cosine of topics": "topic_affinity",
    "two-tower": "two_tower_similarity",
}
_BY_BRAND: Mapping[str, Callable[..., float]] = {
    "recall@10": partial(recall_at_k, k=10),
    "recall@50": partial(recall_at_k, k=50),
    "mrr": mrr,
    "map": average_precision,
    "medr": lambda worked, scores: float(1 + (scores > scores[worked].max()).sum()),
}


@dataclass(frozen=True)
class Part:
    """Brands nobody has seen, and the scores of every way for them and their candidates; ours is the first."""

    asked: Collaborations
    scores: Mapping[str, Scores]

    @property
    def same_category(self) -> NDArray[np.bool_]:
        """Which candidates worked with a brand of the same category, shape (brands, creators): the hard negatives."""
        category = self.asked.category
        peers = (category[:, None] == category) & (category != "")
        return np.asarray(peers @ self.asked.worked)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Options of this benchmark."""
    add_folders(parser)
    parser.add_argument(
        "--repeats",
        type=int,
        default=1,
        metavar="N",
        help="cross-validate N times over other folds: fewer candidates than in --exam make one time noisy (default 1)",
    )


def run(arguments: argparse.Namespace) -> list[Metric]:
    """Five parts of the brands of --data in turn, or learned from all of them for the brands of --exam."""
    known = brand_micro_influencer.read(arguments.data)
    if arguments.exam:
        asked = _unseen(brand_micro_influencer.read(arguments.exam, beside=arguments.data), known)
        return rows_of("fit/learned", [_ranked(known, asked)])
    folds = [fold for repeat in range(arguments.repeats) for fold in brand_folds(len(known.worked), SEED + repeat)]
    return rows_of("fit/cross-validated", [_ranked(known.of_brands(~fold), known.of_brands(fold)) for fold in folds])


def _unseen(exam: Collaborations, known: Collaborations) -> Collaborations:
    """The brands with a partner that were not learned from, and their candidates."""
    unseen = np.asarray(exam.worked.any(axis=1)) & ~np.isin(exam.brands.ids, known.brands.ids)
    if not unseen.any():
        raise SourceInvalidError(
            f"expected pairs of brands in --exam that --data has not, got {len(exam.brands.ids)} brands that it has; "
            "name a folder of other brands"
        )
    return exam.of_brands(unseen)


def rows_of(target: str, parts: list[Part]) -> list[Metric]:
    """A row a metric and rival; intervals draw brands, each with all its repeats. AUC is over all cells, cAUC over those of the same category."""
    rows: list[Metric] = []
    brands = np.concatenate([part.asked.brands.ids for part in parts])
    for metric, statistic in _BY_BRAND.items():
        middle = _median if metric == "medr" else _mean
        figures = {name: _figures(statistic, parts, name) for name in parts[0].scores}
        ours, *theirs = figures
        row = metric_row(SOURCE.name, target, metric, middle, figures[ours], groups=brands)
        rows += _beside(row, {name: middle(figures[name]) for name in theirs})
    for metric, hard in (("auc", False), ("cauc", True)):
        cells = {name: _cells(parts, name, hard) for name in parts[0].scores}
        ours, *theirs = cells
        worked, scores, brand = cells[ours]
        row = metric_row(SOURCE.name, target, metric, roc_auc, worked, scores, groups=brand)
        rows += _beside(row, {name: roc_auc(*cells[name][:2]) for name in theirs})
    return rows


def _ranked(seen: Collaborations, asked: Collaborations) -> Part:
    model = fit_collaborations(seen, SEED)
    signals = model.known.signals(asked)
    popularity = dict(zip(seen.creators.ids, seen.worked.sum(axis=0), strict=True))
    liked = np.array([popularity.get(name, 0) for name in asked.creators.ids], np.float64)
    scores = {
        "learned": model.scores(asked),
        **{name: signals[..., SIGNALS.index(signal)] for name, signal in RIVALS.items()},
        "popularity": np.tile(liked, (len(asked.worked), 1)),
    }
    return Part(asked, scores)


def _beside(row: Metric, rivals: Mapping[str, float]) -> list[Metric]:
    return [row.model_copy(update={"rival": name, "rival_value": value}) for name, value in rivals.items()]


def _figures(statistic: Callable[..., float], parts: list[Part], name: str) -> Scores:
    return np.array(
        [
            statistic(worked, scores)
            for part in parts
            for worked, scores in zip(part.asked.worked, part.scores[name], strict=True)
        ]
    )


def _cells(parts: list[Part], name: str, hard: bool) -> tuple[NDArray[np.bool_], Scores, NDArray[np.str_]]:
    worked, scores, brand = [], [], []
    for part in parts:
        kept = part.same_category if hard else np.ones_like(part.asked.worked)
        worked.append(part.asked.worked[kept])
        scores.append(part.scores[name][kept])
        brand.append(np.broadcast_to(part.asked.brands.ids[:, None], kept.shape)[kept])
    return np.concatenate(worked), np.concatenate(scores), np.concatenate(brand)


def _mean(values: Scores) -> float:
    return float(np.mean(values))


def _median(values: Scores) -> float:
    return float(np.median(values))
