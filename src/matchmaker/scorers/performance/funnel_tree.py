"""Partial pooling of one rate over platform, objective, category and creator: evidence goes up, beliefs come down.

Every node's rate is Beta around its parent's with a coefficient of variation of its level. A node that rests on n
trials tells its parent as much as n (phi + 1) / (n + phi) trials of the parent's own, where phi is the
concentration of that Beta (Kleinman 1973, section 2); on the way down a belief worth K trials is worth
K phi / (K + phi + 1) for a child. This is hierarchical credibility (Jewell 1975) in units of trials: exact for
means and variances, and each step can be checked by hand.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeAlias, TypeVar

import numpy as np
import polars as pl

from matchmaker.domain.assessment import Numbers
from matchmaker.scorers.performance.funnel_prior import StepPrior

LEVELS = ("platform", "objective", "category", "creator_id")
SMALLEST_CONCENTRATION = 1.0  # of a node's Beta around its parent; below it the Beta is all at 0 and 1
_TOLD = ("told_trials", "told_successes")

Belief: TypeAlias = tuple[float, float]  # alpha and beta
Node: TypeAlias = tuple[str | None, ...]
NumberT = TypeVar("NumberT", float, Numbers)


@dataclass(frozen=True, eq=False)
class PooledRate:
    """Beliefs about one rate: `overall`, and what is known of each node below, keyed by the words of LEVELS to it.

    `creators` holds what a creator (platform, creator_id) has shown in all objectives and categories together:
    successes, and how many the rates of these cells would have made expected.
    """

    prior: StepPrior
    overall: Belief
    nodes: Mapping[Node, Belief]
    creators: Mapping[Node, tuple[float, float]]

    def next_post(self, rows: pl.DataFrame) -> pl.DataFrame:
        """alpha and beta of the rate of one more post, aligned with `rows` (columns LEVELS, null = not stated)."""
        asked = rows.select(LEVELS).rows()
        # Cells are few and creators many: each cell is walked once.
        fresh = {cell: self._fresh_creator(cell) for cell in {each[:-1] for each in asked}}
        creators = np.array([self._with_own(fresh[each[:-1]], each) for each in asked]).reshape(-1, 2).T
        alpha, beta = child((creators[0], creators[1]), self.prior.spreads.post)
        return pl.DataFrame({"alpha": alpha, "beta": beta})

    def _fresh_creator(self, cell: Node) -> Belief:
        """The belief about a creator of this cell of whom nothing is known."""
        belief = self.overall
        for level, spread in enumerate(self.prior.spreads.of_levels()):
            node = cell[: level + 1]
            known = self.nodes.get(node) if len(node) == level + 1 else None
            belief = child(belief, spread) if known is None else known
        return belief

    def _with_own(self, fresh: Belief, creator: Node) -> Belief:
        """The creator's prior joined by all they have shown on the platform, as observed over expected."""
        successes, expected = self.creators.get((creator[0], creator[-1]), (0.0, 0.0))
        alpha, beta = fresh
        trials = expected * (alpha + beta) / alpha
        return alpha + successes, beta + max(trials - successes, 0.0)


def pooled(prior: StepPrior, evidence: pl.DataFrame) -> PooledRate:
    """Beliefs after `evidence`: a row a post with LEVELS, trials, successes and doubt.

    `doubt` is the relative variance of a row's trials where these are themselves estimated, else 0.
    """
    spreads = prior.spreads.of_levels()
    posts = _told(evidence, LEVELS, pl.lit(prior.spreads.post**2) + pl.col("doubt"), prior)
    nodes = [_sums(posts, LEVELS)]
    for level in reversed(range(len(LEVELS))):
        told = _told(nodes[0], LEVELS[:level], pl.lit(spreads[level] ** 2), prior)
        nodes = [_sums(told, LEVELS[:level]), told, *nodes[1:]]
    sums = nodes[0].row(0, named=True)
    overall = prior.overall.alpha + sums["successes"], prior.overall.beta + sums["trials"] - sums["successes"]
    believed: dict[Node, Belief] = {}
    for level, told in enumerate(nodes[1:]):
        believed.update(_believed(told, level, believed or {(): overall}, spreads[level]))
    return PooledRate(prior, overall, believed, _shown(nodes[-1], believed))


def _told(nodes: pl.DataFrame, parent: Sequence[str], variance: pl.Expr, prior: StepPrior) -> pl.DataFrame:
    """The nodes with what each tells its parent, told_trials and told_successes."""
    trials, successes = pl.col("trials"), pl.col("successes")
    keys = [pl.col(name) for name in parent] or [pl.lit(0)]
    mean = (successes.sum().over(keys) + prior.overall.alpha) / (
        trials.sum().over(keys) + prior.overall.alpha + prior.overall.beta
    )
    phi = ((1 - mean) / (mean * variance) - 1).clip(lower_bound=SMALLEST_CONCENTRATION)
    worth = trials * (phi + 1) / (trials + phi)
    share = pl.when(trials > 0).then(worth / trials).otherwise(0.0)
    return nodes.with_columns(told_trials=worth, told_successes=successes * share)


def _sums(told: pl.DataFrame, keys: Sequence[str]) -> pl.DataFrame:
    sums = {"trials": pl.col("told_trials").sum(), "successes": pl.col("told_successes").sum()}
    return told.group_by(keys, maintain_order=True).agg(**sums) if keys else told.select(**sums)


def _believed(
    told: pl.DataFrame, level: int, parents: Mapping[Node, Belief], spread: float
) -> Iterator[tuple[Node, Belief]]:
    """Nodes of one level: what the parent believes without what this node told it, and what the node rests on."""
    for row in told.select(*LEVELS[: level + 1], "trials", "successes", *_TOLD).iter_rows():
        node, (trials, successes, told_trials, told_successes) = row[: level + 1], row[level + 1 :]
        alpha, beta = parents[node[:-1]]
        others = alpha - told_successes, beta - told_trials + told_successes
        alpha, beta = child(others, spread)
        yield node, (alpha + successes, beta + trials - successes)


def _shown(creators: pl.DataFrame, beliefs: Mapping[Node, Belief]) -> dict[Node, tuple[float, float]]:
    """Of each creator on each platform: successes, and how many the rates of their cells would have made expected."""
    shown: dict[Node, tuple[float, float]] = {}
    for *cell, creator, trials, successes in creators.select(*LEVELS, "trials", "successes").iter_rows():
        alpha, beta = beliefs[tuple(cell)]
        before = shown.get((cell[0], creator), (0.0, 0.0))
        shown[cell[0], creator] = before[0] + successes, before[1] + trials * alpha / (alpha + beta)
    return shown


def child(belief: tuple[NumberT, NumberT], spread: float) -> tuple[NumberT, NumberT]:
    """A belief (alpha, beta) about a node, as a belief about one of its children of which nothing is known."""
    alpha, beta = belief
    weight = alpha + beta
    mean = alpha / weight
    phi = np.maximum((1 - mean) / (mean * spread**2) - 1, SMALLEST_CONCENTRATION)
    kept = weight * phi / (weight + phi + 1)
    return mean * kept, (1 - mean) * kept
