"""Feeds composed of written posts, special and general: what the specialism head learns from where no labels may ship."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from matchmaker.scorers.topic_fit.mix import subject_pair_similarity
from matchmaker.scorers.topic_fit.space import Reals, unit_rows
from training.topic_fit.subjects import learn_directions
from training.topic_fit.written import EncodedPosts, WrittenPosts

FEEDS, SEED = 800, 0
FOLDS = 4
SPECIALISM_PENALTY = 0.01  # on the squared coefficient: at ten times as much a clear specialist is said to be half one
LENGTHS = (8, 30)  # posts a feed
SPECIAL_SHARES = (0.6, 0.95)  # of a special feed on its subject; the human-labelled feeds call 60 % special
GENERAL_SHARE = 0.4  # the most that one subject may have of a general feed
FEWEST_POSTS = 5


@dataclass(frozen=True)
class SpecialFeeds:
    """One row a feed: the signals of specialism, its posts, and whether it was composed around one subject."""

    signals: NDArray[np.float64]
    counts: NDArray[np.int64]
    specialist: NDArray[np.bool_]


def composed_feeds(posts: EncodedPosts, middle: Reals) -> SpecialFeeds:
    """About FEEDS feeds, each read by a reader that learned from none of its posts.

    No post is twice in a feed. `middle` is that of learn_subjects.
    """
    random = np.random.default_rng(SEED)
    fold = random.permutation(len(posts.vectors)) % FOLDS
    signals: list[NDArray[np.float64]] = []
    counts: list[int] = []
    special: list[bool] = []
    for number in range(FOLDS):
        drawn = list(_drawn(posts.written, np.flatnonzero(fold == number), FEEDS // FOLDS, random))
        sizes = [len(rows) for rows, _ in drawn]
        rows = np.concatenate([rows for rows, _ in drawn])
        read = unit_rows((posts.vectors[rows] - middle) @ learn_directions(posts.where(fold != number)))
        owner = np.repeat(np.arange(len(drawn)), sizes)
        signals.append(subject_pair_similarity(read, owner, len(drawn))[:, None])
        counts += sizes
        special += [is_special for _, is_special in drawn]
    return SpecialFeeds(np.concatenate(signals), np.array(counts), np.array(special))


def _drawn(
    written: WrittenPosts, pool: NDArray[np.int64], feeds: int, random: np.random.Generator
) -> Iterator[tuple[NDArray[np.int64], bool]]:
    """Feeds of rows of the pool, every second one special."""
    subject = written.parts[pool].argmax(axis=1)
    for number in range(feeds):
        size = int(random.integers(*LENGTHS, endpoint=True))
        if number % 2:
            rows = _special(pool, subject == random.choice(subject), size, random)
            if len(rows) >= FEWEST_POSTS:
                yield rows, True
        else:
            rows = random.choice(len(pool), size, replace=False)
            if np.bincount(subject[rows]).max() <= GENERAL_SHARE * size:
                yield pool[rows], False


def _special(
    pool: NDArray[np.int64], own: NDArray[np.bool_], size: int, random: np.random.Generator
) -> NDArray[np.int64]:
    """At least the drawn share on the subject; shorter where the subject has too few posts."""
    share = random.uniform(*SPECIAL_SHARES)
    length = min(size, int(own.sum() / share))
    on_it = int(np.ceil(share * length))
    return np.concatenate(
        [
            random.choice(pool[own], on_it, replace=False),
            random.choice(pool[~own], length - on_it, replace=False),
        ]
    )
