"""How far forecasts were off, how often their intervals held, and what was paid for what came."""

import math
from collections.abc import Mapping
from typing import cast

import numpy as np
import polars as pl

from matchmaker.application.backtest.document import CampaignMoney, MetricFigures
from matchmaker.domain.assessment import Numbers
from matchmaker.domain.definitions import cost_per_mille, roas_ratio, roi_ratio
from matchmaker.ranking.document import Quantiles

PROMISED = 0.8  # from p10 to p90
FEWEST_CREATORS = 5  # below it a bootstrap by creator says nothing
_DRAWS = 1_000
_Z = 1.959964  # standard normal, 95 %
_Z90 = 1.2816  # standard normal: p10 and p90 lie this many deviations from the middle
_COUNTED = ("reach_count", "impressions_count", "views_count", "likes_count", "comments_count", "shares_count")
_ACTUAL = (*_COUNTED, "clicks_count", "conversions_count")


def actual_counts(outcomes: pl.DataFrame) -> pl.DataFrame:
    """outcome_id, metric, actual: every count that an outcome knows; engagements from their parts, else as told.

    roas_ratio is there where revenue and fee are known in one currency.
    """
    parts = pl.col("likes_count", "comments_count", "shares_count")
    known = outcomes.with_columns(
        engagements_count=pl.when(pl.any_horizontal(parts.is_not_null()))
        .then(pl.sum_horizontal(parts))
        .otherwise("engagements_count"),
        roas_ratio=pl.when((pl.col("revenue_currency") == pl.col("fee_currency")) & (pl.col("fee_amount") > 0)).then(
            pl.col("revenue_amount") / pl.col("fee_amount")
        ),
    ).with_columns(pl.col(*_ACTUAL, "engagements_count").cast(pl.Float64))
    long = known.unpivot(
        on=[*_ACTUAL, "engagements_count", "roas_ratio"],
        index="outcome_id",
        variable_name="metric",
        value_name="actual",
    )
    return long.drop_nulls("actual")


def metric_figures(compared: pl.DataFrame, seed: int = 0) -> list[MetricFigures]:
    """Figures by origin and metric of compared rows: creator_id, origin, metric, p10, p50, p90, past_mean, actual."""
    ordered = compared.sort("origin", "metric", "outcome_id")
    groups = ordered.group_by("origin", "metric", maintain_order=True)
    return [_figures(rows, seed) for _, rows in groups]


def wilson(inside: int, rows: int) -> tuple[float, float]:
    """The 95 % interval of a share (Wilson 1927)."""
    share, squared = inside / rows, _Z**2
    middle = (share + squared / (2 * rows)) / (1 + squared / rows)
    half = _Z / (1 + squared / rows) * math.sqrt(share * (1 - share) / rows + squared / (4 * rows**2))
    return max(0.0, middle - half), min(1.0, middle + half)


def campaign_money(outcomes: pl.DataFrame, forecasts: pl.DataFrame) -> list[CampaignMoney]:
    """Money by campaign and currency; outcomes without a fee, or whose revenue is in another currency, are left out.

    `forecasts` has outcome_id, metric, p10, p50 and p90. Amounts of different currencies are never added.
    """
    expected = (
        forecasts.filter(pl.col("metric") == "engagements_count")
        .unique("outcome_id", keep="first", maintain_order=True)
        .select("outcome_id", "p10", "p50", "p90")
    )
    engaged = actual_counts(outcomes).filter(pl.col("metric") == "engagements_count")
    priced = (
        outcomes.drop("engagements_count")
        .filter(pl.col("fee_amount").is_not_null())
        .filter(pl.col("revenue_currency").is_null() | (pl.col("revenue_currency") == pl.col("fee_currency")))
        .join(engaged.select("outcome_id", engagements_count="actual"), on="outcome_id", how="left")
        .join(expected, on="outcome_id", how="left")
        .sort("campaign_id", "fee_currency", "outcome_id", nulls_last=True)
    )
    groups = priced.group_by("campaign_id", "fee_currency", maintain_order=True)
    return [_money(cast("str | None", key[0]), str(key[1]), rows) for key, rows in groups]


def _figures(rows: pl.DataFrame, seed: int) -> MetricFigures:
    errors = _log_errors(rows, "p50")
    rival = rows.filter(pl.col("past_mean").is_not_null())
    inside = int(rows["inside"].sum())
    low, high = wilson(inside, rows.height)
    error_low, error_high = _bootstrap(errors, rows["creator_id"], seed)
    beside = None if rival.is_empty() else float(_log_errors(rival, "p50").mean())
    factor = ((1 + rows["actual"]) / (1 + rows["p50"])).median()
    measured = rows["coverage"].mean()
    return {
        "origin": rows["origin"][0],
        "metric": rows["metric"][0],
        "rows": rows.height,
        "error": float(errors.mean()),
        "error_low": error_low,
        "error_high": error_high,
        "past_mean_error": None if rival.is_empty() else float(_log_errors(rival, "past_mean").mean()),
        "error_beside_past_mean": beside,
        "typical_factor": float(cast(float, factor)),
        "coverage": inside / rows.height,
        "coverage_low": low,
        "coverage_high": high,
        "promised": PROMISED,
        "measured_before": None if measured is None else float(cast(float, measured)),
    }


def _log_errors(rows: pl.DataFrame, forecast: str) -> Numbers:
    errors: Numbers = rows.select((pl.col("actual").log1p() - pl.col(forecast).log1p()).abs()).to_series().to_numpy()
    return errors


def _bootstrap(errors: Numbers, creators: pl.Series, seed: int) -> tuple[float | None, float | None]:
    """The 95 % interval of the mean error, creators drawn with replacement."""
    sums = pl.DataFrame({"creator": creators, "error": errors}).group_by("creator", maintain_order=True)
    totals = sums.agg(pl.col("error").sum(), count=pl.len())
    if totals.height < FEWEST_CREATORS:
        return None, None
    drawn = np.random.default_rng(seed).integers(0, totals.height, (_DRAWS, totals.height))
    means = totals["error"].to_numpy()[drawn].sum(axis=1) / totals["count"].to_numpy()[drawn].sum(axis=1)
    return float(np.quantile(means, 0.025)), float(np.quantile(means, 0.975))


def _money(campaign_id: str | None, currency: str, rows: pl.DataFrame) -> CampaignMoney:
    earned = rows.filter(pl.col("revenue_amount").is_not_null())
    spent = _total(earned, "fee_amount")
    revenue = _total(earned, "revenue_amount")
    impressions = _spent_on(rows, "impressions_count")
    return {
        "campaign_id": campaign_id,
        "currency": currency,
        "outcomes_count": rows.height,
        "fee_amount": _total(rows, "fee_amount") or 0.0,
        "revenue_amount": revenue,
        "roas_ratio": roas_ratio(revenue, spent),
        "roi_ratio": roi_ratio(revenue, spent),
        "cost_per_mille": cost_per_mille(impressions["fee"], impressions["count"]),
        "cost_per_engagement": _each(_spent_on(rows, "engagements_count")),
        "cost_per_engagement_forecast": _expected_cost(rows.drop_nulls(["p10", "p50", "p90"])),
        "cost_per_click": _each(_spent_on(rows, "clicks_count")),
        "cost_per_acquisition": _each(_spent_on(rows, "conversions_count")),
    }


def _expected_cost(rows: pl.DataFrame) -> Quantiles | None:
    """Fees / engagements when each outcome is drawn from its forecast: a split normal on the log scale, independent."""
    if rows.is_empty():
        return None
    low, middle, high = (rows[level].log1p().to_numpy() for level in ("p10", "p50", "p90"))
    normal = np.random.default_rng(0).standard_normal((_DRAWS, rows.height))
    spread = np.where(normal > 0, high - middle, middle - low) / _Z90
    drawn = np.expm1(middle + spread * normal).clip(min=0).sum(axis=1)
    costs = rows["fee_amount"].sum() / np.maximum(drawn, 1.0)
    p10, p50, p90 = np.quantile(costs, (0.1, 0.5, 0.9))
    return {"p10": float(p10), "p50": float(p50), "p90": float(p90)}


def _spent_on(rows: pl.DataFrame, name: str) -> Mapping[str, float | None]:
    known = rows.filter(pl.col(name).is_not_null())
    return {"fee": _total(known, "fee_amount"), "count": _total(known, name)}


def _total(rows: pl.DataFrame, name: str) -> float | None:
    return float(rows[name].sum()) if rows.height else None


def _each(spent: Mapping[str, float | None]) -> float | None:
    return None if spent["fee"] is None or not spent["count"] else spent["fee"] / spent["count"]
