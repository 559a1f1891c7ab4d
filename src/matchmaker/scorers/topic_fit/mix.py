"""What is a feed about? The share of each subject in a creator's recent posts, and which posts are on it."""

from dataclasses import dataclass
from functools import cached_property
from typing import Self

import numpy as np
from numpy.typing import NDArray
from pydantic import BaseModel, ConfigDict, ValidationError
from scipy.sparse import csr_array

from matchmaker.bundles import Bundle
from matchmaker.errors import BundleDamagedError
from matchmaker.scorers.topic_fit.space import Reals, unit_rows

SUBJECTS_FILE = "subjects.json"
SUBJECT_MATRIX_FILE = "subjects.npy"
ROUNDS = 20  # of expectation and maximisation; shares move by less than 0.001 after the fifteenth
Numbers = NDArray[np.float64]


class SubjectWords(BaseModel):
    """The subjects by name, and for how many posts the belief counts that a feed is about all of them alike."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True, allow_inf_nan=False)

    names: tuple[str, ...]
    prior_posts: float


@dataclass(frozen=True)
class Subjects:
    """A linear reader of posts as encoded.

    `matrix` has shape (dimension + 1, names + directions), the last row is added: first a logit a subject, then
    coordinates in which posts of one topic are near to each other and posts of different ones are not.
    """

    words: SubjectWords
    matrix: Reals

    @classmethod
    def open(cls, bundle: Bundle, prefix: str = "") -> Self | None:
        """Of one embedding space of a bundle; None where it was made without, BundleDamagedError when unreadable."""
        if prefix + SUBJECTS_FILE not in bundle.contents:
            return None
        try:
            words = SubjectWords.model_validate_json(bundle.read_bytes(prefix + SUBJECTS_FILE))
        except ValidationError as error:
            raise BundleDamagedError(
                f"{bundle.folder}/{prefix}{SUBJECTS_FILE}: {error.error_count()} faults, "
                f"first: {error.errors()[0]['msg']}; train topic_fit again with this version"
            ) from None
        return cls(words, bundle.read_array(prefix + SUBJECT_MATRIX_FILE))

    def read(self, vectors: Reals) -> "ReadPosts":
        """Each post by itself; `vectors` has shape (posts, dimension)."""
        # In float64: in float32 a product rounds by the number of rows, and a creator alone would differ from one among
        # others in digits that are shown.
        matrix = self.matrix.astype(np.float64)
        read = vectors.astype(np.float64) @ matrix[:-1] + matrix[-1]
        known = len(self.words.names)
        return ReadPosts(self.words, _softmax(read[:, :known]), unit_rows(read[:, known:]))


@dataclass(frozen=True)
class ReadPosts:
    """Posts by themselves: `probability` has shape (posts, subjects), rows sum to 1; `directions` are unit rows."""

    words: SubjectWords
    probability: Numbers
    directions: Reals

    def where(self, kept: NDArray[np.bool_]) -> Self:
        """The rows of a mask."""
        return type(self)(self.words, self.probability[kept], self.directions[kept])

    def by_feed(self, owner: NDArray[np.int64], creators: int) -> "FeedSubjects":
        """In the light of the feed each is in; `owner` (posts,) is the row of its creator."""
        return FeedSubjects(self, owner, creators)


@dataclass(frozen=True)
class FeedSubjects:
    """Posts in the light of their feeds; `owner` (posts,) is the row of a post's creator."""

    alone: ReadPosts
    owner: NDArray[np.int64]
    creators: int

    @property
    def names(self) -> tuple[str, ...]:
        """The subjects."""
        return self.alone.words.names

    @cached_property
    def probability(self) -> Numbers:
        """That a post is on a subject; shape (posts, names), rows sum to 1."""
        return by_feed(self.alone.probability, self.owner, self.creators, self.alone.words.prior_posts)

    @cached_property
    def pair_similarity(self) -> Numbers:
        """Of each creator's posts; see subject_pair_similarity."""
        return subject_pair_similarity(self.alone.directions, self.owner, self.creators)

    @property
    def counts(self) -> NDArray[np.int64]:
        """Posts a creator; shape (creators,)."""
        return np.bincount(self.owner, minlength=self.creators)

    @cached_property
    def shares(self) -> Numbers:
        """Of each creator's posts on each subject; shape (creators, names), rows sum to 1, NaN without posts."""
        with np.errstate(invalid="ignore"):
            return np.asarray(members(self.owner, self.creators) @ self.probability / self.counts[:, None])


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


def members(owner: NDArray[np.int64], creators: int) -> csr_array:
    """Shape (creators, posts): one where the post is the creator's."""
    posts = np.arange(len(owner))
    return csr_array((np.ones(len(posts)), (owner, posts)), shape=(creators, len(posts)))


def by_feed(posterior: Numbers, owner: NDArray[np.int64], creators: int, prior_posts: float) -> Numbers:
    """Posts read in the light of the feed they are in: its own shares in place of equal ones.

    Saerens (2002, section 2.2) for the shares of one feed, drawn to equal ones by `prior_posts` (Dirichlet): a post
    that could be on two subjects is on the one the rest of the feed is about.
    """
    subjects = posterior.shape[1]
    own, sizes = members(owner, creators), np.bincount(owner, minlength=creators)[:, None]
    shares = np.full((creators, subjects), 1 / subjects)
    for _ in range(ROUNDS):
        found = posterior * shares[owner]
        found /= found.sum(axis=1, keepdims=True)
        shares = (own @ found + prior_posts / subjects) / (sizes + prior_posts)
    return np.asarray(found)


def _softmax(logits: Reals) -> Numbers:
    raised = np.exp(logits.astype(np.float64) - logits.max(axis=1, keepdims=True, initial=-np.inf))
    return np.asarray(raised / raised.sum(axis=1, keepdims=True))
