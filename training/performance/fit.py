"""Fitting a performance model: trends by size, out-of-fold priors, shrinkage and trees."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

import lightgbm as lgb
import numpy as np
import polars as pl

from matchmaker.domain.assessment import Numbers
from matchmaker.scorers.boosters import TextBooster
from matchmaker.scorers.performance.bands import HIGH_LEVEL, LOW_LEVEL, TAIL_FEATURES, Tails
from matchmaker.scorers.performance.columns import (
    CORRECTION_FEATURES,
    PRIOR_FEATURES,
)
from matchmaker.scorers.performance.effects import ContentEffects
from matchmaker.scorers.performance.funnel_prior import ASSUMED, FunnelParameters
from matchmaker.scorers.performance.maturity import Maturity
from matchmaker.scorers.performance.model import PerformanceModel, floats, with_prior
from matchmaker.scorers.performance.parameters import (
    ForecastParameters,
    Shrinkage,
    Trend,
)
from training.jobs.texts import kept_text
from training.performance.rows import authors
from training.performance.scores import cross_scores
from training.performance.topics import fit_lifts, fit_topics
from training.splits import by_group

FEWEST_AUTHORS = 30  # fewer say nothing about how a platform's counts grow with followers
SLOPE_PRIOR = 25.0  # log-followers squared by which the slope is held near 1, counts in proportion to followers
FOLDS = 3  # for priors of authors the prior has not seen; more move the figures less than their intervals
SMALLEST_BETWEEN = 0.05  # variance; keeps shrinkage finite when authors hardly differ


@dataclass(frozen=True)
class Trees:
    """How a booster is grown; `objective` is LightGBM's."""

    rounds: int
    leaves: int
    learning_rate: float
    objective: str
    level: float = 0.5  # of the objective "quantile"
    leaf_rows_min: int = 50


@dataclass(frozen=True)
class FittedPerformance:
    """Parameters and LightGBM texts: what a bundle holds.

    `scores` are standardised errors on authors the parts that made them had not seen, see `cross_scores`; bands are
    set from them.
    """

    parameters: ForecastParameters
    prior_text: str | None = None
    correction_text: str | None = None
    tail_texts: tuple[str, str] | None = None
    scores: pl.DataFrame | None = field(default=None, compare=False, repr=False)
    funnel: FunnelParameters = ASSUMED
    maturity: Maturity = field(default_factory=Maturity)
    effects: ContentEffects = field(default_factory=ContentEffects)

    def model(self) -> PerformanceModel:
        """The model ready to forecast."""
        return PerformanceModel(
            self.parameters,
            None if self.prior_text is None else TextBooster(self.prior_text, PRIOR_FEATURES),
            None if self.correction_text is None else TextBooster(self.correction_text, CORRECTION_FEATURES),
            None if self.tail_texts is None else Tails(*(TextBooster(text, TAIL_FEATURES) for text in self.tail_texts)),
        )


@dataclass(frozen=True)
class Grown:
    """How the trees of a model are grown; None leaves trends, shrinkage and their spread alone.

    `content`: whether hashtags and paid partnerships are learned from.
    """

    prior: Trees | None = None
    correction: Trees | None = None
    tails: Trees | None = None
    content: bool = True


def fit(rows: pl.DataFrame, trees: Grown, seed: int) -> FittedPerformance:
    """The model of learning rows. Bands are still to be set."""
    priors = _out_of_fold_priors(rows, trees, seed)
    prior_text = None if trees.prior is None else _grow_prior(rows, trees.prior, trees.content, seed)
    scores = cross_scores(rows, priors, lambda own, known: _fit_to_priors(own, known, trees, seed).model(), seed)
    return replace(_fit_to_priors(rows, priors, trees, seed), prior_text=prior_text, scores=scores)


def _fit_to_priors(rows: pl.DataFrame, priors: Numbers, trees: Grown, seed: int) -> FittedPerformance:
    """Everything but the prior, given what it says of each row."""
    trends = fit_trends(rows)
    parameters = ForecastParameters(
        trends=trends,
        topics=fit_topics(rows, trends) if trees.content else (),
        lifts=fit_lifts(rows) if trees.content else (),
        shrinkages=_fit_shrinkages(rows, priors),
        bands=(),
        boosted=trees.prior is not None,
    )
    outlook = PerformanceModel(parameters).outlook(rows, priors)
    left = floats(rows, "target") - outlook.centre
    correction, tails = trees.correction, trees.tails
    return FittedPerformance(
        parameters,
        correction_text=None if correction is None else _grow_correction(rows, priors, left, correction, seed),
        tail_texts=None if tails is None else _grow_tails(rows, priors, left / outlook.spread, tails, seed),
    )


def fit_trends(rows: pl.DataFrame) -> tuple[Trend, ...]:
    """Each platform's mean and slope of every metric over authors whose followers are known."""
    by_author = rows.drop_nulls("followers_log").group_by("metric", "platform", "set", "author_id", maintain_order=True)
    means = by_author.agg(pl.col("target", "followers_log").mean())
    groups = means.group_by("metric", "platform", maintain_order=True)
    return tuple(
        _trend(str(metric), str(platform), group)
        for (metric, platform), group in groups
        if group.height >= FEWEST_AUTHORS
    )


def _trend(metric: str, platform: str, means: pl.DataFrame) -> Trend:
    size, target = means["followers_log"].to_numpy(), means["target"].to_numpy()
    centred = size - size.mean()
    slope = ((centred * target).sum() + SLOPE_PRIOR) / ((centred**2).sum() + SLOPE_PRIOR)
    return Trend(
        metric=metric,
        platform=platform,
        log_mean=float(target.mean()),
        slope=float(slope),
        followers_log_mean=float(size.mean()),
        authors_count=means.height,
    )


def _out_of_fold_priors(rows: pl.DataFrame, trees: Grown, seed: int) -> Numbers:
    priors = np.full(rows.height, np.nan)
    for held_out in by_group(authors(rows), (1,) * FOLDS, seed):
        others, own = rows.filter(pl.Series(~held_out)), rows.filter(pl.Series(held_out))
        text = None if trees.prior is None else _grow_prior(others, trees.prior, trees.content, seed)
        priors[held_out] = _prior_model(others, text, trees.content).priors(own)
    return priors


def _prior_model(rows: pl.DataFrame, text: str | None, content: bool) -> PerformanceModel:
    trends = fit_trends(rows)
    topics = fit_topics(rows, trends) if content else ()
    parameters = ForecastParameters(trends=trends, topics=topics, shrinkages=(), bands=(), boosted=text is not None)
    return PerformanceModel(parameters, None if text is None else TextBooster(text, PRIOR_FEATURES))


def _grow_prior(rows: pl.DataFrame, trees: Trees, content: bool, seed: int) -> str:
    left = floats(rows, "target") - _prior_model(rows, None, content).priors(rows)
    known = np.isfinite(left)
    usable = rows.filter(pl.Series(known))
    # Every author counts once: long feeds must not decide what a newcomer may expect.
    weight = usable.select(1 / pl.len().over("set", "author_id", "metric")).to_series().to_numpy()
    return _grow(usable, PRIOR_FEATURES, left[known], trees, seed, weight)


def _grow_tails(rows: pl.DataFrame, priors: Numbers, left: Numbers, trees: Trees, seed: int) -> tuple[str, str]:
    known = np.isfinite(left)
    usable = with_prior(rows, priors).filter(pl.Series(known))
    # Posts of one author resemble each other: a feed ten times as long says about three times as much.
    weight = usable.select(1 / pl.len().over("set", "author_id", "metric").sqrt()).to_series().to_numpy()
    low, high = (
        _grow(usable, TAIL_FEATURES, left[known], replace(trees, objective="quantile", level=level), seed, weight)
        for level in (LOW_LEVEL, HIGH_LEVEL)
    )
    return low, high


def _grow_correction(rows: pl.DataFrame, priors: Numbers, left: Numbers, trees: Trees, seed: int) -> str:
    known = np.isfinite(left)
    usable = with_prior(rows, priors).filter(pl.Series(known))
    return _grow(usable, CORRECTION_FEATURES, left[known], trees, seed, None)


def _grow(
    rows: pl.DataFrame, features: Sequence[str], target: Numbers, trees: Trees, seed: int, weight: Numbers | None
) -> str:
    columns = rows.select(pl.col(name).cast(pl.Float64).fill_null(float("nan")) for name in features).to_numpy()
    parameters = {
        "objective": trees.objective,
        "alpha": trees.level,
        "num_leaves": trees.leaves,
        "learning_rate": trees.learning_rate,
        "min_data_in_leaf": trees.leaf_rows_min,
        "bagging_fraction": 0.7,
        "bagging_freq": 1,
        "feature_fraction": 0.7,
        "lambda_l2": 5.0,
        "seed": seed,
        "deterministic": True,
        "force_row_wise": True,
        "num_threads": 1,
        "verbose": -1,
    }

    def grow() -> str:
        dataset = lgb.Dataset(columns, target, weight=weight, feature_name=list(features))
        text: str = lgb.train(parameters, dataset, trees.rounds).model_to_string()
        return text

    asked = {**parameters, "rounds": trees.rounds, "features": list(features), "lightgbm": lgb.__version__}
    return kept_text((columns, target, weight), asked, grow)


def _fit_shrinkages(rows: pl.DataFrame, priors: Numbers) -> tuple[Shrinkage, ...]:
    """Moments: within = mean variance of an author's posts, between = mean squared gap to the prior beyond chance."""
    gaps = rows.with_columns(gap=pl.col("target") - pl.Series(priors, nan_to_null=True))
    by_author = gaps.group_by("metric", "platform", "set", "author_id", maintain_order=True).agg(
        within=pl.col("target").var(), gap=pl.col("gap").mean(), posts=pl.len()
    )
    several = by_author.filter(pl.col("posts") > 2)
    cells = ((("metric",), 1), (("metric", "platform"), FEWEST_AUTHORS))
    return tuple(
        _shrinkage(dict(zip(cell, map(str, names), strict=True)), authors_of)
        for cell, fewest in cells
        for names, authors_of in several.sort(cell, maintain_order=True).group_by(cell, maintain_order=True)
        if authors_of.height >= fewest
    )


def _shrinkage(cell: Mapping[str, str], by_author: pl.DataFrame) -> Shrinkage:
    within = float(by_author.select(pl.col("within").mean()).item() or 1.0)
    beyond = by_author.select((pl.col("gap") ** 2 - pl.col("within") / pl.col("posts")).mean()).item()
    return Shrinkage(**cell, within=max(within, 1e-4), between=max(float(beyond or 1.0), SMALLEST_BETWEEN))
