"""What one post of each creator brings and costs, as intervals."""

import math

import numpy as np
import polars as pl

from matchmaker.domain.assessment import Numbers
from matchmaker.domain.money import Money
from matchmaker.ranking.document import QUANTILE_DECIMALS, PerformancePart, Quantiles
from matchmaker.ranking.outlook import Outlook
from matchmaker.ranking.value import per_unit

_FROM_PRIORS = (
    "clicks_count",
    "conversions_count",
    "cost_per_click",
    "cost_per_acquisition",
    "roas_ratio",
    "roi_ratio",
)
_FROM_REACH = ("reach_count", "cost_per_mille")


def performance_parts(candidates: pl.DataFrame, outlook: Outlook, order_value: float | None) -> list[PerformancePart]:
    """One part a candidate. An impression is a view where past views are known, else an account reached.

    `order_value` is the revenue of one conversion in the brief's currency; without it nothing is said of revenue.
    """
    spend: Numbers = candidates["fee_amount"].to_numpy()
    counts = outlook.counts
    impressions = np.where(outlook.reach_is_forecast[:, None], counts["views_count"], counts["reach_count"])
    roas = counts["conversions_count"] * _per_spend(order_value, spend)
    columns = {
        **counts,
        "cost_per_mille": per_unit(spend, impressions / 1000),
        "cost_per_engagement": per_unit(spend, counts["engagements_count"]),
        "cost_per_click": per_unit(spend, counts["clicks_count"]),
        "cost_per_acquisition": per_unit(spend, counts["conversions_count"]),
        "roas_ratio": roas,
        "roi_ratio": roas - 1,
    }
    shown = {name: _shown(column) for name, column in columns.items()}
    rows = zip(spend.tolist(), candidates["history_count"].to_list(), outlook.reach_is_forecast.tolist(), strict=True)
    return [_part(shown, row, *known) for row, known in enumerate(rows)]


def order_value_in(currency: str, order_value: Money | None) -> float | None:
    """The revenue of one conversion, refused in another currency than the brief's."""
    return order_value.in_currency(currency) if order_value else None


def _shown(column: Numbers) -> list[Quantiles | None]:
    """Each row as `quantiles` writes it, rounded all at once."""
    rounded = np.round(column, QUANTILE_DECIMALS)
    return [
        None if unknown else {"p10": p10, "p50": p50, "p90": p90}
        for (p10, p50, p90), unknown in zip(rounded.tolist(), np.isnan(column[:, 1]).tolist(), strict=True)
    ]


def _per_spend(order_value: float | None, spend: Numbers) -> Numbers:
    if order_value is None:
        return np.full((len(spend), 1), np.nan)
    with np.errstate(divide="ignore"):
        return np.where(spend > 0, order_value / spend, np.nan)[:, None]


def _part(
    shown: dict[str, list[Quantiles | None]], row: int, spend: float, history_count: int, reach_is_forecast: bool
) -> PerformancePart:
    assumed = _FROM_PRIORS if reach_is_forecast else (*_FROM_REACH, *_FROM_PRIORS)
    return {
        "reach_count": shown["reach_count"][row],
        "engagements_count": shown["engagements_count"][row],
        "views_count": shown["views_count"][row],
        "clicks_count": shown["clicks_count"][row],
        "conversions_count": shown["conversions_count"][row],
        "cost": None if math.isnan(spend) else spend,
        "cost_per_mille": shown["cost_per_mille"][row],
        "cost_per_engagement": shown["cost_per_engagement"][row],
        "cost_per_click": shown["cost_per_click"][row],
        "cost_per_acquisition": shown["cost_per_acquisition"][row],
        "roas_ratio": shown["roas_ratio"][row],
        "roi_ratio": shown["roi_ratio"][row],
        "history_count": history_count,
        "assumed": [name for name in assumed if shown[name][row] is not None],
    }
