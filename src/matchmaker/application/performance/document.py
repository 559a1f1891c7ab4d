"""The shape of a performance answer, JSON-ready; every key is always there, null is unknown."""

from typing import Annotated

from pydantic import ConfigDict, Field, with_config
from typing_extensions import TypedDict

from matchmaker.ranking.document import IntervalPart, ModelUse, Notice, Quantiles

_closed = with_config(ConfigDict(extra="forbid"))


@_closed
class MetricForecast(TypedDict):
    """A count of one planned post; quantiles are null where the metric cannot be forecast for this creator."""

    p10: float | None
    p50: float | None
    p90: float | None
    past_mean: Annotated[float | None, Field(description="Geometric mean of the recent posts: the naive rival")]
    coverage: Annotated[
        float | None,
        Field(description="Share of held-out posts of this platform, tier and history length inside p10 to p90"),
    ]
    coverage_rows: Annotated[int, Field(description="Held-out posts the coverage was measured on")]


@_closed
class PlannedForecast(TypedDict):
    """What one planned post is expected to earn, by metric."""

    planned_post_id: str
    metrics: dict[str, MetricForecast]


@_closed
class ContentEffect(TypedDict):
    """Posts of one format, time, length or hashtag beside the creator's others: what went together, not what causes."""

    dimension: str
    level: str
    posts_count: int
    compared_posts_count: int
    observed_times_usual: Annotated[float, Field(description="Plain mean of these posts, before shrinking")]
    platform_times_usual: Annotated[
        float, Field(description="The same over creators of the platform; 1 = no difference")
    ]
    times_usual: Annotated[Quantiles, Field(description="How many times the creator's usual engagements")]


@_closed
class CreatorForecast(TypedDict):
    """What is expected of one creator."""

    creator_id: str
    observed_at: str
    history_count: Annotated[int, Field(description="Past posts the forecast rests on")]
    planned_posts: list[PlannedForecast]
    content_effects: list[ContentEffect]


@_closed
class PerformanceAnswer(TypedDict):
    """Creators in the order of the question; nothing is stored."""

    creators: list[CreatorForecast]
    interval: IntervalPart
    warnings: list[Notice]
    models: dict[str, ModelUse]
    took_ms: float
