"""Specialist or lifestyle? How near to each other a creator's recent posts are."""

import numpy as np

from matchmaker.scorers.topic_fit.mix import FeedSubjects, Numbers
from matchmaker.scorers.topic_fit.pair_signals import RecentPosts, pair_similarity

SUBJECT_SIGNALS = ("subject_pair_similarity",)
PLAIN_SIGNALS = ("pair_similarity",)


def specialism_signals(posts: RecentPosts) -> Numbers:
    """SUBJECT_SIGNALS where the model reads subjects, PLAIN_SIGNALS otherwise; shape (creators, 1), NaN below two posts."""
    pairs = pair_similarity(posts) if posts.about is None else subject_pair_similarity(posts.about)
    return pairs[:, None]


def subject_pair_similarity(feeds: FeedSubjects) -> Numbers:
    """Mean cosine over all pairs of a creator's posts where only the topic counts; NaN below two; shape (creators,).

    (|sum|^2 - n) / (n (n - 1)), in coordinates in which posts of one topic are near (Fisher 1936, the covariance
    shrunken). It does not ask what the topic is called, so a subject outside the list counts too.
    """
    counts = feeds.counts.astype(np.float64)
    sums = feeds.sums(feeds.directions)
    squares = feeds.sums((feeds.directions**2).sum(axis=1, keepdims=True))[:, 0]
    with np.errstate(invalid="ignore", divide="ignore"):
        pairs = (np.einsum("ij,ij->i", sums, sums) - squares) / (counts * (counts - 1))
    return np.where(counts > 1, pairs, np.nan)
