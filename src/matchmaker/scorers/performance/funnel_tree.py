"""Partial pooling of one rate over platform, objective, category and creator: evidence goes up, beliefs come down.

Every node's rate is Beta around its parent's with a coefficient of variation of its level. A node that rests on n
trials tells its parent as much as n (phi + 1) / (n + phi) trials of the parent's own, where phi is the
concentration of that Beta (Kleinman 1973, section 2); on the way down a belief worth K trials is worth
K phi / (K + phi + 1) for a child. This is hierarchical credibility (Jewell 1975) in units of trials: exact for
means and variances, and each step can be checked by hand.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import reduce

import polars as pl

from matchmaker.scorers.performance.funnel_prior import StepPrior

LEVELS = ("platform", "objective", "category", "creator_id")
SMALLEST_CONCENTRATION = 1.0  # of a node's Beta around its parent; below it the Beta is all at 0 and 1
_ALPHA, _BETA = pl.col("alpha"), pl.col("beta")
_TOLD = ("told_trials", "told_successes")


@dataclass(frozen=True)
class PooledRate:
    """Beliefs about one rate: `overall` (one row) and one frame a level, keyed by LEVELS up to it, alpha and beta.

    `creators` holds what each creator has shown on a platform in any objective and category: expected and
    successes, by cell.
    """

    prior: StepPrior
    overall: pl.DataFrame
    levels: tuple[pl.DataFrame, ...]
    creators: pl.DataFrame

    def next_post(self, rows: pl.DataFrame) -> pl.DataFrame:
        """alpha and beta of the rate of one more post, aligned with `rows` (columns LEVELS, null = not stated)."""
        asked = rows.select(LEVELS).join(self.overall, how="cross", maintain_order="left")
        pooled = reduce(self._one_level_down, range(len(LEVELS) - 1), asked)
        own = _child(pooled, self.prior.spreads.creator).pipe(self._with_own)
        return _child(own, self.prior.spreads.post).select("alpha", "beta")

    def _one_level_down(self, asked: pl.DataFrame, level: int) -> pl.DataFrame:
        keys = list(LEVELS[: level + 1])
        known = self.levels[level].select(*keys, known_alpha="alpha", known_beta="beta")
        fresh = _child(asked, self.prior.spreads.of_levels()[level])
        both = fresh.join(known, on=keys, how="left", nulls_equal=True, maintain_order="left")
        return both.with_columns(
            alpha=pl.coalesce("known_alpha", "alpha"), beta=pl.coalesce("known_beta", "beta")
        ).drop("known_alpha", "known_beta")

    def _with_own(self, asked: pl.DataFrame) -> pl.DataFrame:
        """The creator's prior joined by all they have shown on the platform, as observed over expected."""
        shown = self.creators.group_by("platform", "creator_id").agg(pl.col("expected", "successes").sum())
        own = asked.join(shown, on=["platform", "creator_id"], how="left", nulls_equal=True, maintain_order="left")
        mean = _ALPHA / (_ALPHA + _BETA)
        successes, trials = pl.col("successes").fill_null(0.0), pl.col("expected").fill_null(0.0) / mean
        return own.with_columns(alpha=_ALPHA + successes, beta=_BETA + (trials - successes).clip(lower_bound=0.0)).drop(
            "expected", "successes"
        )


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
    overall = nodes[0].select(
        alpha=prior.overall.alpha + pl.col("successes"),
        beta=prior.overall.beta + pl.col("trials") - pl.col("successes"),
    )
    levels: list[pl.DataFrame] = []
    for level, told in enumerate(nodes[1:]):
        levels.append(_believed(told, levels[-1] if levels else overall, level, spreads[level]))
    return PooledRate(prior, overall, tuple(levels), _shown(nodes[-1], levels[-2]))


def _told(nodes: pl.DataFrame, parent: Sequence[str], variance: pl.Expr, prior: StepPrior) -> pl.DataFrame:
    """The nodes with what each tells its parent, told_trials and told_successes."""
    trials, successes = pl.col("trials"), pl.col("successes")
    keys = [pl.col(name) for name in parent] or [pl.lit(0)]
    mean = (successes.sum().over(keys) + prior.overall.alpha) / (
        trials.sum().over(keys) + prior.overall.alpha + prior.overall.beta
    )
    phi = _concentration(mean, variance)
    worth = trials * (phi + 1) / (trials + phi)
    share = pl.when(trials > 0).then(worth / trials).otherwise(0.0)
    return nodes.with_columns(told_trials=worth, told_successes=successes * share)


def _sums(told: pl.DataFrame, keys: Sequence[str]) -> pl.DataFrame:
    sums = {"trials": pl.col("told_trials").sum(), "successes": pl.col("told_successes").sum()}
    return told.group_by(keys, maintain_order=True).agg(**sums) if keys else told.select(**sums)


def _believed(told: pl.DataFrame, parents: pl.DataFrame, level: int, spread: float) -> pl.DataFrame:
    """Nodes of one level with alpha and beta: the parent's belief without what this node told it, and its own."""
    keys = list(LEVELS[:level])
    joined = (
        told.join(parents.select(*keys, "alpha", "beta"), on=keys, how="left", nulls_equal=True, maintain_order="left")
        if keys
        else told.join(parents, how="cross", maintain_order="left")
    )
    others = joined.with_columns(
        alpha=_ALPHA - pl.col("told_successes"),
        beta=_BETA - pl.col("told_trials") + pl.col("told_successes"),
    )
    return _child(others, spread).select(
        *LEVELS[: level + 1],
        alpha=_ALPHA + pl.col("successes"),
        beta=_BETA + pl.col("trials") - pl.col("successes"),
    )


def _shown(creators: pl.DataFrame, categories: pl.DataFrame) -> pl.DataFrame:
    """What each creator has shown in each cell: successes, and how many the cell's rate would have made expected."""
    keys = list(LEVELS[:-1])
    rates = categories.select(*keys, rate=_ALPHA / (_ALPHA + _BETA))
    cells = creators.join(rates, on=keys, how="left", nulls_equal=True, maintain_order="left")
    return cells.select(*LEVELS, "successes", expected=pl.col("trials") * pl.col("rate"))


def _child(beliefs: pl.DataFrame, spread: float) -> pl.DataFrame:
    """The beliefs (alpha, beta) about a node, as beliefs about one of its children of which nothing is known."""
    weight = _ALPHA + _BETA
    mean = _ALPHA / weight
    phi = _concentration(mean, pl.lit(spread**2))
    kept = weight * phi / (weight + phi + 1)
    return beliefs.with_columns(alpha=mean * kept, beta=(1 - mean) * kept)


def _concentration(mean: pl.Expr, variance: pl.Expr) -> pl.Expr:
    """alpha + beta of a Beta with this mean and relative variance (standard deviation / mean, squared)."""
    return ((1 - mean) / (mean * variance) - 1).clip(lower_bound=SMALLEST_CONCENTRATION)
