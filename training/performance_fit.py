"""Fitting a performance model: trends by size, out-of-fold priors, shrinkage, trees, and conformal bands."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import lightgbm as lgb
import numpy as np
import polars as pl
from numpy.typing import NDArray

from matchmaker.domain.assessment import QUANTILE_LEVELS, Numbers
from matchmaker.domain.tiers import TIERS
from matchmaker.scorers.boosters import TextBooster
from matchmaker.scorers.performance_columns import (
    CORRECTION_FEATURES,
    METRICS,
    PLAN_DETAILS,
    PRIOR_FEATURES,
    metric_rows,
)
from matchmaker.scorers.performance_model import PerformanceModel, floats, plan_known, with_prior
from matchmaker.scorers.performance_parameters import (
    HISTORY_FROM,
    Band,
    ForecastParameters,
    Shrinkage,
    Trend,
    history_class,
    tier_class,
)
from training.splits import by_group

FEWEST_AUTHORS = 30  # fewer say nothing about how a platform's counts grow with followers
SLOPE_PRIOR = 25.0  # log-followers squared by which the slope is held near 1, counts in proportion to followers
FOLDS = 3  # for priors of authors the prior has not seen; more move the figures less than their intervals
FEWEST_BAND_ROWS, FEWEST_BAND_AUTHORS = 200, 20  # below these a cell takes the band of the next coarser one
HIDDEN_POSTS = 10  # newest posts of an author that appear again with counts hidden
SMALLEST_BETWEEN = 0.05  # variance; keeps shrinkage finite when authors hardly differ
CELLS = ((), ("metric",), ("metric", "history"), CELL, (*CELL, "plan"), (*CELL, "plan", "tier"))


@dataclass(frozen=True)
class Trees:
    """How a booster is grown; `objective` is LightGBM's."""

    rounds: int
    leaves: int
    learning_rate: float
    objective: str


@dataclass(frozen=True)
class FittedPerformance:
    """Parameters and LightGBM texts: what a bundle holds."""

    parameters: ForecastParameters
    prior_text: str | None
    correction_text: str | None

    def model(self) -> PerformanceModel:
        """The model ready to forecast."""
        return PerformanceModel(
            self.parameters,
            None if self.prior_text is None else TextBooster(self.prior_text, PRIOR_FEATURES),
            None if self.correction_text is None else TextBooster(self.correction_text, CORRECTION_FEATURES),
        )


def learning_rows(examples: pl.DataFrame, hidden_share: float, seed: int) -> pl.DataFrame:
    """Rows of every metric whose target is known, with copies that know less.

    A share of the authors appears again with counts hidden: they stand for creators who show no counts, or
    have not posted. Every example appears with and without its plan, as forecasts are asked for either way.
    """
    hidden = without_counts(latest(of_some_authors(examples, hidden_share, seed), HIDDEN_POSTS))
    both = pl.concat([examples, hidden], how="vertical")
    return target_rows(pl.concat([both, without_plan(both)], how="vertical"))


def target_rows(examples: pl.DataFrame) -> pl.DataFrame:
    """One row an example and metric with a known target: the metric's columns, `metric` and `target` (log1p)."""
    parts = [
        metric_rows(examples, metric)
        .with_columns(metric=pl.lit(metric), target=pl.col(metric).log1p(), rival=pl.col(f"{metric}_past_mean"))
        .filter(pl.col("target").is_not_null())
        for metric in METRICS
    ]
    return pl.concat(parts, how="vertical")


def without_counts(examples: pl.DataFrame) -> pl.DataFrame:
    """The examples as if no count of their past were known."""
    pasts = [name for name in examples.columns if name.startswith("log_")]
    known = [f"{metric}_known" for metric in METRICS]
    rivals = [f"{metric}_past_mean" for metric in METRICS]
    return examples.with_columns(
        pl.lit(None, pl.Float64).alias(name) if name not in known else pl.lit(0, examples.schema[name]).alias(name)
        for name in (*pasts, *known, *rivals)
    )


def without_plan(examples: pl.DataFrame) -> pl.DataFrame:
    """The examples as forecasts of an ordinary post; the age at which it is counted stays known."""
    return examples.with_columns(pl.lit(None, examples.schema[name]).alias(name) for name in PLAN_DETAILS)


def latest(examples: pl.DataFrame, count: int = 1) -> pl.DataFrame:
    """The newest examples of each author: they know most of their author's habits."""
    ordered = examples.sort("moment", "post_id", descending=True)
    return ordered.filter(pl.int_range(pl.len()).over("set", "author_id") < count)


def of_some_authors(examples: pl.DataFrame, share: float, seed: int) -> pl.DataFrame:
    """The examples of a share of the authors, chosen by name and seed alone."""
    return (
        examples if share == 1 else examples.filter(pl.Series(by_group(authors(examples), (share, 1 - share), seed)[0]))
    )


def authors(rows: pl.DataFrame) -> NDArray[np.str_]:
    """The author of each row, told apart between sets."""
    names: NDArray[np.str_] = rows.select(pl.format("{}/{}", "set", "author_id")).to_series().to_numpy()
    return names


def fit(rows: pl.DataFrame, prior_trees: Trees | None, correction_trees: Trees | None, seed: int) -> FittedPerformance:
    """The model of learning rows; None for trees leaves trends and shrinkage alone. Bands are still to be set."""
    priors = _out_of_fold_priors(rows, prior_trees, seed)
    prior_text = None if prior_trees is None else _grow_prior(rows, fit_trends(rows), prior_trees, seed)
    parameters = ForecastParameters(
        trends=fit_trends(rows),
        shrinkages=_fit_shrinkages(rows, priors),
        bands=(),
        boosted=prior_trees is not None,
    )
    fitted = FittedPerformance(parameters, prior_text, None)
    if correction_trees is None:
        return fitted
    centre = PerformanceModel(parameters).outlook(rows, priors).centre
    return replace(fitted, correction_text=_grow_correction(rows, priors, centre, correction_trees, seed))


def set_bands(fitted: FittedPerformance, rows: pl.DataFrame) -> FittedPerformance:
    """The model with conformal bands from rows it has not seen (Romano 2019, Mondrian by CELLS, per quantile)."""
    scored = standardised(fitted.model(), rows)
    parameters = fitted.parameters.model_copy(update={"bands": tuple(_bands(scored))})
    return replace(fitted, parameters=parameters)


def standardised(model: PerformanceModel, rows: pl.DataFrame) -> pl.DataFrame:
    """Rows that have a forecast, with `score` = (target - centre) / spread and their cell's columns."""
    outlook = model.outlook(rows)
    return rows.select(
        "metric",
        "platform",
        author=pl.format("{}/{}", "set", "author_id"),
        history=pl.Series(history_class(floats(rows, "past_count"))),
        plan=pl.Series(plan_known(rows)).cast(pl.Boolean),
        tier=pl.Series(tier_class(floats(rows, "followers_log"))),
        score=pl.Series((floats(rows, "target") - outlook.centre) / outlook.spread),
    ).filter(pl.col("score").is_finite())


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


def conformal_quantiles(scores: Numbers) -> tuple[float, ...]:
    """Order statistics of `scores` at QUANTILE_LEVELS with the finite-sample correction of split conformal.

    A level above one half takes the ceil((n + 1) level)-th smallest, one below the floor((n + 1) level)-th.
    """
    ordered = np.sort(scores)
    ranks = np.array(QUANTILE_LEVELS) * (len(ordered) + 1)
    places = np.where(np.array(QUANTILE_LEVELS) > 0.5, np.ceil(ranks), np.floor(ranks)).astype(int) - 1
    middle = float(np.median(ordered))
    return tuple(
        middle if level == 0.5 else float(ordered[place])
        for level, place in zip(QUANTILE_LEVELS, np.clip(places, 0, len(ordered) - 1), strict=True)
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


def _out_of_fold_priors(rows: pl.DataFrame, trees: Trees | None, seed: int) -> Numbers:
    priors = np.full(rows.height, np.nan)
    for held_out in by_group(authors(rows), (1,) * FOLDS, seed):
        others, own = rows.filter(pl.Series(~held_out)), rows.filter(pl.Series(held_out))
        trends = fit_trends(others)
        text = None if trees is None else _grow_prior(others, trends, trees, seed)
        priors[held_out] = _prior_model(trends, text).priors(own)
    return priors


def _prior_model(trends: Sequence[Trend], text: str | None) -> PerformanceModel:
    parameters = ForecastParameters(trends=tuple(trends), shrinkages=(), bands=(), boosted=text is not None)
    return PerformanceModel(parameters, None if text is None else TextBooster(text, PRIOR_FEATURES))


def _grow_prior(rows: pl.DataFrame, trends: Sequence[Trend], trees: Trees, seed: int) -> str:
    left = floats(rows, "target") - _prior_model(trends, None).priors(rows)
    known = np.isfinite(left)
    usable = rows.filter(pl.Series(known))
    # Every author counts once: long feeds must not decide what a newcomer may expect.
    weight = usable.select(1 / pl.len().over("set", "author_id", "metric")).to_series().to_numpy()
    return _grow(usable, PRIOR_FEATURES, left[known], trees, seed, weight)


def _grow_correction(rows: pl.DataFrame, priors: Numbers, centre: Numbers, trees: Trees, seed: int) -> str:
    left = floats(rows, "target") - centre
    known = np.isfinite(left)
    usable = with_prior(rows, priors).filter(pl.Series(known))
    return _grow(usable, CORRECTION_FEATURES, left[known], trees, seed, None)


def _grow(
    rows: pl.DataFrame, features: Sequence[str], target: Numbers, trees: Trees, seed: int, weight: Numbers | None
) -> str:
    columns = rows.select(pl.col(name).cast(pl.Float64).fill_null(float("nan")) for name in features).to_numpy()
    parameters = {
        "objective": trees.objective,
        "num_leaves": trees.leaves,
        "learning_rate": trees.learning_rate,
        "min_data_in_leaf": 50,
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
    grown = lgb.train(
        parameters, lgb.Dataset(columns, target, weight=weight, feature_name=list(features)), trees.rounds
    )
    text: str = grown.model_to_string()
    return text


def _fit_shrinkages(rows: pl.DataFrame, priors: Numbers) -> tuple[Shrinkage, ...]:
    """Moments: within = mean variance of an author's posts, between = mean squared gap to the prior beyond chance."""
    gaps = rows.with_columns(gap=pl.col("target") - pl.Series(priors, nan_to_null=True))
    return tuple(
        _shrinkage(metric, gaps.filter(pl.col("metric") == metric))
        for metric in METRICS
        if metric in rows["metric"].unique()
    )


def _shrinkage(metric: str, gaps: pl.DataFrame) -> Shrinkage:
    by_author = gaps.group_by("set", "author_id").agg(
        within=pl.col("target").var(), gap=pl.col("gap").mean(), posts=pl.len()
    )
    several = by_author.filter(pl.col("posts") > 2)
    within = float(several.select(pl.col("within").mean()).item() or 1.0)
    beyond = several.select((pl.col("gap") ** 2 - pl.col("within") / pl.col("posts")).mean()).item()
    return Shrinkage(metric=metric, within=max(within, 1e-4), between=max(float(beyond or 1.0), SMALLEST_BETWEEN))


def _bands(scored: pl.DataFrame) -> Iterator[Band]:
    for cell in CELLS:
        groups = scored.group_by(cell, maintain_order=True) if cell else [((), scored)]
        for names, group in groups:
            if cell and (group.height < FEWEST_BAND_ROWS or group["author"].n_unique() < FEWEST_BAND_AUTHORS):
                continue
            band = _band(dict(zip(cell, names, strict=True)), group)
            if "tier" not in cell or band.tier is not None:
                yield band


def _band(cell: dict[str, object], group: pl.DataFrame) -> Band:
    history, tier = cell.get("history"), cell.get("tier")
    return Band(
        metric=str(cell["metric"]) if "metric" in cell else None,
        platform=str(cell["platform"]) if "platform" in cell else None,
        history_from=None if history is None else HISTORY_FROM[int(str(history))],
        plan_known=None if "plan" not in cell else bool(cell["plan"]),
        tier=None if tier is None or int(str(tier)) < 0 else TIERS[int(str(tier))].name,
        quantiles=conformal_quantiles(group["score"].to_numpy()),
        rows_count=group.height,
    )
