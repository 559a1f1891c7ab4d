"""What the three models say of creators: columns aligned with `creator_ids`, null or NaN where unknown."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from typing import Literal, Self, TypeAlias

import numpy as np
import polars as pl
from numpy.typing import NDArray

from matchmaker.domain.columns import INSTANT

State: TypeAlias = Literal["clear", "review", "high_risk"]
Readiness: TypeAlias = Literal["ready", "ready_low_confidence", "insufficient_data"]
EncoderUsed: TypeAlias = Literal["precise", "fast", "multilingual"]
Numbers: TypeAlias = NDArray[np.float64]

QUANTILE_LEVELS = (0.02, 0.05, 0.1, 0.25, 0.5, 0.75, 0.9, 0.95, 0.98)
P10, P50, P90 = (QUANTILE_LEVELS.index(level) for level in (0.1, 0.5, 0.9))

# Dated growth events: kind is jump | drip | purge | sawtooth, change_ratio = change / followers before, cause is null
# or viral_post | giveaway | press, probability that the event is no ordinary growth.
GROWTH_EVENTS = pl.Schema(
    {
        "creator_id": pl.String(),
        "started_at": INSTANT,
        "ended_at": INSTANT,
        "kind": pl.String(),
        "change_count": pl.Float64(),
        "change_ratio": pl.Float64(),
        "cause": pl.String(),
        "probability": pl.Float64(),
    }
)


@dataclass(frozen=True)
class TopicFitAssessment:
    """Fit of creators to one brief.

    `columns` has one row a creator: creator_id, topic_fit_probability (0-1, null without a usable post),
    specialism_ratio (0-1), posts_used_count. `post_similarity` and `post_effect` are aligned with the snapshot's posts
    and NaN for those that were not used: the cosine to the brief, and the change of topic_fit_probability by this post
    (the probability less that of the feed without it). Who changes a probability changes the effects with it.
    """

    columns: pl.DataFrame
    post_similarity: NDArray[np.float32]
    post_effect: Numbers


@dataclass(frozen=True)
class Flag:
    """One observation worth a look: a fact, a number and a comparison, never an accusation.

    `observed` and `peer_median` share a unit, `probability` is the head's confidence, null where it gives none;
    `evidence` holds the ids of posts or comments, or the dates, it rests on. `state` is what this flag alone makes
    of the creator: "clear" for an observation that decides nothing. `disputed`: the creator contests it.
    """

    code: str
    text: str
    observed: float | None
    peer_median: float | None
    probability: float | None = None
    evidence: tuple[str, ...] = ()
    state: State = "clear"
    disputed: bool = False


@dataclass(frozen=True)
class AuthenticityAssessment:
    """Audience risk of creators.

    `columns` has one row a creator: creator_id, authenticity_state (State), readiness (Readiness),
    fake_follower_ratio_p10, _p50, _p90 (0-1), follower_sample_count, engagement_anomaly_probability,
    growth_anomaly_probability, coordination_probability, audience_quality_score_p10, _p50, _p90 (0-100, null
    where there is too little data to say anything). `flags` holds the observations of each flagged creator.
    `contributions` has a row a creator: creator_id, base (the score of one of whom nothing is known) and a column
    a component, in points; base and components sum to audience_quality_score_p50 within 1e-6, null with it.
    `growth_events`: see GROWTH_EVENTS. `comments_said` is aligned with the snapshot's comments: spam_probability and
    generic_probability, no rows where comments were not read.
    """

    columns: pl.DataFrame
    flags: Mapping[str, tuple[Flag, ...]]
    contributions: pl.DataFrame = field(default_factory=pl.DataFrame)
    growth_events: pl.DataFrame = field(default_factory=lambda: pl.DataFrame(schema=GROWTH_EVENTS))
    comments_said: pl.DataFrame = field(default_factory=pl.DataFrame)


def with_disputes(
    assessment: AuthenticityAssessment, disputed: Mapping[str, Collection[str]]
) -> AuthenticityAssessment:
    """The assessment with the flag codes that each creator contests marked `disputed`.

    A state of high_risk that no undisputed flag asks for becomes review: a person looks, and nobody is turned down
    by what is contested alone. Nothing else changes: a review stays one, and the numbers stay what was measured.
    Codes of flags that a creator does not have are ignored.
    """
    flags = {
        creator: tuple(replace(flag, disputed=flag.code in disputed.get(creator, ())) for flag in observed)
        for creator, observed in assessment.flags.items()
    }
    contested = [creator for creator, observed in flags.items() if _rests_on_disputed(observed)]
    eased = (pl.col("authenticity_state") == "high_risk") & pl.col("creator_id").is_in(contested)
    state = pl.when(eased).then(pl.lit("review")).otherwise("authenticity_state")
    return replace(assessment, columns=assessment.columns.with_columns(authenticity_state=state), flags=flags)


def _rests_on_disputed(flags: tuple[Flag, ...]) -> bool:
    """Whether every flag that asks for high_risk is disputed, and there is one."""
    serious = [flag.disputed for flag in flags if flag.state == "high_risk"]
    return bool(serious) and all(serious)


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
    views_count, engagements_count. `history_count` is the number of past posts used. `measured[metric]`, shape
    (creators,), is the share of held-out rows of this row's platform, tier and history length that fell inside the
    interval (0-1, NaN where it was never measured), and `measured_on[metric]` the number of those rows.
    """

    creator_ids: tuple[str, ...]
    quantiles: Mapping[str, Numbers]
    past_mean: Mapping[str, Numbers]
    history_count: NDArray[np.int64]
    interval: Interval
    measured: Mapping[str, Numbers] = field(default_factory=dict)
    measured_on: Mapping[str, NDArray[np.int64]] = field(default_factory=dict)

    def only(self, kept: NDArray[np.bool_] | NDArray[np.int64]) -> Self:
        """The forecast of some creators alone: a mask over the creators, or their rows in the order wanted."""
        return replace(
            self,
            creator_ids=tuple(np.array(self.creator_ids, dtype=object)[kept]),
            quantiles={metric: values[kept] for metric, values in self.quantiles.items()},
            past_mean={metric: values[kept] for metric, values in self.past_mean.items()},
            history_count=self.history_count[kept],
            measured={metric: values[kept] for metric, values in self.measured.items()},
            measured_on={metric: values[kept] for metric, values in self.measured_on.items()},
        )
