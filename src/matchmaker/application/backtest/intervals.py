"""Are the intervals of forecasts still to be believed? What settled outcomes say of them, metric by metric."""

from collections.abc import Iterator

import numpy as np
import polars as pl

from matchmaker.application.backtest.document import ForecastOrigin, IntervalStanding
from matchmaker.domain.definitions import OUTCOME_MATURITY_DAYS
from matchmaker.scorers.performance.recalibration import Recalibration, Settled


def interval_standings(compared: pl.DataFrame, outcomes: pl.DataFrame) -> list[IntervalStanding]:
    """One entry an origin and metric of forecasts beside actuals, as of the day the newest outcome was final.

    `compared` has outcome_id, creator_id, origin, metric, p10, p90 and actual; `outcomes` says when each was posted.
    """
    moments = outcomes.select("outcome_id", posted=pl.col("posted_at").dt.epoch("us") / 86_400e6)
    dated = compared.join(moments, on="outcome_id", how="inner", maintain_order="left")
    return list(_standings(dated.sort("origin", "metric", "posted", "outcome_id")))


def _standings(dated: pl.DataFrame) -> Iterator[IntervalStanding]:
    kinds: list[tuple[ForecastOrigin, str]] = dated.select("origin", "metric").unique(maintain_order=True).rows()
    for origin, metric in kinds:
        rows = dated.filter(pl.col("origin") == origin, pl.col("metric") == metric)
        actual, low, high = (np.log1p(rows[name].cast(pl.Float64).to_numpy()) for name in ("actual", "p10", "p90"))
        posted = rows["posted"].to_numpy()
        final = posted + OUTCOME_MATURITY_DAYS
        settled = Settled(posted, final, rows["creator_id"].to_numpy(), low - actual, actual - high)
        stands = Recalibration.of_unknown_errors().standing(settled, float(final.max()) + 1)
        yield {
            "origin": origin,
            "metric": metric,
            "state": stands.state,
            "text": stands.text,
            "widen_low_factor": float(np.exp(stands.widen_low)),
            "widen_high_factor": float(np.exp(stands.widen_high)),
        }
