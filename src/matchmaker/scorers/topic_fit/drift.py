"""Has a creator's subject changed? The moment at which the mix of recent posts moved most, and how sure that is."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from matchmaker.scorers.topic_fit.mix import FeedSubjects, Numbers, by_feed

FEWEST_POSTS = 10  # with fewer no order of them is rare enough to tell a change from chance
FEWEST_ON_A_SIDE = 4  # a change is not told from three posts
STAGES = ((9, 0), (39, 1), (199, 1))  # orders drawn so far, and how many may be as far apart to go on
MOVED_AT = 0.01  # chance of such a change in a feed whose order means nothing
LIKELY_FROM = 0.85  # of the greatest distance: moments as far apart hold nine in ten of the changes of written feeds
_AT_ONCE = 64  # feeds; 200 orders of 30 posts by 25 subjects are 15 MB a hundred
Rows: TypeAlias = NDArray[np.int64]


@dataclass(frozen=True)
class Moved:
    """`first` is the position of the first post after the change among the feeds' posts; subjects are columns.

    It probably lies between `earliest` and `latest`, see LIKELY_FROM. `ratio` is the share of posts whose subject is
    another than before.
    """

    first: int
    earliest: int
    latest: int
    before: int
    after: int
    ratio: float


@dataclass(frozen=True)
class Drift:
    """`chance` of as great a change in a feed whose order means nothing; `moved` is null above MOVED_AT."""

    chance: float
    moved: Moved | None


def drifts(feeds: FeedSubjects) -> list[Drift | None]:
    """One a creator, null below FEWEST_POSTS; posts are newest first within a creator, and creators are runs in any order.

    The greatest distance between the mean subjects before and after a moment, over all moments (James 1992, section 2,
    with unknown variance left out), against the same over random orders of the posts: the false alarms are MOVED_AT
    at most whatever the feed is like. Feeds are let go as soon as orders are as far apart as they are (Besag 1991).
    """
    found: list[Drift | None] = [None] * feeds.creators
    counts, starts = feeds.counts, np.zeros(feeds.creators, np.int64)
    owners, first = np.unique(feeds.owner, return_index=True)
    starts[owners] = first
    for length in np.unique(counts[counts >= FEWEST_POSTS]):
        for creators in _parts(np.flatnonzero(counts == length)):
            rows = starts[creators, None] + np.arange(length)[::-1]  # oldest first
            chances = _chances(feeds.probability[rows])
            for creator, own, chance in zip(creators, rows, chances, strict=True):
                moved = _moved(feeds, own) if chance <= MOVED_AT else None
                found[creator] = Drift(float(chance), moved)
    return found


def _parts(creators: Rows) -> Iterator[Rows]:
    for start in range(0, len(creators), _AT_ONCE):
        yield creators[start : start + _AT_ONCE]


def _chances(posts: Numbers) -> Numbers:
    """`posts` has shape (feeds, posts, subjects), oldest first."""
    length, most = posts.shape[1], STAGES[-1][0]
    orders = np.random.default_rng(length).permuted(np.tile(np.arange(length), (most, 1)), axis=1)
    small = posts.astype(np.float32)
    seen = _distances(small).max(axis=-1) * (1 - 1e-5)  # what rounding makes of equal ones counts as as far
    as_far, drawn, going_on = np.zeros(len(posts), np.int64), np.zeros(len(posts), np.int64), np.arange(len(posts))
    start = 0
    for end, allowed in STAGES:
        as_far[going_on] += _as_far(small[going_on], orders[start:end], seen[going_on])
        drawn[going_on], start = end, end
        going_on = going_on[as_far[going_on] <= allowed]
    return np.asarray((as_far + 1) / (drawn + 1))


def _as_far(posts: NDArray[np.float32], orders: Rows, seen: NDArray[np.float32]) -> Rows:
    """In how many orders of its posts each feed is as far apart as in its own."""
    return np.asarray((_distances(posts[:, orders]).max(axis=-1) >= seen[:, None]).sum(axis=1))


def _distances(posts: NDArray[np.float32]) -> NDArray[np.float32]:
    """Squared distance of the means before and after each moment, weighted by both lengths; shape (..., moments)."""
    length = posts.shape[-2]
    until = np.arange(FEWEST_ON_A_SIDE, length - FEWEST_ON_A_SIDE + 1)
    sums = np.cumsum(posts - posts.mean(axis=-2, keepdims=True), axis=-2)[..., until - 1, :]
    weights = length / (until * (length - until))
    return np.asarray(np.einsum("...ij,...ij->...i", sums, sums) * weights.astype(np.float32))


def _moved(feeds: FeedSubjects, rows: Rows) -> Moved:
    """The change of one feed, each side read as a feed of its own.

    Read as one, posts after the change are taken for some before it, and the change seems smaller than it is.
    """
    distances = _distances(feeds.probability[rows].astype(np.float32))
    likely = FEWEST_ON_A_SIDE + np.flatnonzero(distances >= LIKELY_FROM * distances.max())
    moment = FEWEST_ON_A_SIDE + int(distances.argmax())
    sides = (np.arange(len(rows)) >= moment).astype(np.int64)
    read = by_feed(feeds.alone.probability[rows], sides, 2, feeds.alone.words.prior_posts)
    before, after = read[:moment], read[moment:]
    gain = after.mean(axis=0) - before.mean(axis=0)
    by_chance = before.var(axis=0, ddof=1) / len(before) + after.var(axis=0, ddof=1) / len(after)
    return Moved(
        first=int(rows[moment]),
        earliest=int(rows[likely[0]]),
        latest=int(rows[likely[-1]]),
        before=int(gain.argmin()),
        after=int(gain.argmax()),
        ratio=float(np.sqrt(np.maximum(gain**2 - by_chance, 0)).sum() / 2),
    )
