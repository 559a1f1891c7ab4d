"""Dated alarms of growth detectors: ours and the naive ones, found orders and false alarms a creator-year."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
import polars as pl
from numpy.typing import NDArray

from matchmaker.scorers.authenticity.growth import GrowthHead
from training.authenticity.growth_fitting import stretches_of
from training.authenticity.growth_histories import Histories, Numbers

# creator_id, begins and ends (days since 1970), score: higher is more suspicious
Alarms: TypeAlias = pl.DataFrame
Detector: TypeAlias = Callable[[Histories], Alarms]

MAD_TO_SD = 1.4826
CUSUM_DRIFT = 0.5  # Page 1954 with the usual allowance of half a standard deviation
ONE_EVENT_DAYS = 7  # weaker alarms this near to a stronger one are the same event
SMALLEST_SPREAD_RATIO = 1e-3  # of the followers: a rounded count often has no spread at all


def learned(head: GrowthHead) -> Detector:
    """The head's own: every stretch that stands out with its probability."""

    def alarms(histories: Histories) -> Alarms:
        found = stretches_of(histories, head.limits.scan)
        raw = head.booster.raw_score(found)
        return found.select("creator_id", "begins", "ends", pl.Series("score", head.parameters.platt.probability(raw)))

    return alarms


def largest_jump(histories: Histories) -> Alarms:
    """Growth a day / followers before."""
    return _peaks(_steps(histories).with_columns(score=pl.col("rate")))


def robust_z(histories: Histories) -> Alarms:
    """Distance of a day's growth from the creator's median in robust standard deviations."""
    return _peaks(_standardised(histories))


def cusum(histories: Histories) -> Alarms:
    """Height of the one-sided cumulative sum of standardised growth (Page 1954)."""
    steps = _standardised(histories)
    heights, before, owner = [], 0.0, None
    for creator, score in steps.select("creator_id", "score").iter_rows():
        before = max(0.0, (before if creator == owner else 0.0) + score - CUSUM_DRIFT)
        owner = creator
        heights.append(before)
    return _peaks(steps.with_columns(pl.Series("score", heights, pl.Float64)))


RIVALS: Mapping[str, Detector] = {"largest jump": largest_jump, "robust z-score": robust_z, "CUSUM": cusum}


@dataclass(frozen=True)
class Watch:
    """What a detector said of each creator: scores of false alarms in the clean history, its years, and the highest
    score that each order got (minus infinity when it found nothing), shape (creators,) or (creators, orders)."""

    false_alarms: tuple[Numbers, ...]
    years: Numbers
    found: Numbers
    ordered: NDArray[np.bool_]

    def threshold(self, creators: NDArray[np.int64], per_year: float) -> float:
        """The lowest score at which these creators' clean histories raise at most that many alarms a year."""
        scores = np.sort(np.concatenate([self.false_alarms[creator] for creator in creators]))[::-1]
        allowed = int(np.floor(per_year * self.years[creators].sum()))
        return float(scores[allowed]) if len(scores) > allowed else -np.inf

    def recall(self, creators: NDArray[np.int64], per_year: float = 1.0) -> float:
        """Share of the orders found at that many false alarms a creator-year."""
        asked = creators[self.ordered[creators]]
        if not len(asked):
            return float("nan")
        return float((self.found[asked] > self.threshold(creators, per_year)).mean())

    def share_above(self, creators: NDArray[np.int64], score: float) -> float:
        """Share of the orders that got at least this score."""
        asked = creators[self.ordered[creators]]
        return float((self.found[asked] >= score).mean()) if len(asked) else float("nan")


def watch(detector: Detector, clean: Histories, bought: Histories, orders: pl.DataFrame) -> Watch:
    """The detector's alarms in clean histories, and on the orders put into the same creators' histories."""
    by_creator = dict(detector(clean).group_by("creator_id").agg("score").iter_rows())
    hits = (
        detector(bought)
        .join(orders, on="creator_id")
        .filter((pl.col("begins") < pl.col("ended")) & (pl.col("ends") > pl.col("began")))
        .group_by("creator_id")
        .agg(pl.col("score").max())
    )
    best = dict(hits.iter_rows())
    has_order = set(orders["creator_id"])
    return Watch(
        false_alarms=tuple(np.array(by_creator.get(name, []), np.float64) for name in clean.creator_ids),
        years=clean.years,
        found=np.array([best.get(name, -np.inf) for name in clean.creator_ids]),
        ordered=np.array([name in has_order for name in clean.creator_ids]),
    )


def _steps(histories: Histories) -> pl.DataFrame:
    """Steps between counts: creator_id, begins, ends, daily (followers a day), rate (/ followers before)."""
    day = pl.col("observed_at").dt.date().to_physical().cast(pl.Int64)
    before, owner = pl.col("followers_count").shift(1), pl.col("creator_id")
    daily = (pl.col("followers_count") - before) / (day - day.shift(1))
    return (
        histories.follower_counts()
        .sort("creator_id", "observed_at")
        .select(
            "creator_id",
            begins=day.shift(1),
            ends=day,
            daily=daily,
            rate=daily / before.clip(lower_bound=1),
            before=before,
            is_step=owner == owner.shift(1),
        )
        .filter("is_step")
    )


def _standardised(histories: Histories) -> pl.DataFrame:
    away = pl.col("daily") - pl.col("daily").median().over("creator_id")
    spread = pl.max_horizontal(
        MAD_TO_SD * away.abs().median().over("creator_id"), SMALLEST_SPREAD_RATIO * pl.col("before"), 1.0
    )
    return _steps(histories).with_columns(score=away / spread)


def _peaks(steps: pl.DataFrame) -> Alarms:
    """Gains whose score is the highest within ONE_EVENT_DAYS of their creator; of equal ones the first."""
    day, score, window = pl.col("ends"), pl.col("score"), f"{ONE_EVENT_DAYS}i"
    earlier = score.rolling_max_by(day, window, closed="left").over("creator_id")
    later = score.rolling_max_by(-day, window, closed="left").over("creator_id")
    return (
        steps.sort("creator_id", "ends")
        .with_columns(earlier=earlier, later=later)
        .filter(
            (score > 0) & (score > pl.col("earlier").fill_null(-np.inf)) & (score >= pl.col("later").fill_null(-np.inf))
        )
        .select("creator_id", "begins", "ends", "score")
    )
