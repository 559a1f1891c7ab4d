"""The dice: stratified draws that every creator shares, so that a creator's numbers depend on nobody else's."""

from dataclasses import dataclass
from functools import lru_cache
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray
from scipy.special import betaincinv, ndtr, ndtri

from matchmaker.domain.assessment import Numbers

Place: TypeAlias = tuple[int, int, float]  # which post of how many, and what part of their luck they share

HISTORY_FROM = (0, 1, 3, 10)  # classes of past posts; within one the doubt about a creator is much alike
_BETA_NODES = np.linspace(-3.4, 3.4, 13)  # normal scores; log quantiles of a Beta are almost straight between them
_SMALLEST_RATE = 1e-12  # stands in for a rate that underflows, so that its logarithm exists


@dataclass(frozen=True)
class Chance:
    """Standard normal scores, stratified: each row holds every stratum once, in its own order. Shape (draws,) each."""

    luck: Numbers
    fakes: Numbers
    clicking: Numbers
    buying: Numbers


@lru_cache(maxsize=8)
def chance(draws_count: int, seed: int) -> Chance:
    """The dice of a policy."""
    generator = np.random.default_rng(seed)
    strata = ndtri(np.linspace(0.5, draws_count - 0.5, draws_count) / draws_count)
    luck, fakes, clicking, buying = (generator.permutation(strata) for _ in range(4))
    return Chance(luck, fakes, clicking, buying)


@lru_cache(maxsize=256)
def post_scores(place: Place, draws_count: int, seed: int) -> Numbers:
    """Normal scores of one post, shape (draws,): those of any two posts of a creator correlate by their shared luck.

    The only post has the luck as it was drawn, stratified; sums of several are so only nearly.
    """
    number, posts_count, shared = place
    luck = chance(draws_count, seed).luck
    if posts_count == 1:
        return luck
    own = np.random.default_rng([seed, draws_count, number]).permutation(luck)
    mixed: Numbers = np.sqrt(shared) * luck + np.sqrt(1 - shared) * own
    return mixed


@lru_cache(maxsize=256)
def post_weights(levels: tuple[float, ...], place: Place, draws_count: int, seed: int) -> Numbers:
    """Weights of quantiles at `levels` that turn them into draws of one post, shape (levels, draws)."""
    return between(levels, ndtr(post_scores(place, draws_count, seed)))


def between(levels: tuple[float, ...], uniform: Numbers) -> Numbers:
    """Weights (levels, draws) of a linear interpolation between quantiles, constant beyond the outer levels."""
    return np.stack([np.interp(uniform, levels, row) for row in np.eye(len(levels))])


def history_classes(history_count: NDArray[np.int64]) -> NDArray[np.int64]:
    """Position in HISTORY_FROM of numbers of past posts."""
    return np.searchsorted(np.array(HISTORY_FROM), history_count, side="right") - 1


def shared_luck(history_class: int, trend_posts_count: float) -> float:
    """Correlation of two posts of a creator: the share of the doubt that is about the creator, not about the post.

    With n posts to stand on a post's variance is within x (1 + 1 / n); 1 / n of it is common (Efron and Morris 1975).
    """
    return 1 / (1 + HISTORY_FROM[history_class] + trend_posts_count)


@dataclass(frozen=True)
class BetaRates:
    """Beta distributions of a rate, a row a creator, ready to be drawn from; equal ones are kept once.

    `mean` has shape (distinct,), `log_quantiles` (distinct, nodes), `place` (creators,) says which each creator has.
    """

    mean: Numbers
    log_quantiles: Numbers
    place: NDArray[np.int64]

    @classmethod
    def of(cls, alpha: Numbers, beta: Numbers) -> "BetaRates":
        """From the parameters, each of shape (creators,)."""
        pairs, place = np.unique(np.column_stack([alpha, beta]), axis=0, return_inverse=True)
        quantiles = betaincinv(pairs[:, :1], pairs[:, 1:], ndtr(_BETA_NODES)[None, :])
        mean = pairs[:, 0] / pairs.sum(axis=1)
        return cls(mean, np.log(np.maximum(quantiles, _SMALLEST_RATE)), place.reshape(-1))

    def only(self, rows: NDArray[np.int64]) -> "BetaRates":
        """Those of some creators."""
        return BetaRates(self.mean, self.log_quantiles, self.place[rows])

    def means(self) -> Numbers:
        """The expected rates, shape (creators,)."""
        means: Numbers = self.mean[self.place]
        return means

    def draws(self, scores: Numbers) -> NDArray[np.float32]:
        """The rates at common normal scores (draws,): shape (creators, draws), or (1, draws) where all are alike."""
        found = np.exp((self.log_quantiles @ _beta_weights(scores.tobytes())).astype(np.float32))
        return found if len(found) == 1 else found[self.place]

    def highest(self, level: float) -> float:
        """The largest quantile at this level (0-1) over the creators, NaN without one."""
        if not self.place.size:
            return float("nan")
        used = np.exp(self.log_quantiles[np.unique(self.place)])
        return max(float(np.interp(ndtri(level), _BETA_NODES, row)) for row in used)

    def draws_of(self, row: int, scores: Numbers) -> Numbers:
        """The rates of one creator at scores of its own, shape (draws,)."""
        drawn: Numbers = np.exp(np.interp(scores, _BETA_NODES, self.log_quantiles[self.place[row]]))
        return drawn


@lru_cache(maxsize=16)
def _beta_weights(scores: bytes) -> Numbers:
    nodes = np.eye(len(_BETA_NODES))
    return np.stack([np.interp(np.frombuffer(scores), _BETA_NODES, row) for row in nodes])
