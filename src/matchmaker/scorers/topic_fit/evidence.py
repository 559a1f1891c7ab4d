"""What each post does to a fit: the fit of the feed less the fit of the same feed without that post, exactly.

Leaving one out says what a post did, where its similarity alone does not: a feed's mean, its length and its weights
all change with it (case deletion; Cook 1977). Every signal is a ratio of sums over posts, so that all posts of all
creators are left out at once, each by a subtraction.
"""

from collections.abc import Callable, Mapping
from typing import TypeAlias

import numpy as np

from matchmaker.scorers.topic_fit.pair_signals import Cosines, Numbers, RecentPosts, Step
from matchmaker.scorers.topic_fit.parameters import Head
from matchmaker.scorers.topic_fit.space import Reals

_Without: TypeAlias = Callable[[RecentPosts, Cosines, Step], Numbers]


def post_effects(posts: RecentPosts, cosines: Cosines, step: Step, head: Head, probability: Numbers) -> Numbers:
    """`probability` (creators,) less that of the creator without the post; shape (posts,) as in `posts.rows`.

    Positive where the post raises the fit. Posts keep their age when a newer one is left out, and none moves up into
    the window. A creator's only post is compared with what the head says of a feed that it knows nothing of.
    NaN where the probability is.
    """
    with np.errstate(invalid="ignore"):
        signals = np.column_stack([LEAVING_OUT[name](posts, cosines, step) for name in head.signals])
    left = posts.counts[posts.owner] - 1
    signals[left == 0] = head.centres
    return np.asarray(probability[posts.owner] - head.probability(signals, left), np.float64)


def _plain_centroid_similarity(posts: RecentPosts, cosines: Cosines, step: Step) -> Numbers:
    return _left_out(posts, cosines.plain) / posts.plain_lengths_without


def _centroid_similarity(posts: RecentPosts, cosines: Cosines, step: Step) -> Numbers:
    return _left_out(posts, cosines.sharp) / posts.sharp_lengths_without


def _on_topic_ratio(posts: RecentPosts, cosines: Cosines, step: Step) -> Numbers:
    return _left_out(posts, step.on_topic(cosines) * posts.recency) / posts.recency_without


def _left_out(posts: RecentPosts, values: Reals) -> Numbers:
    """Of each post: the sum of a value over its creator's other posts."""
    return np.asarray(posts.sums(values)[posts.owner] - values, np.float64)


LEAVING_OUT: Mapping[str, _Without] = {
    "plain_centroid_similarity": _plain_centroid_similarity,
    "centroid_similarity": _centroid_similarity,
    "on_topic_ratio": _on_topic_ratio,
}
