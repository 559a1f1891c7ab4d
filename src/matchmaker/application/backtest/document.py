"""The shape of a backtest, JSON-ready; every key is always there, null is unknown."""

from typing import Annotated, Literal, TypeAlias

from pydantic import ConfigDict, Field, with_config
from typing_extensions import TypedDict

from matchmaker.ranking.document import Quantiles

_closed = with_config(ConfigDict(extra="forbid"))

ForecastOrigin: TypeAlias = Annotated[
    Literal["ranking", "replayed"],
    Field(description="ranking: what was answered then; replayed: the model in service, as of the post"),
]


@_closed
class ComparedRow(TypedDict):
    """One forecast of one outcome and what came; `inside` the interval from p10 to p90."""

    outcome_id: str
    campaign_id: str | None
    creator_id: str
    origin: ForecastOrigin
    metric: str
    p10: float
    p50: float
    p90: float
    past_mean: float | None
    actual: float
    inside: bool


@_closed
class MetricFigures(TypedDict):
    """How good the forecasts of a metric were; errors are mean absolute differences of log(1 + count)."""

    origin: ForecastOrigin
    metric: str
    rows: int
    error: float
    error_low: Annotated[float | None, Field(description="95 % bootstrap interval by creator")]
    error_high: float | None
    past_mean_error: Annotated[float | None, Field(description="The naive rival on the rows where it is known")]
    error_beside_past_mean: Annotated[float | None, Field(description="Our error on those same rows")]
    typical_factor: Annotated[float, Field(description="Median of actual / p50: 1 is no bias")]
    coverage: Annotated[float, Field(description="Share of outcomes inside p10 to p90; 0.8 is promised")]
    coverage_low: Annotated[float, Field(description="95 % Wilson interval")]
    coverage_high: float
    promised: float
    measured_before: Annotated[
        float | None, Field(description="Coverage that the answers claimed to have been measured")
    ]


@_closed
class IntervalStanding(TypedDict):
    """Whether an interval is still to be believed, after outcomes in the order in which they became final."""

    origin: ForecastOrigin
    metric: str
    state: Annotated[
        Literal["holding", "recalibrated", "not_believed"],
        Field(description="recalibrated: it fails unless widened; not_believed: even then"),
    ]
    text: str
    widen_low_factor: Annotated[float, Field(description="Divide 1 + p10 by it, for the next posts")]
    widen_high_factor: Annotated[float, Field(description="Multiply 1 + p90 by it, for the next posts")]


@_closed
class CampaignMoney(TypedDict):
    """What a campaign cost and brought in one currency; a cost per unit counts outcomes that know both sides."""

    campaign_id: str | None
    currency: str
    outcomes_count: int
    fee_amount: float
    revenue_amount: float | None
    roas_ratio: float | None
    roi_ratio: float | None
    cost_per_mille: float | None
    cost_per_engagement: float | None
    cost_per_engagement_forecast: Annotated[
        Quantiles | None, Field(description="Fees / engagements as forecast, simulated over all outcomes together")
    ]
    cost_per_click: float | None
    cost_per_acquisition: float | None


@_closed
class Backtest(TypedDict):
    """Forecasts beside outcomes."""

    as_of: str
    outcomes_count: int
    young_count: Annotated[int, Field(description="Outcomes that were not final yet: not judged")]
    unforecast_count: Annotated[int, Field(description="Final outcomes that no forecast could be made for")]
    notes: list[str]
    figures: list[MetricFigures]
    intervals: list[IntervalStanding]
    money: list[CampaignMoney]
    rows: list[ComparedRow]
