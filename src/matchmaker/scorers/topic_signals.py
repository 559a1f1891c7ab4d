"""What is measured between a brief and creators' recent posts: a few numbers a creator, all creators at once."""

from dataclasses import dataclass
from typing import Self

import numpy as np
import polars as pl
from numpy.typing import NDArray
from scipy.sparse import csr_array

from matchmaker.domain.definitions import RECENT_POSTS
from matchmaker.domain.snapshot import Snapshot
from matchmaker.scorers.topic_space import Reals

FIT_SIGNALS = (
    "centroid_similarity",
    "mean_similarity",
    "top_similarity",
    "recent_similarity",
    "on_topic_ratio",
)
TOP_POSTS = 5
RECENT_HALF_LIFE_POSTS = 10.0  # the eleventh newest post counts half as much as the newest


@dataclass(frozen=True)
class RecentPosts:
    """The readable ones among each creator's newest RECENT_POSTS.

    `rows` are their rows in the snapshot's posts, `owner` the row of their creator and `age_rank` how many newer
    posts the creator has; `vectors` has a row a post.
    """

    rows: NDArray[np.int64]
    owner: NDArray[np.int64]
    age_rank: NDArray[np.int64]
    vectors: Reals
    creators: int

    @classmethod
    def of(cls, snapshot: Snapshot, post_vectors: Reals) -> Self:
        """From a snapshot, whose posts are sorted newest first within a creator, and vectors aligned with them."""
        order = snapshot.creators.select("creator_id").with_row_index("owner")
        posts = snapshot.posts.select("creator_id").join(order, on="creator_id", how="left", maintain_order="left")
        owner = posts["owner"].cast(pl.Int64).to_numpy()
        age_rank = _rank_in_run(owner)
        rows = np.flatnonzero((age_rank < RECENT_POSTS) & post_vectors.any(axis=1))
        return cls(rows, owner[rows], age_rank[rows], post_vectors[rows], snapshot.creators.height)

    @property
    def counts(self) -> NDArray[np.int64]:
        """Posts a creator; shape (creators,)."""
        return np.bincount(self.owner, minlength=self.creators)

    def without(self, dropped: NDArray[np.bool_]) -> Self:
        """The same without some posts; `dropped` is aligned with the snapshot's posts."""
        kept = ~dropped[self.rows]
        return type(self)(self.rows[kept], self.owner[kept], self.age_rank[kept], self.vectors[kept], self.creators)

    def centroid_lengths(self) -> Reals:
        """Length of each creator's mean vector; shape (creators,), 0 without posts."""
        posts = np.arange(len(self.owner))
        members = csr_array(
            (np.ones(len(posts), self.vectors.dtype), (self.owner, posts)), shape=(self.creators, len(posts))
        )
        sums = members @ self.vectors
        return np.asarray(np.sqrt(np.einsum("ij,ij->i", sums, sums)) / np.maximum(self.counts, 1))


def fit_signals(
    posts: RecentPosts, similarity: Reals, centroid_lengths: Reals, on_topic: float, width: float
) -> NDArray[np.float64]:
    """Shape (creators, len(FIT_SIGNALS)), NaN without posts; `similarity` is each post's cosine to the brief.

    A post counts as on the topic by a soft step of `width` around the cosine `on_topic`.
    """
    mean = _mean_by(posts, similarity)
    recency = 0.5 ** (posts.age_rank / RECENT_HALF_LIFE_POSTS)
    step = 1 / (1 + np.exp((on_topic - similarity) / width))
    with np.errstate(invalid="ignore"):
        return np.column_stack(
            [
                mean / centroid_lengths,
                mean,
                _mean_by(posts, similarity, (_rank_by_similarity(posts, similarity) < TOP_POSTS).astype(np.float64)),
                _mean_by(posts, similarity, recency),
                _mean_by(posts, step),
            ]
        )


def pair_similarity(posts: RecentPosts, centroid_lengths: Reals) -> NDArray[np.float64]:
    """Mean cosine over all pairs of a creator's posts, (|sum|^2 - n) / (n (n - 1)); NaN below two posts."""
    counts = posts.counts.astype(np.float64)
    with np.errstate(invalid="ignore", divide="ignore"):
        pairs = (counts * centroid_lengths.astype(np.float64) ** 2 - 1) / (counts - 1)
    return np.where(counts > 1, pairs, np.nan)


def _mean_by(posts: RecentPosts, values: Reals, weights: Reals | None = None) -> NDArray[np.float64]:
    weight = np.ones(len(values)) if weights is None else weights
    total = np.bincount(posts.owner, weights=weight, minlength=posts.creators)
    with np.errstate(invalid="ignore"):
        return np.bincount(posts.owner, weights=values * weight, minlength=posts.creators) / total


def _rank_by_similarity(posts: RecentPosts, similarity: Reals) -> NDArray[np.int64]:
    order = np.lexsort((-similarity, posts.owner))
    rank = np.empty(len(order), np.int64)
    rank[order] = _rank_in_run(posts.owner[order])
    return rank


def _rank_in_run(owner: NDArray[np.int64]) -> NDArray[np.int64]:
    """Position of each row among neighbouring rows of the same owner, from 0."""
    starts = np.flatnonzero(np.diff(owner, prepend=-1))
    return np.asarray(np.arange(len(owner)) - np.repeat(starts, np.diff(starts, append=len(owner))))
