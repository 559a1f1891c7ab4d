"""What the deliverables of each creator bring and cost, as intervals."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import polars as pl

from matchmaker.domain.assessment import Numbers
from matchmaker.domain.brief import Brief
from matchmaker.ranking.document import QUANTILE_DECIMALS, DeliverablePart, PerformancePart, Quantiles
from matchmaker.ranking.outlook import Outlook
from matchmaker.ranking.value import Draws, intervals
from matchmaker.ranking.work import Work

_FROM_PRIORS = (
    "clicks_count",
    "conversions_count",
    "cost_per_click",
    "cost_per_acquisition",
    "roas_ratio",
    "roi_ratio",
    "contribution_roi_ratio",
)
_FROM_REACH = ("reach_count", "impressions_count", "cost_per_mille")
_COSTS = {
    "cost_per_mille": "impressions_count",
    "cost_per_engagement": "engagements_count",
    "cost_per_click": "clicks_count",
    "cost_per_acquisition": "conversions_count",
}
_PER = {"cost_per_mille": 1000.0}  # all others are per one


@dataclass(frozen=True)
class Terms:
    """What a conversion is worth in the brief's currency, null when unknown, and the margin on it (0-1)."""

    order_value: float | None
    margin_ratio: float | None

    @classmethod
    def of(cls, brief: Brief) -> "Terms":
        """Those of a brief, refused in another currency than its own."""
        value = brief.order_value.in_currency(brief.currency) if brief.order_value else None
        return cls(value, brief.margin_ratio)


def performance_parts(
    candidates: pl.DataFrame, outlook: Outlook, work: Sequence[Work], paid: Mapping[str, Numbers]
) -> list[PerformancePart]:
    """One part a candidate, rows of `candidates`, `outlook`, `work` and `paid` (`fixed_intervals`) alike."""
    columns = {**outlook.counts, **paid}
    shown = {name: _shown(column) for name, column in columns.items()}
    listed: dict[Work, list[DeliverablePart]] = {
        each: [{"format": name, "count": count} for name, count in each] for each in set(work)
    }
    rows = zip(
        work,
        candidates["compensation"].to_list(),
        candidates["history_count"].to_list(),
        outlook.reach_is_forecast.tolist(),
        strict=True,
    )
    return [
        {
            "deliverables": listed[each],
            "reach_count": shown["reach_count"][row],
            "impressions_count": shown["impressions_count"][row],
            "engagements_count": shown["engagements_count"][row],
            "views_count": shown["views_count"][row],
            "clicks_count": shown["clicks_count"][row],
            "conversions_count": shown["conversions_count"][row],
            "compensation": compensation,
            "cost": shown["cost"][row],
            "cost_per_mille": shown["cost_per_mille"][row],
            "cost_per_engagement": shown["cost_per_engagement"][row],
            "cost_per_click": shown["cost_per_click"][row],
            "cost_per_acquisition": shown["cost_per_acquisition"][row],
            "roas_ratio": shown["roas_ratio"][row],
            "roi_ratio": shown["roi_ratio"][row],
            "contribution_roi_ratio": shown["contribution_roi_ratio"][row],
            "history_count": history_count,
            "assumed": [
                name
                for name in (_FROM_PRIORS if is_forecast else (*_FROM_REACH, *_FROM_PRIORS))
                if shown[name][row] is not None
            ],
        }
        for row, (each, compensation, history_count, is_forecast) in enumerate(rows)
    ]


def fixed_intervals(candidates: pl.DataFrame, outlook: Outlook, terms: Terms) -> dict[str, Numbers]:
    """cost, cost_per_*, roas_ratio, roi_ratio and contribution_roi_ratio of fixed pay, each of shape (creators, 3).

    Exact: with the spend known each is a monotone function of one drawn count, whose percentiles it takes over.
    """
    spend: Numbers = candidates["fee_amount"].to_numpy()
    revenue = outlook.counts["conversions_count"] * _known(terms.order_value)
    found = {"cost": np.repeat(spend[:, None], 3, axis=1)}
    for name, of in _COSTS.items():
        found[name] = per_unit(spend, outlook.counts[of] / _PER.get(name, 1.0))
    return found | _returns(revenue, np.where(spend > 0, spend, np.nan)[:, None], terms)


def commission_intervals(fixed: Numbers, commission_ratio: Numbers, draws: Draws, terms: Terms) -> dict[str, Numbers]:
    """The same where a share of the revenue is paid out: drawn jointly, since spend and counts move together.

    `fixed` and `commission_ratio` have shape (creators,), rows as in `draws`.
    """
    conversions = draws.conversions.astype(np.float64)
    revenue = conversions * _known(terms.order_value)
    spend = fixed[:, None] + commission_ratio[:, None] * revenue
    counts = {
        "impressions_count": draws.impressions,
        "engagements_count": draws.engagements,
        "clicks_count": draws.clicks,
        "conversions_count": draws.conversions,
    }
    drawn = {"cost": spend}
    for name, of in _COSTS.items():
        counted = counts[of].astype(np.float64) / _PER.get(name, 1.0)
        with np.errstate(divide="ignore", invalid="ignore"):
            drawn[name] = np.where(counted > 0, spend / counted, np.nan)
    drawn |= _returns(revenue, np.where(spend > 0, spend, np.nan), terms)
    return {name: intervals(column) for name, column in drawn.items()}


def per_unit(spend: Numbers, counts: Numbers) -> Numbers:
    """Interval of spend / count from the interval of a count; exact, because spend is known and 1/x is monotone.

    `spend` has shape (creators,), `counts` (creators, 3); the p10 of a cost belongs to the p90 of its count.
    A count of 0 has no cost per unit: NaN.
    """
    flipped = counts[:, ::-1]
    with np.errstate(divide="ignore", invalid="ignore", over="ignore"):
        return np.where(flipped > 0, spend[:, None] / flipped, np.nan)


def _returns(revenue: Numbers, spend: Numbers, terms: Terms) -> dict[str, Numbers]:
    roas = revenue / spend
    return {
        "roas_ratio": roas,
        "roi_ratio": roas - 1,
        "contribution_roi_ratio": roas * _known(terms.margin_ratio) - 1,
    }


def _known(value: float | None) -> float:
    return np.nan if value is None else value


def _shown(column: Numbers) -> list[Quantiles | None]:
    """Each row as `quantiles` writes it, rounded all at once; null where one of the three does not exist."""
    known: list[bool] = np.logical_and.reduce(np.isfinite(column), axis=1).tolist()
    if not any(known):
        return [None] * len(known)
    return [
        {"p10": p10, "p50": p50, "p90": p90} if is_known else None
        for (p10, p50, p90), is_known in zip(np.round(column, QUANTILE_DECIMALS).tolist(), known, strict=True)
    ]
