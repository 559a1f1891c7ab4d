"""What the three models say of creators: columns aligned with `creator_ids`, null or NaN where unknown."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Literal, Self, TypeAlias

import numpy as np
import polars as pl
from numpy.typing import NDArray

State: TypeAlias = Literal["clear", "review", "high_risk"]
Readiness: TypeAlias = Literal["ready", "ready_low_confidence", "insufficient_data"]
Numbers: TypeAlias = NDArray[np.float64]

QUANTILE_LEVELS = (0.02, 0.05, 0.1, 0.25, 0.5, 0.75, 0.9, 0.95, 0.98)
P10, P50, P90 = (QUANTILE_LEVELS.index(level) for level in (0.1, 0.5, 0.9))


@dataclass(frozen=True)
class TopicFitAssessment:
    """Fit of creators to one brief.

    `columns` has one row a creator: creator_id, topic_fit_probability (0-1, null without a usable post),
    specialism_ratio (0-1), posts_used_count. `post_similarity` is aligned with the snapshot's posts.
    """

    columns: pl.DataFrame
    post_similarity: NDArray[np.float32]


@dataclass(frozen=True)
class Flag:
    """One observation worth a look: a fact, a number and a comparison, never an accusation."""

    code: str
    text: str
    observed: float | None
    peer_median: float | None
    probability: float | None = None


@dataclass(frozen=True)
class AuthenticityAssessment:
    """Audience risk of creators.

    `columns` has one row a creator: creator_id, authenticity_state (State), readiness (Readiness),
    fake_follower_ratio_p10, _p50, _p90 (0-1), follower_sample_count, engagement_anomaly_probability,
    growth_anomaly_probability. `flags` holds the observations of each flagged creator.
    """

    columns: pl.DataFrame
    flags: Mapping[str, tuple[Flag, ...]]


@dataclass(frozen=True)
class Interval:
    """What an interval promises (nominal) and what it kept on held-out rows (measured)."""

    nominal: float
    measured: float | None
    measured_on_count: int


@dataclass(frozen=True)
class Forecast:
    """Quantiles of the counts of one planned post for each creator.

    `quantiles[metric]` has shape (creators, len(QUANTILE_LEVELS)), NaN where the metric cannot be forecast;
    `past_mean[metric]` has shape (creators,), the naive rival; metrics: likes_count, comments_count,
    views_count, engagements_count. `history_count` is the number of past posts used.
    """

    creator_ids: tuple[str, ...]
    quantiles: Mapping[str, Numbers]
    past_mean: Mapping[str, Numbers]
    history_count: NDArray[np.int64]
    interval: Interval

    def only(self, kept: NDArray[np.bool_] | NDArray[np.int64]) -> Self:
        """The forecast of some creators alone: a mask over the creators, or their rows in the order wanted."""
        return replace(
            self,
            creator_ids=tuple(np.array(self.creator_ids, dtype=object)[kept]),
            quantiles={metric: values[kept] for metric, values in self.quantiles.items()},
            past_mean={metric: values[kept] for metric, values in self.past_mean.items()},
            history_count=self.history_count[kept],
        )
