"""Specialist or lifestyle? How near to each other a creator's recent posts are where only the topic counts."""

import numpy as np

from matchmaker.scorers.topic_fit.mix import FeedSubjects, Numbers

SUBJECT_SIGNALS = ("subject_pair_similarity",)


def specialism_signals(feeds: FeedSubjects) -> Numbers:
    """Mean cosine over all pairs of a creator's posts; shape (creators, 1), NaN below two posts.

    (|sum|^2 - n) / (n (n - 1)), in coordinates in which posts of one topic are near (Fisher 1936, the covariance
    shrunken). It does not ask what the topic is called, so a subject outside the list counts too.
    """
    counts = feeds.counts.astype(np.float64)
    sums = feeds.sums(feeds.directions)
    squares = feeds.sums((feeds.directions**2).sum(axis=1, keepdims=True))[:, 0]
    with np.errstate(invalid="ignore", divide="ignore"):
        pairs = (np.einsum("ij,ij->i", sums, sums) - squares) / (counts * (counts - 1))
    return np.where(counts > 1, pairs, np.nan)[:, None]
