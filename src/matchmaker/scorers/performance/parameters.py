"""The numbers of a performance bundle that are no trees: trends by size, shrinkage, and conformal bands."""

from collections.abc import Iterable

import numpy as np
import polars as pl
from numpy.typing import NDArray
from pydantic import BaseModel, ConfigDict

from matchmaker.domain.assessment import QUANTILE_LEVELS, Numbers
from matchmaker.domain.choices import PLATFORMS
from matchmaker.domain.tiers import TIERS
from matchmaker.scorers.performance.columns import METRICS

HISTORY_FROM = (0, 1, 4, 10)  # history classes by posts known: none, a glimpse, a few, enough for a spread of its own
SPREAD_PRIOR_POSTS = 4.0  # posts the usual spread counts for against a creator's own
ANY = -1  # a code that is not known: the last row of a table

Codes = NDArray[np.int64]


class _Frozen(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Trend(_Frozen):
    """Mean of log1p(count) at the mean size, and its slope in log1p(followers), of one metric on one platform."""

    metric: str
    platform: str
    log_mean: float
    slope: float
    followers_log_mean: float
    authors_count: int


class Shrinkage(_Frozen):
    """Variances of one metric on the log scale: between a creator's posts, and of creators around their prior.

    Without a platform they hold for all that have none of their own.
    """

    metric: str
    platform: str | None = None
    within: float
    between: float


class TopicEffect(_Frozen):
    """How much more (log scale) posts with this hashtag earn on this platform than their creators' size says."""

    platform: str
    metric: str
    hashtag: str
    effect: float
    authors_count: int


class Lift(_Frozen):
    """Difference on the log scale of a creator's paid posts from their organic ones, of one metric on one platform."""

    platform: str
    metric: str
    lift: float
    authors_count: int


class Band(_Frozen):
    """Quantiles (QUANTILE_LEVELS) of the standardised error in one cell; None means any."""

    metric: str | None = None
    platform: str | None = None
    history_from: int | None = None
    plan_known: bool | None = None
    tier: str | None = None
    quantiles: tuple[float, ...]
    rows_count: int


class ForecastParameters(_Frozen):
    """Everything a forecast needs besides the boosters; bands go from coarse to fine, the finest that fits counts."""

    trends: tuple[Trend, ...]
    shrinkages: tuple[Shrinkage, ...]
    topics: tuple[TopicEffect, ...] = ()
    lifts: tuple[Lift, ...] = ()
    bands: tuple[Band, ...]
    boosted: bool

    def trend_table(self) -> Numbers:
        """log_mean, slope and followers_log_mean, shape (metrics, platforms + 1, 3), NaN where there is no trend."""
        table = np.full((len(METRICS), len(PLATFORMS) + 1, 3), np.nan)
        for trend in self.trends:
            place = METRICS.index(trend.metric), PLATFORMS.index(trend.platform)
            table[place] = trend.log_mean, trend.slope, trend.followers_log_mean
        return table

    def shrinkage_table(self) -> Numbers:
        """within and between, shape (metrics, platforms + 1, 2), NaN where the metric was never seen."""
        table = np.full((len(METRICS), len(PLATFORMS) + 1, 2), np.nan)
        for item in sorted(self.shrinkages, key=lambda item: item.platform is not None):
            table[METRICS.index(item.metric), _place(item.platform, PLATFORMS)] = item.within, item.between
        return table

    def lift_table(self) -> Numbers:
        """Lifts of paid posts, shape (metrics, platforms + 1), 0 where none was measured."""
        table = np.zeros((len(METRICS), len(PLATFORMS) + 1))
        for lift in self.lifts:
            table[METRICS.index(lift.metric), PLATFORMS.index(lift.platform)] = lift.lift
        return table

    def topic_table(self) -> pl.DataFrame:
        """Effects by platform_code, metric_code and hashtag."""
        return pl.DataFrame(
            {
                "metric_code": [float(METRICS.index(topic.metric)) for topic in self.topics],
                "platform_code": [float(PLATFORMS.index(topic.platform)) for topic in self.topics],
                "hashtag": [topic.hashtag for topic in self.topics],
                "effect": [topic.effect for topic in self.topics],
            },
            schema={
                "metric_code": pl.Float64,
                "platform_code": pl.Float64,
                "hashtag": pl.String,
                "effect": pl.Float64,
            },
        )

    def band_table(self) -> Numbers:
        """Standardised quantiles, shape (metrics, platforms + 1, histories, plan unknown or known, tiers + 1, levels)."""
        shape = (len(METRICS), len(PLATFORMS) + 1, len(HISTORY_FROM), 2, len(TIERS) + 1, len(QUANTILE_LEVELS))
        table = np.full(shape, np.nan)
        for band in self.bands:
            table[_places(band)] = band.quantiles
        return table


def history_class(past_count: Numbers) -> Codes:
    """Position in HISTORY_FROM of numbers of known posts."""
    return np.searchsorted(np.array(HISTORY_FROM), past_count, side="right") - 1


def tier_class(followers_log: Numbers) -> Codes:
    """Position in TIERS of log1p follower counts, ANY where unknown."""
    starts = np.log1p([tier.followers_count_min for tier in TIERS])
    # A tolerance far below one follower: rounding of log1p must not move an account across a border.
    place = np.searchsorted(starts, np.nan_to_num(followers_log) + 1e-9, side="right") - 1
    return np.where(np.isnan(followers_log), ANY, place)


def known_code(codes: Numbers) -> Codes:
    """Codes as array positions, ANY where unknown."""
    return np.nan_to_num(codes, nan=ANY).astype(np.int64)


def _places(band: Band) -> tuple[int | slice, ...]:
    tiers = [tier.name for tier in TIERS]
    return (
        _place(band.metric, METRICS),
        _place(band.platform, PLATFORMS),
        _place(band.history_from, HISTORY_FROM),
        _place(band.plan_known, (False, True)),
        _place(band.tier, tiers),
    )


def _place(wanted: str | int | None, names: Iterable[str | int]) -> int | slice:
    return slice(None) if wanted is None else list(names).index(wanted)
