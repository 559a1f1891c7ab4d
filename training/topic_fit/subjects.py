"""The subject reader is learned from written posts: a logistic regression, and coordinates that part topics."""

from functools import lru_cache

import numpy as np
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression

from matchmaker.scorers.topic_fit.mix import Subjects, SubjectWords
from matchmaker.scorers.topic_fit.space import Reals
from training.topic_fit.written import EncodedPosts

PENALTY_INVERSE = 3.0  # of the logistic regression: weak posts stay unsure, the feed around them decides
DIRECTIONS = 24  # one less than the subjects; more of them tell topics of one subject apart
SHRINKAGE = 0.6  # of the covariance within topics towards a round one: a topic has a dozen posts
NEVER = -30.0  # the logit of a subject without a post
PRIOR_POSTS = 3.0  # a feed of three posts is half believed
Numbers = NDArray[np.float64]


def learn_subjects(posts: EncodedPosts, middle: Reals) -> Subjects:
    """From written posts; `middle` (dimension,) is the mean of posts of ordinary feeds.

    Two posts that have no more than this in common are not alike.
    """
    logits, directions = _learned(posts)
    coordinates = np.vstack([directions, -middle.astype(np.float64) @ directions])
    words = SubjectWords(names=posts.written.subjects, prior_posts=PRIOR_POSTS)
    return Subjects(words, np.hstack([logits, coordinates]).astype(np.float32))


@lru_cache(maxsize=16)  # a cross-validation asks for the same posts with many middles
def _learned(posts: EncodedPosts) -> tuple[Numbers, Numbers]:
    rows = posts.vectors.astype(np.float64)
    return _logits(rows, posts.written.parts), _directions(rows, posts.written.topic)


def _logits(rows: Numbers, parts: Numbers) -> Numbers:
    """Multinomial, every subject weighing the same; shape (dimension + 1, subjects).

    A post of two subjects is an example of either, at its part. A subject without a post is never said.
    """
    row, subject = np.nonzero(parts)
    weight = parts[row, subject]
    weight = weight / np.bincount(subject, weight, parts.shape[1])[subject] * len(weight) / parts.shape[1]
    head = LogisticRegression(C=PENALTY_INVERSE, max_iter=1000).fit(rows[row], subject, sample_weight=weight)
    logits = np.zeros((rows.shape[1] + 1, parts.shape[1]))
    logits[-1] = NEVER
    logits[:, head.classes_] = np.vstack([head.coef_.T, head.intercept_])
    return logits


def _directions(rows: Numbers, topic: NDArray[np.int64]) -> Numbers:
    """Whitened within topics, then the axes along which topics differ most (Fisher 1936; Ledoit 2004 for the shrinkage)."""
    present, own = np.unique(topic, return_inverse=True)
    means = np.array([rows[own == number].mean(axis=0) for number in range(len(present))])
    within = np.cov((rows - means[own]).T, bias=True)
    round_one = np.trace(within) / len(within) * np.eye(len(within))
    values, axes = np.linalg.eigh((1 - SHRINKAGE) * within + SHRINKAGE * round_one)
    whiten = axes / np.sqrt(values)
    _, _, between = np.linalg.svd((means - means.mean(axis=0)) @ whiten, full_matrices=False)
    return np.asarray(whiten @ between[:DIRECTIONS].T)
