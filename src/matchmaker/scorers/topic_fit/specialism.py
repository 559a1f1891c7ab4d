"""Specialist or lifestyle? How near to each other a creator's recent posts are."""

import numpy as np
from numpy.typing import NDArray

from matchmaker.scorers.topic_fit.mix import Numbers, members
from matchmaker.scorers.topic_fit.pair_signals import RecentPosts, pair_similarity
from matchmaker.scorers.topic_fit.space import Reals

SUBJECT_SIGNALS = ("subject_pair_similarity",)
PLAIN_SIGNALS = ("pair_similarity",)


def specialism_signals(posts: RecentPosts) -> Numbers:
    """SUBJECT_SIGNALS where the model reads subjects, PLAIN_SIGNALS otherwise; shape (creators, 1), NaN below two posts."""
    if posts.subjects is None:
        return pair_similarity(posts)[:, None]
    return subject_pair_similarity(posts.subjects.directions, posts.owner, posts.creators)[:, None]


def subject_pair_similarity(directions: Reals, owner: NDArray[np.int64], creators: int) -> Numbers:
    """Mean cosine over all pairs of a creator's posts where only the topic counts; NaN below two; shape (creators,).

    (|sum|^2 - n) / (n (n - 1)), in coordinates in which posts of one topic are near (Fisher 1936, the covariance
    shrunken). It does not ask what the topic is called, so a subject outside the list counts too. `directions` are unit
    rows, one a post, and `owner` is the row of its creator.
    """
    counts, own = np.bincount(owner, minlength=creators).astype(np.float64), members(owner, creators)
    sums, squares = own @ directions, own @ np.einsum("ij,ij->i", directions, directions)
    with np.errstate(invalid="ignore", divide="ignore"):
        pairs = (np.einsum("ij,ij->i", sums, sums) - squares) / (counts * (counts - 1))
    return np.where(counts > 1, pairs, np.nan)
