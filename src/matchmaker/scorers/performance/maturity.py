"""How much do young counts still grow? Growth of log counts with age, learned from posts that were counted twice."""

from collections.abc import Mapping
from dataclasses import replace
from functools import cached_property
from typing import Self

import numpy as np
import polars as pl
from pydantic import BaseModel, ConfigDict, ValidationError

from matchmaker.domain.assessment import Numbers
from matchmaker.domain.definitions import OUTCOME_MATURITY_DAYS
from matchmaker.domain.snapshot import Snapshot
from matchmaker.errors import BundleDamagedError

MATURITY_FILE = "maturity.json"
COUNTED = ("views_count", "likes_count", "comments_count", "shares_count")
AGES_DAYS = (1.0, 2.0, 4.0, 7.0, 14.0, 28.0, 56.0, 120.0)  # between them growth runs straight in log age
AGE_CLASSES_FROM = (0.0, 4.0, 14.0, 28.0)  # days; younger posts differ more, in ratios of growth too
SMALLEST_GROWTH = 0.005  # log; below half a per cent a ratio to the expected growth is rounding


class _Frozen(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Growth(_Frozen):
    """Growth of log1p counts of one metric on one platform.

    `left` is what is still to come at each of AGES_DAYS, never rising and 0 at the last; `ratios` are quantiles
    (QUANTILE_LEVELS) of observed over expected growth, one tuple for each of AGE_CLASSES_FROM.
    """

    platform: str
    metric: str
    left: tuple[float, ...]
    ratios: tuple[tuple[float, ...], ...]
    posts_count: int

    def expected(self, age_days: Numbers, later_age_days: Numbers) -> Numbers:
        """Growth of log1p counts from one age to a later one, shape (rows,); NaN where an age is.

        Below the first age of AGES_DAYS growth is that from it: what came before was never seen.
        """
        ages = np.log(AGES_DAYS)
        left_at = [
            np.interp(np.log(np.maximum(days, AGES_DAYS[0])), ages, self.left) for days in (age_days, later_age_days)
        ]
        return np.maximum(left_at[0] - left_at[1], 0.0)

    def quantiles(self, age_days: Numbers, later_age_days: Numbers) -> Numbers:
        """Quantiles of that growth at QUANTILE_LEVELS, shape (rows, levels)."""
        expected = np.maximum(self.expected(age_days, later_age_days), SMALLEST_GROWTH)
        levels: Numbers = expected[:, None] * np.array(self.ratios)[age_class(age_days)]
        return levels


class Maturity(_Frozen):
    """Growth by platform and metric; a platform that was never counted twice has none, and its counts stay."""

    growths: tuple[Growth, ...] = ()

    @classmethod
    def open(cls, content: bytes) -> Self:
        """From MATURITY_FILE of a bundle; BundleDamagedError when it is not of this code's shape."""
        try:
            return cls.model_validate_json(content)
        except ValidationError as error:
            raise BundleDamagedError(
                f"expected growth curves in {MATURITY_FILE}, got {error.error_count()} faults; train the bundle again"
            ) from None

    @cached_property
    def by_place(self) -> Mapping[tuple[str, str], Growth]:
        """Growth by platform and metric."""
        return {(growth.platform, growth.metric): growth for growth in self.growths}

    def matured(self, snapshot: Snapshot) -> Snapshot:
        """The snapshot with young counts as they are expected at OUTCOME_MATURITY_DAYS, and as if read then."""
        if not self.growths:
            return snapshot
        aged = snapshot.posts.join(snapshot.creators.select("creator_id", "platform"), on="creator_id").with_columns(
            age_days=(pl.col("observed_at") - pl.col("posted_at")).dt.total_seconds() / 86_400
        )
        platforms = {platform for platform, _ in self.by_place}
        young = aged.filter(pl.col("platform").is_in(platforms) & (pl.col("age_days") < OUTCOME_MATURITY_DAYS))
        grown = young.select(
            "creator_id",
            "post_id",
            *(self._grown(young, metric) for metric in COUNTED),
            observed_at=pl.col("posted_at") + pl.duration(days=OUTCOME_MATURITY_DAYS),
        )
        return replace(snapshot, posts=snapshot.posts.update(grown, on=["creator_id", "post_id"]))

    def _grown(self, young: pl.DataFrame, metric: str) -> pl.Series:
        factor = np.ones(young.height)
        ages, mature = young["age_days"].to_numpy(), np.full(young.height, float(OUTCOME_MATURITY_DAYS))
        for platform in young["platform"].unique():
            if (growth := self.by_place.get((platform, metric))) is not None:
                own = (young["platform"] == platform).to_numpy()
                factor[own] = np.exp(growth.expected(ages[own], mature[own]))
        return ((young[metric] + 1) * pl.Series(factor) - 1).round().cast(young.schema[metric]).alias(metric)


def age_class(age_days: Numbers) -> np.ndarray[tuple[int], np.dtype[np.int64]]:
    """Position in AGE_CLASSES_FROM of ages in days."""
    return np.searchsorted(np.array(AGE_CLASSES_FROM), age_days, side="right") - 1
