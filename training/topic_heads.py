"""The two heads of topic fit on examples: fitted, and calibrated on creators they have not seen."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from matchmaker.scorers.topic_parameters import Head
from matchmaker.scorers.topic_signals import FIT_SIGNALS
from training.logistic import fit_head, recalibrated
from training.topic_examples import Pairs, TopicExamples

SPECIALISM_SIGNALS = ("pair_similarity",)


@dataclass(frozen=True)
class TopicHeads:
    """Fit and specialism."""

    fit: Head
    specialism: Head


def fit_heads(examples: TopicExamples, prior_posts: float, penalty: float) -> TopicHeads:
    """Both heads on these rows."""
    pairs, feeds = examples.pairs, examples.feeds
    return TopicHeads(
        fit_head(FIT_SIGNALS, pairs.signals, pairs.counts, pairs.relevant, prior_posts=prior_posts, penalty=penalty),
        fit_head(
            SPECIALISM_SIGNALS, feeds.signals, feeds.counts, feeds.specialist, prior_posts=prior_posts, penalty=penalty
        ),
    )


def calibrate_heads(heads: TopicHeads, examples: TopicExamples) -> TopicHeads:
    """Both heads with their probabilities matched to these rows."""
    pairs, feeds = examples.pairs, examples.feeds
    fit = heads.fit.probability(pairs.signals, pairs.counts)
    specialism = heads.specialism.probability(feeds.signals, feeds.counts)
    return TopicHeads(
        recalibrated(heads.fit, fit, pairs.relevant),
        recalibrated(heads.specialism, specialism, feeds.specialist),
    )


def cross_fitted(
    pairs: Pairs, prior_posts: float, penalty: float, brief_folds: int, creator_folds: int
) -> NDArray[np.float64]:
    """Each pair's probability by a head that saw neither its brief nor its creator; shape (pairs,)."""
    probability = np.full(len(pairs.brief), np.nan)
    for briefs in _folds(pairs.brief, brief_folds):
        for creators in _folds(pairs.creator, creator_folds):
            seen, held = pairs.where(~briefs & ~creators), pairs.where(briefs & creators)
            head = fit_head(
                FIT_SIGNALS, seen.signals, seen.counts, seen.relevant, prior_posts=prior_posts, penalty=penalty
            )
            probability[briefs & creators] = head.probability(held.signals, held.counts)
    return probability


def _folds(names: NDArray[np.str_], count: int) -> list[NDArray[np.bool_]]:
    """Masks of `count` parts with equally many names each, drawn at random: a set of 14 briefs leaves none empty."""
    known, row = np.unique(names, return_inverse=True)
    fold = np.random.default_rng(0).permutation(len(known)) % count
    return [fold[row] == part for part in range(count)]
