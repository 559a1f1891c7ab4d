"""Topics: what captions are made of, and how concentrated the feed is on one subject."""

import numpy as np
import polars as pl
from numpy.typing import NDArray

from matchmaker.signals.declaration import Declare
from matchmaker.signals.feeds import Feeds

_posts = Declare("topics", "posts")
_WRITTEN = pl.col("caption_trimmed").filter(~pl.col("caption_empty"))


def _norm(vectors: NDArray[np.float64]) -> NDArray[np.float64]:
    return np.asarray(np.sqrt(np.einsum("ij,ij->i", vectors, vectors)))


def feed_concentration(feeds: Feeds) -> NDArray[np.float64]:
    """Length of the mean unit vector (mean resultant length; Mardia and Jupp 2000, section 9.3)."""
    return np.clip(_norm(feeds.newer + feeds.older) / feeds.counts, 0.0, 1.0)


def caption_self_similarity(feeds: Feeds) -> NDArray[np.float64]:
    """Mean cosine over all pairs of posts: (|sum|^2 - n) / (n (n - 1))."""
    pairs = feeds.counts * (feeds.counts - 1)
    return np.clip((_norm(feeds.newer + feeds.older) ** 2 - feeds.counts) / pairs, -1.0, 1.0)


def topic_drift(feeds: Feeds) -> NDArray[np.float64]:
    """1 - cosine between the sums of the newer and the older half; NaN where a half cancels out."""
    lengths = _norm(feeds.newer) * _norm(feeds.older)
    cosine = np.divide(
        np.einsum("ij,ij->i", feeds.newer, feeds.older), lengths, out=np.full(lengths.shape, np.nan), where=lengths > 0
    )
    return np.asarray(np.clip(1.0 - cosine, 0.0, 2.0))


SIGNALS = (
    _posts.number("caption_length_mean", "characters", "Mean length of a caption", pl.col("caption_length").mean()),
    _posts.share("caption_empty_ratio", "Share of posts with an empty caption", pl.col("caption_empty").mean()),
    _posts.share(
        "caption_repeat_ratio",
        "Share of captions that repeat another one word for word, empty ones aside",
        1 - _WRITTEN.n_unique() / _WRITTEN.len(),
    ),
    _posts.share("caption_emoji_ratio", "Share of captions with an emoji", pl.col("caption_has_emoji").mean()),
    _posts.count("hashtags_per_post_mean", "Mean hashtags of a post", pl.col("hashtags_count").mean()),
    _posts.count("mentions_per_post_mean", "Mean accounts mentioned in a post", pl.col("mentions_count").mean()),
    _posts.share(
        "feed_concentration_ratio",
        "How much the recent posts are about one thing: 1 is a single subject, near 0 a bit of everything",
        feed_concentration,
    ),
    _posts.number(
        "caption_self_similarity_ratio",
        "ratio",
        "Mean similarity of meaning between two of the creator's recent posts",
        caption_self_similarity,
        minimum=-1.0,
        maximum=1.0,
    ),
    _posts.number(
        "topic_drift",
        "cosine distance",
        "How far the newer half of the recent posts moved from the subject of the older half: 0 is not at all",
        topic_drift,
        maximum=2.0,
    ),
)
