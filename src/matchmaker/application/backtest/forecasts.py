"""The forecasts of past posts: as they were answered in a ranking, else replayed as of the moment of publishing."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import polars as pl
from pydantic import JsonValue, TypeAdapter

from matchmaker.application.performance.table import Forecaster, forecast_of, forecast_table
from matchmaker.domain.definitions import OUTCOME_MATURITY_DAYS
from matchmaker.domain.outcomes import age_days
from matchmaker.domain.planned import PLANNED_POSTS
from matchmaker.domain.snapshot import Snapshot
from matchmaker.domain.tables import CREATORS, FOLLOWER_COUNTS, POSTS
from matchmaker.errors import NotFoundError
from matchmaker.store.catalogue import Catalogue
from matchmaker.store.rankings import Rankings

PAST_FORECASTS = pl.Schema(
    {
        "outcome_id": pl.String(),
        "origin": pl.String(),
        "metric": pl.String(),
        "p10": pl.Float64(),
        "p50": pl.Float64(),
        "p90": pl.Float64(),
        "past_mean": pl.Float64(),
        "coverage": pl.Float64(),
    }
)
ANSWERED = (
    "reach_count",
    "impressions_count",
    "views_count",
    "engagements_count",
    "clicks_count",
    "conversions_count",
    "roas_ratio",
)
_ANSWER = TypeAdapter(dict[str, JsonValue])
_SIZES = ("followers_count", "following_count", "posts_count", "account_age_days")


@dataclass(frozen=True)
class Replayed:
    """PAST_FORECASTS, and what they could not know as it was, in words."""

    forecasts: pl.DataFrame
    notes: tuple[str, ...]


def answered_then(outcomes: pl.DataFrame, rankings: Rankings) -> pl.DataFrame:
    """PAST_FORECASTS of outcomes (OUTCOMES) whose ranking is stored and showed their creator."""
    rows: list[tuple[str, str, str, float, float, float, None, float | None]] = []
    asked = outcomes.filter(pl.col("ranking_id").is_not_null())
    for (ranking_id,), of in asked.group_by("ranking_id", maintain_order=True):
        items, measured = _items(rankings, str(ranking_id))
        for outcome_id, creator_id in of.select("outcome_id", "creator_id").iter_rows():
            rows += [
                (outcome_id, "ranking", metric, *levels, None, measured)
                for metric, levels in _quantiles(items.get(creator_id))
            ]
    return pl.DataFrame(rows, schema=PAST_FORECASTS, orient="row")


def replayed(outcomes: pl.DataFrame, catalogue: Catalogue, model: Forecaster) -> Replayed:
    """PAST_FORECASTS of the model, each outcome's creator as of the moment its post was published.

    Posts published at that moment or later are left out; followers are those counted last before it, else those of
    the profile, which may be newer: counts and profiles are kept as they were seen last.
    """
    asked = outcomes.filter(pl.col("posted_at").is_not_null())
    if asked.is_empty():
        return Replayed(PAST_FORECASTS.to_frame(), ())
    stored = {
        table.name: pl.concat([catalogue.rows(table, name) for name in asked["creator_id"].unique().sort()])
        for table in (CREATORS, POSTS, FOLLOWER_COUNTS)
    }
    moments = asked.select("outcome_id", "creator_id", as_of="posted_at")
    creators, guessed = _creators_then(moments, stored)
    earlier = moments.join(stored["posts"], on="creator_id").filter(pl.col("posted_at") < pl.col("as_of"))
    snapshot = Snapshot.of(creators=creators, posts=earlier.with_columns(creator_id="outcome_id").drop("outcome_id"))
    planned = PLANNED_POSTS.conform(
        asked.select(
            creator_id="outcome_id",
            planned_post_id="outcome_id",
            format="format",
            planned_at="posted_at",
            is_sponsored=pl.lit(True),
            count_age_days=age_days(asked).clip(upper_bound=float(OUTCOME_MATURITY_DAYS)),
        )
    )
    table = forecast_table(forecast_of(model, snapshot, planned), planned)
    forecasts = table.drop_nulls(["p10", "p50", "p90"]).with_columns(
        outcome_id="planned_post_id", origin=pl.lit("replayed")
    )
    note = f"{guessed:,} replayed forecasts use a follower count that was seen after the post was published"
    return Replayed(forecasts.select(PAST_FORECASTS.names()), (note,) if guessed else ())


def _creators_then(moments: pl.DataFrame, stored: Mapping[str, pl.DataFrame]) -> tuple[pl.DataFrame, int]:
    """One row of creators an outcome, under its id; how many have a follower count that was seen later."""
    counts = stored["follower_counts"].select("creator_id", "observed_at", counted="followers_count")
    rows = moments.sort("as_of").join_asof(
        counts.sort("observed_at"), left_on="as_of", right_on="observed_at", by="creator_id", check_sortedness=False
    )
    known = rows.drop("observed_at", strict=False).join(stored["creators"], on="creator_id", how="inner")
    later = (pl.col("observed_at") > pl.col("as_of")) & pl.col("counted").is_null()
    guessed = known.select((later & pl.col("followers_count").is_not_null()).sum()).item()
    then = known.with_columns(
        creator_id="outcome_id", observed_at="as_of", followers_count=pl.coalesce("counted", "followers_count")
    )
    return CREATORS.conform(then.with_columns(pl.lit(None).alias(name) for name in _SIZES[1:])), int(guessed)


def _items(rankings: Rankings, ranking_id: str) -> tuple[dict[str, JsonValue], float | None]:
    """The items of a stored answer by creator, and the coverage it claimed; none where it is not stored."""
    try:
        answer = _ANSWER.validate_json(rankings.get(ranking_id)["answer"])
    except NotFoundError:
        return {}, None
    items, interval = answer.get("items"), answer.get("interval")
    measured = interval.get("measured") if isinstance(interval, dict) else None
    listed = items if isinstance(items, list) else []
    by_creator = {str(item["creator_id"]): item.get("performance") for item in listed if isinstance(item, dict)}
    return by_creator, float(measured) if isinstance(measured, int | float) else None


def _quantiles(performance: JsonValue) -> Iterator[tuple[str, tuple[float, float, float]]]:
    for metric in ANSWERED:
        levels = performance.get(metric) if isinstance(performance, dict) else None
        if isinstance(levels, dict):
            p10, p50, p90 = (levels.get(level) for level in ("p10", "p50", "p90"))
            if isinstance(p10, int | float) and isinstance(p50, int | float) and isinstance(p90, int | float):
                yield metric, (float(p10), float(p50), float(p90))
