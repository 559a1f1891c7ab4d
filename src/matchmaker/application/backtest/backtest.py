"""A backtest: outcomes that are final, the forecasts that were or would have been made, and how far they were off."""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import cast

import polars as pl

from matchmaker.application.backtest.document import Backtest, ComparedRow
from matchmaker.application.backtest.figures import actual_counts, campaign_money, metric_figures
from matchmaker.application.backtest.forecasts import answered_then, replayed
from matchmaker.application.backtest.intervals import interval_standings
from matchmaker.application.performance.table import Forecaster
from matchmaker.domain.outcomes import matured
from matchmaker.errors import ValidationFailedError
from matchmaker.store.catalogue import Catalogue
from matchmaker.store.rankings import Rankings


@dataclass(frozen=True)
class Sources:
    """Where creators, posts and stored rankings lie, and the model that replays."""

    catalogue: Catalogue
    rankings: Rankings
    model: Forecaster


def backtest(outcomes: pl.DataFrame, sources: Sources, now: datetime) -> Backtest:
    """Compare forecasts with outcomes (OUTCOMES, the newest observation of each counts).

    A forecast that a stored ranking answered is judged as it was; all outcomes are besides replayed with the model in
    service. Outcomes that were young when they were read are counted, not judged. Raises ValidationFailedError when
    none is final.
    """
    newest = outcomes.sort("observed_at").unique("outcome_id", keep="last", maintain_order=True).sort("outcome_id")
    final = matured(newest)
    if final.is_empty():
        raise ValidationFailedError(
            f"expected outcomes read 28 days or more after their posted_at, got {newest.height} and none of them; "
            "wait, or import later counts"
        )
    again = replayed(final, sources.catalogue, sources.model)
    forecasts = pl.concat([answered_then(final, sources.rankings), again.forecasts])
    compared = (
        forecasts.join(actual_counts(final), on=["outcome_id", "metric"], how="inner")
        .join(final.select("outcome_id", "campaign_id", "creator_id"), on="outcome_id", how="left")
        .with_columns(inside=pl.col("actual").is_between("p10", "p90"))
        .sort("outcome_id", "origin", "metric")
    )
    shown = compared.select(*ComparedRow.__annotations__)
    return {
        "as_of": now.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z"),
        "outcomes_count": newest.height,
        "young_count": newest.height - final.height,
        "unforecast_count": final.filter(~pl.col("outcome_id").is_in(compared["outcome_id"].implode())).height,
        "notes": [*again.notes],
        "figures": metric_figures(compared),
        "intervals": interval_standings(compared, final),
        "money": campaign_money(final, forecasts),
        "rows": cast("list[ComparedRow]", shown.to_dicts()),
    }
