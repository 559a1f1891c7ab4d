"""The subject reader is learned from written posts: a logistic regression, and coordinates that part topics."""

from functools import lru_cache

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize_scalar
from scipy.special import logsumexp
from sklearn.linear_model import LogisticRegression

from matchmaker.scorers.topic_fit.mix import Subjects, SubjectWords
from matchmaker.scorers.topic_fit.space import Reals
from training.topic_fit.written import EncodedPosts

PENALTY_INVERSE = 3.0  # of the logistic regression: weak posts stay unsure, the feed around them decides
DIRECTIONS = 24  # one less than the subjects; more of them tell topics of one subject apart
SHRINKAGE = 0.6  # of the covariance within topics towards a round one: a topic has a dozen posts
NEVER = -30.0  # the logit of a subject without a post
PRIOR_POSTS = 3.0  # a feed of three posts is half believed; with eight, changes within it are told less often
FOLDS, SEED = 4, 0
TEMPERATURES = (0.2, 2.0)
Numbers = NDArray[np.float64]


def learn_subjects(posts: EncodedPosts, middle: Reals) -> Subjects:
    """From written posts; `middle` (dimension,) is the mean of posts of ordinary feeds.

    Two posts that have no more than this in common are not alike.
    """
    logits, directions = _learned(posts)
    coordinates = np.vstack([directions, -middle.astype(np.float64) @ directions])
    words = SubjectWords(names=posts.written.subjects, prior_posts=PRIOR_POSTS)
    return Subjects(words, np.hstack([logits, coordinates]).astype(np.float32))


def learn_directions(posts: EncodedPosts) -> Numbers:
    """Coordinates in which posts of one topic are near; shape (dimension, DIRECTIONS)."""
    return _directions(posts.vectors.astype(np.float64), posts.written.topic)


@lru_cache(maxsize=4)  # a cross-validation asks for the same posts with many middles
def _learned(posts: EncodedPosts) -> tuple[Numbers, Numbers]:
    rows, parts = posts.vectors.astype(np.float64), posts.written.parts
    return _logits(rows, parts) / _temperature(rows, parts), learn_directions(posts)


def _temperature(rows: Numbers, parts: Numbers) -> float:
    """What the logits of posts that were not learned from are divided by to be likeliest (Guo 2017, section 4.2)."""
    fold = np.random.default_rng(SEED).permutation(len(rows)) % FOLDS
    left_out = np.zeros_like(parts)
    for number in range(FOLDS):
        logits = _logits(rows[fold != number], parts[fold != number])
        left_out[fold == number] = rows[fold == number] @ logits[:-1] + logits[-1]
    found = minimize_scalar(lambda temperature: _loss(left_out / temperature, parts), bounds=TEMPERATURES)
    return float(found.x)


def _loss(logits: Numbers, parts: Numbers) -> float:
    return float((parts * (logsumexp(logits, axis=1, keepdims=True) - logits)).sum(axis=1).mean())


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
