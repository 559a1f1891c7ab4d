"""What is measured between a brief and creators' recent posts: a few numbers a creator, all creators at once."""

from dataclasses import dataclass, replace
from functools import cached_property
from typing import Self

import numpy as np
import polars as pl
from numpy.typing import NDArray
from scipy.sparse import csr_array

from matchmaker.domain.definitions import RECENT_POSTS
from matchmaker.domain.snapshot import Snapshot
from matchmaker.scorers.topic_fit.mix import FeedSubjects, ReadPosts, Subjects
from matchmaker.scorers.topic_fit.space import SMALLEST_LENGTH, Reals, Sharpened, TopicSpace, unit_rows

FIT_SIGNALS = ("plain_centroid_similarity", "centroid_similarity", "on_topic_ratio")
RECENT_HALF_LIFE_POSTS = 30.0  # the oldest post of the window counts half as much as the newest
Numbers = NDArray[np.float64]


@dataclass(frozen=True)
class RecentPosts:
    """The readable ones among each creator's newest RECENT_POSTS, less what all posts share (plain), and that drawn to
    topics (sharp).

    `rows` are their rows in the snapshot's posts, `owner` the row of their creator and `age_rank` how many newer
    posts the creator has; `plain` and `sharp` have a row a post, of length 1. `subjects` are those each is on.
    """

    rows: NDArray[np.int64]
    owner: NDArray[np.int64]
    age_rank: NDArray[np.int64]
    plain: Reals
    sharp: Sharpened
    creators: int
    subjects: ReadPosts | None = None

    @classmethod
    def of(cls, snapshot: Snapshot, post_vectors: Reals, space: TopicSpace, subjects: Subjects | None = None) -> Self:
        """From a snapshot, whose posts are sorted newest first within a creator, and vectors aligned with them."""
        order = snapshot.creators.select("creator_id").with_row_index("owner")
        posts = snapshot.posts.select("creator_id").join(order, on="creator_id", how="left", maintain_order="left")
        owner = posts["owner"].cast(pl.Int64).to_numpy()
        age_rank = _rank_in_run(owner)
        rows = np.flatnonzero((age_rank < RECENT_POSTS) & post_vectors.any(axis=1))
        read = post_vectors if len(rows) == len(post_vectors) else post_vectors[rows]
        plain = space.backgrounds.of_posts(read)
        on = subjects.read(read) if subjects else None
        sharp, creators = Sharpened.of(plain, space), snapshot.creators.height
        return cls(rows, owner[rows], age_rank[rows], plain, sharp, creators, on)

    def without(self, dropped: NDArray[np.bool_]) -> Self:
        """The same without some posts; `dropped` is aligned with the snapshot's posts."""
        kept = ~dropped[self.rows]
        parts = {name: getattr(self, name)[kept] for name in ("rows", "owner", "age_rank", "plain")}
        subjects = self.subjects.where(kept) if self.subjects else None
        return replace(self, **parts, sharp=self.sharp.where(kept), subjects=subjects)

    @cached_property
    def about(self) -> FeedSubjects | None:
        """What they are about; None where the model was made without a reader of subjects."""
        return self.subjects.by_feed(self.owner, self.creators) if self.subjects else None

    @cached_property
    def counts(self) -> NDArray[np.int64]:
        """Posts a creator; shape (creators,)."""
        return np.bincount(self.owner, minlength=self.creators)

    @cached_property
    def recency(self) -> Numbers:
        """How much each post counts: half as much as the newest at RECENT_HALF_LIFE_POSTS; shape (posts,)."""
        return np.asarray(0.5 ** (self.age_rank / RECENT_HALF_LIFE_POSTS), np.float64)

    @cached_property
    def recency_without(self) -> Numbers:
        """Of each post: the recency of its creator's other posts together; shape (posts,)."""
        return self.sums(self.recency)[self.owner] - self.recency

    @cached_property
    def plain_lengths(self) -> Numbers:
        """Length of each creator's mean post; shape (creators,), 0 without posts."""
        return self._mean_lengths(self._plain_sums)

    @cached_property
    def sharp_lengths(self) -> Numbers:
        """Length of each creator's mean post in topic space; shape (creators,), 0 without posts."""
        return self._mean_lengths(self._sharp_sums)

    @cached_property
    def plain_lengths_without(self) -> Numbers:
        """Of each post: the length of the sum of its creator's other posts; shape (posts,)."""
        own = np.einsum("ij,ij->i", self.plain, self._plain_sums[self.owner])
        return self._lengths_without(self._plain_sums, own)

    @cached_property
    def sharp_lengths_without(self) -> Numbers:
        """The same in topic space."""
        return self._lengths_without(self._sharp_sums, self.sharp.products(self._sharp_sums, self.owner))

    def mean(self, values: Reals, weights: Numbers | None = None) -> Numbers:
        """Mean of a value a post, by creator; NaN without posts."""
        weighted = values if weights is None else values * weights
        with np.errstate(invalid="ignore"):
            return self.sums(weighted) / (self.counts if weights is None else self.sums(weights))

    def sums(self, values: Reals) -> Numbers:
        """Sum of a value a post, by creator."""
        return np.asarray(np.bincount(self.owner, weights=values, minlength=self.creators), np.float64)

    @cached_property
    def _members(self) -> csr_array:
        """Shape (creators, posts): one where the post is the creator's."""
        posts = np.arange(len(self.owner))
        ones = np.ones(len(posts), self.plain.dtype)
        return csr_array((ones, (self.owner, posts)), shape=(self.creators, len(posts)))

    @cached_property
    def _plain_sums(self) -> Reals:
        return np.asarray(self._members @ self.plain)

    @cached_property
    def _sharp_sums(self) -> Reals:
        return self.sharp.sums(self._members)

    def _mean_lengths(self, sums: Reals) -> Numbers:
        return np.asarray(np.sqrt(np.einsum("ij,ij->i", sums, sums)) / np.maximum(self.counts, 1), np.float64)

    def _lengths_without(self, sums: Reals, own: Reals) -> Numbers:
        """|sum - post| by the law of cosines, from the product of each post with its creator's sum."""
        squares = np.einsum("ij,ij->i", sums, sums)[self.owner] - 2 * own + 1
        return np.asarray(np.sqrt(np.maximum(squares, SMALLEST_LENGTH**2)), np.float64)


@dataclass(frozen=True)
class Query:
    """A brief less what all briefs share, and that drawn to topics; shape (dimension,) each, zeros when unreadable."""

    plain: Reals
    sharp: Reals

    @classmethod
    def of(cls, brief_vectors: Reals, space: TopicSpace) -> Self:
        """From one brief in one or more texts, shape (texts, dimension); their mean counts."""
        plain = space.backgrounds.of_brief(unit_rows(brief_vectors.sum(axis=0, keepdims=True))[0])
        return cls(plain, space.sharpen(plain[None])[0])

    @property
    def readable(self) -> bool:
        """Whether the encoder knew anything of it."""
        return bool(self.plain.any())


@dataclass(frozen=True)
class Cosines:
    """Of each post to a brief, both less what all share (plain) and drawn to topics (sharp); shape (posts,) each."""

    plain: Reals
    sharp: Reals

    @classmethod
    def of(cls, posts: RecentPosts, query: Query) -> Self:
        """All products of posts with a brief, made once for everything that asks."""
        return cls(posts.plain @ query.plain, posts.sharp.cosines(query.sharp))


@dataclass(frozen=True)
class Step:
    """When is a post on the topic? A soft step of `width` around the cosine `middle` in topic space."""

    middle: float
    width: float

    def signals(self, posts: RecentPosts, cosines: Cosines) -> Numbers:
        """Shape (creators, len(FIT_SIGNALS)), NaN without posts."""
        with np.errstate(invalid="ignore"):
            return np.column_stack(
                [
                    posts.mean(cosines.plain) / posts.plain_lengths,
                    posts.mean(cosines.sharp) / posts.sharp_lengths,
                    posts.mean(self.on_topic(cosines), posts.recency),
                ]
            )

    def on_topic(self, cosines: Cosines) -> Numbers:
        """How much each post is on the topic, 0 to 1; shape (posts,)."""
        return np.asarray(1 / (1 + np.exp((self.middle - cosines.sharp) / self.width)), np.float64)


def pair_similarity(posts: RecentPosts) -> Numbers:
    """Mean cosine over all pairs of a creator's posts; NaN below two posts; shape (creators,).

    (|sum|^2 - n) / (n (n - 1)): unlike the length of the mean post it does not grow as posts become few. Of vectors
    less the common part: with it, feeds near to what everybody posts seem to be of one piece.
    """
    counts = posts.counts.astype(np.float64)
    with np.errstate(invalid="ignore", divide="ignore"):
        pairs = (counts * posts.plain_lengths**2 - 1) / (counts - 1)
    return np.where(counts > 1, pairs, np.nan)


def _rank_in_run(owner: NDArray[np.int64]) -> NDArray[np.int64]:
    """Position of each row among neighbouring rows of the same owner, from 0."""
    starts = np.flatnonzero(np.diff(owner, prepend=-1))
    return np.asarray(np.arange(len(owner)) - np.repeat(starts, np.diff(starts, append=len(owner))))
