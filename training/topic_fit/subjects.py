"""The subject reader is learned from written posts: a logistic regression, and coordinates that part topics."""

import numpy as np
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression

from matchmaker.scorers.topic_fit.mix import Subjects, SubjectWords
from matchmaker.scorers.topic_fit.space import Reals
from training.topic_fit.written import WrittenPosts

PENALTY_INVERSE = 3.0  # of the logistic regression: weak posts stay unsure, the feed around them decides
DIRECTIONS = 24  # one less than the subjects: more of them tell single topics of one subject apart
SHRINKAGE = 0.6  # of the covariance within topics towards a round one: a topic has a dozen posts
NEVER = -30.0  # the logit of a subject without a post
PRIOR_POSTS = 3.0  # a feed of three posts is half believed
Mask = NDArray[np.bool_]


def learn_subjects(written: WrittenPosts, plain: Reals, centre: Reals, kept: Mask | None = None) -> Subjects:
    """From written posts, `plain` less what all posts share; `kept` are the posts to learn from, all by default.

    `centre` (dimension,) is the mean of posts of ordinary feeds: two posts that have only this in common are not
    alike.
    """
    chosen = np.ones(len(plain), np.bool_) if kept is None else kept
    rows, topic = plain[chosen].astype(np.float64), written.topic[chosen]
    logits = _logits(rows, written.parts[chosen])
    directions = _directions(rows, topic)
    coordinates = np.vstack([directions, -centre.astype(np.float64) @ directions])
    words = SubjectWords(names=written.subjects, prior_posts=PRIOR_POSTS)
    return Subjects(words, np.hstack([logits, coordinates]).astype(np.float32))


def _logits(rows: NDArray[np.float64], parts: NDArray[np.float64]) -> NDArray[np.float64]:
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


def _directions(rows: NDArray[np.float64], topic: NDArray[np.int64]) -> NDArray[np.float64]:
    """Whitened within topics, then the axes along which topics differ most (Fisher 1936; Ledoit 2004 for the shrinkage)."""
    present, own = np.unique(topic, return_inverse=True)
    means = np.array([rows[own == number].mean(axis=0) for number in range(len(present))])
    within = np.cov((rows - means[own]).T, bias=True)
    round_one = np.trace(within) / len(within) * np.eye(len(within))
    values, axes = np.linalg.eigh((1 - SHRINKAGE) * within + SHRINKAGE * round_one)
    whiten = axes / np.sqrt(values)
    _, _, between = np.linalg.svd((means - means.mean(axis=0)) @ whiten, full_matrices=False)
    return np.asarray(whiten @ between[:DIRECTIONS].T)
