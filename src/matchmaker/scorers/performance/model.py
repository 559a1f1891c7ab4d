"""From forecast rows to quantiles on the log scale: prior, shrinkage to the creator's own past, correction, bands."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import polars as pl

from matchmaker.domain.assessment import QUANTILE_LEVELS, Numbers
from matchmaker.scorers.boosters import TextBooster
from matchmaker.scorers.performance.bands import Reach, Tails
from matchmaker.scorers.performance.columns import PLAN_DETAILS
from matchmaker.scorers.performance.parameters import (
    SPREAD_PRIOR_POSTS,
    Codes,
    ForecastParameters,
    history_class,
    known_code,
    tier_class,
)


@dataclass(frozen=True)
class Outlook:
    """Middle, spread and reach of log1p counts, each of shape (rows,); NaN where there is nothing to stand on."""

    centre: Numbers
    spread: Numbers
    reach: Reach


@dataclass(frozen=True)
class PerformanceModel:
    """Parameters and, where the recipe grew them, trees. All numbers are log1p of counts.

    A row's prior is its platform's trend by followers and the effect of its hashtags, moved by trees on profile,
    habits and plan. The creator's own mean, newer posts counting for more, joins it with weight
    n / (n + within / between), the posterior mean of a normal model (Efron and Morris 1975), so a creator without
    history stands on the prior and one with much history on itself. A plan that says paid or organic moves it by
    the lift between the two. Trees trained on what is left correct the result. The spread is that of the posterior
    predictive.
    """

    parameters: ForecastParameters
    prior_trees: TextBooster | None = None
    correction_trees: TextBooster | None = None
    tails: Tails | None = None

    def priors(self, rows: pl.DataFrame) -> Numbers:
        """What creators of this platform and profile earn; NaN without followers or without a trend to follow."""
        trend = self._trend(rows) + topic_effects(rows, self._topics)
        return trend if self.prior_trees is None else trend + self.prior_trees.predict(rows)

    def outlook(self, rows: pl.DataFrame, priors: Numbers | None = None) -> Outlook:
        """Middle and spread of each row; `priors` replaces the model's own (out-of-fold ones in training)."""
        prior = self.priors(rows) if priors is None else priors
        shrunk = self._shrunk(rows, prior) + self._lift(rows)
        spread, seen = self._spread(rows, prior), with_prior(rows, prior)
        step = np.zeros(rows.height) if self.correction_trees is None else self.correction_trees.predict(seen)
        reach = Reach(spread, spread) if self.tails is None else self.tails.reach(seen, step, spread)
        return Outlook(shrunk + step, spread, reach)

    def quantiles(self, rows: pl.DataFrame) -> Numbers:
        """Quantiles of log1p counts at QUANTILE_LEVELS, shape (rows, levels), never below 0 and never crossing."""
        answerable = np.isfinite(self._shrunk(rows, self._trend(rows)))
        answers = np.full((rows.height, len(QUANTILE_LEVELS)), np.nan)
        # Trees are asked about rows that can be answered alone: most platforms lack some of the metrics.
        answers[answerable] = self._known_quantiles(rows.filter(pl.Series(answerable)))
        return answers

    def _known_quantiles(self, rows: pl.DataFrame) -> Numbers:
        outlook = self.outlook(rows)
        place = (
            codes(rows, "metric_code"),
            codes(rows, "platform_code"),
            history_class(floats(rows, "past_count")),
            plan_known(rows),
            tier_class(floats(rows, "followers_log")),
        )
        levels: Numbers = outlook.centre[:, None] + outlook.reach.stretched(self._bands[place])
        return np.maximum(levels, 0.0)

    def _trend(self, rows: pl.DataFrame) -> Numbers:
        mean, slope, size = np.moveaxis(self._trends[codes(rows, "metric_code"), codes(rows, "platform_code")], -1, 0)
        trend: Numbers = mean + slope * (floats(rows, "followers_log") - size)
        return trend

    def _shrunk(self, rows: pl.DataFrame, prior: Numbers) -> Numbers:
        count, mean = floats(rows, "own_count"), np.nan_to_num(floats(rows, "own_mean"))
        strength = self._strength(rows)
        weight = np.where(np.isnan(prior), 1.0, count / (count + strength))
        mixed: Numbers = weight * mean + (1 - weight) * np.nan_to_num(prior)
        return np.where((count == 0) & np.isnan(prior), np.nan, mixed)

    def _spread(self, rows: pl.DataFrame, prior: Numbers) -> Numbers:
        count, own = floats(rows, "own_count"), floats(rows, "own_std")
        within = self._shrinkages[codes(rows, "metric_code"), codes(rows, "platform_code"), 0]
        degrees = np.where(np.isnan(own), 0.0, np.maximum(count - 1, 0.0))
        pooled = (SPREAD_PRIOR_POSTS * within + degrees * np.nan_to_num(own) ** 2) / (SPREAD_PRIOR_POSTS + degrees)
        stood_on = count + np.where(np.isnan(prior), 0.0, self._strength(rows))
        with np.errstate(divide="ignore"):
            spread: Numbers = np.sqrt(pooled * (1 + 1 / stood_on))
        return spread

    def _lift(self, rows: pl.DataFrame) -> Numbers:
        usual = self._lifts[codes(rows, "metric_code"), codes(rows, "platform_code")]
        lift: Numbers = np.nan_to_num(floats(rows, "lift_own")) + np.nan_to_num(floats(rows, "lift_usual")) * usual
        return lift

    def _strength(self, rows: pl.DataFrame) -> Numbers:
        within, between = self._shrinkages[codes(rows, "metric_code"), codes(rows, "platform_code")].T
        strength: Numbers = within / between
        return strength

    @cached_property
    def _trends(self) -> Numbers:
        return self.parameters.trend_table()

    @cached_property
    def _topics(self) -> pl.DataFrame:
        return self.parameters.topic_table()

    @cached_property
    def _lifts(self) -> Numbers:
        return self.parameters.lift_table()

    @cached_property
    def _shrinkages(self) -> Numbers:
        return self.parameters.shrinkage_table()

    @cached_property
    def _bands(self) -> Numbers:
        return self.parameters.band_table()


def plan_known(rows: pl.DataFrame) -> Codes:
    """1 where anything but the age of the planned post is known, 0 for an ordinary post; shape (rows,)."""
    known = rows.select(pl.any_horizontal(pl.col(*PLAN_DETAILS).is_not_null())).to_series()
    codes_of_known: Codes = known.cast(pl.Int64).to_numpy()
    return codes_of_known


def topic_effects(rows: pl.DataFrame, effects: pl.DataFrame) -> Numbers:
    """Effect of each row's planned hashtags on its metric, shape (rows,); 0 where none of them is known.

    The sum of the effects of m known hashtags counts 1 / sqrt(m): hashtags of one post say much the same.
    """
    total = np.zeros(rows.height)
    tagged = rows.select("metric_code", "platform_code", hashtag="planned_hashtags").with_row_index("row")
    tagged = tagged.filter(pl.col("hashtag").list.len() > 0)
    if effects.is_empty() or tagged.is_empty():
        return total
    each = tagged.explode("hashtag").with_columns(pl.col("hashtag").str.to_lowercase()).unique(maintain_order=True)
    known = each.join(effects, on=["metric_code", "platform_code", "hashtag"], how="inner")
    summed = known.group_by("row").agg(effect=pl.col("effect").sum() / pl.len().sqrt())
    total[summed["row"].to_numpy()] = summed["effect"].to_numpy()
    return total


def with_prior(rows: pl.DataFrame, prior: Numbers) -> pl.DataFrame:
    """The rows with prior_step, the prior's distance from the own mean."""
    return rows.with_columns(prior_step=pl.Series(prior, nan_to_null=True) - pl.col("own_mean"))


def floats(rows: pl.DataFrame, name: str) -> Numbers:
    """A column as float64 with NaN for null, shape (rows,)."""
    # Polars writes null as NaN; fill_null would take five times as long for the few hundred rows of a ranking.
    values: Numbers = rows[name].cast(pl.Float64).to_numpy()
    return values


def codes(rows: pl.DataFrame, name: str) -> Codes:
    """A column of codes as array positions, ANY where unknown."""
    return known_code(floats(rows, name))
