"""The candidate table: one row a creator with everything eligibility, score and reasons look at."""

from datetime import datetime
from typing import cast

import polars as pl
from typing_extensions import TypedDict

from matchmaker.domain.assessment import (
    AuthenticityAssessment,
    EncoderUsed,
    Forecast,
    Numbers,
    Readiness,
    State,
    TopicFitAssessment,
)
from matchmaker.domain.brief import Compensation
from matchmaker.domain.columns import INSTANT
from matchmaker.domain.snapshot import Snapshot
from matchmaker.domain.tiers import tier_expression
from matchmaker.ranking.fees import PriceSource
from matchmaker.ranking.topic_document import LanguageShare

COMPARED_SIGNALS = ("engagement_rate_by_followers_ratio",)
OPTIONAL_TABLES = ("comments", "follower_counts", "follower_profiles")
_SECONDS_A_DAY = 86_400.0
_FLOATS = pl.col(pl.Float32, pl.Float64)


class Candidate(TypedDict):
    """One row of the candidate table; null is unknown."""

    creator_id: str
    platform: str
    country: str | None
    language: str | None
    followers_count: int | None
    tier: str | None
    fee_amount: float | None
    fee_other_currency: str | None
    commission_ratio: float
    compensation: Compensation | None
    price_source: PriceSource | None
    posts_planned_count: int
    has_comments: bool
    has_follower_counts: bool
    has_follower_profiles: bool
    posts_count: int
    oldest_field_age_days: float | None
    topic_fit_probability: float | None
    specialism_ratio: float | None
    posts_used_count: int | None
    encoder: EncoderUsed | None
    languages: list[LanguageShare]
    covered_ratio: float | None
    visual_similarity: float | None
    authenticity_state: State | None
    readiness: Readiness | None
    fake_follower_ratio_p10: float | None
    fake_follower_ratio_p50: float | None
    fake_follower_ratio_p90: float | None
    follower_sample_count: int | None
    engagement_anomaly_probability: float | None
    growth_anomaly_probability: float | None
    coordination_probability: float | None
    audience_quality_score_p10: float | None
    audience_quality_score_p50: float | None
    audience_quality_score_p90: float | None
    engagement_rate_by_followers_ratio: float | None
    history_count: int
    brand_mentions_count: int | None
    competitor_conflict: str | None
    category_probability: float | None
    adjacency: float | None
    avoid_topic_probability: float | None
    values_probability: float | None
    followers_worth: float | None
    impressions_needed_count: float | None


def profiles(
    snapshot: Snapshot, signals: pl.DataFrame, authenticity: AuthenticityAssessment, forecast: Forecast
) -> pl.DataFrame:
    """What is known of creators whatever the brief, NaN made null, in the order of `snapshot.creators`.

    Columns: creator_id, platform, country, language, followers_count, tier, posts_count (posts at hand),
    stated_fee and stated_currency, oldest_seen_at, history_count, `has_<table>` for each table that may be missing,
    those of the authenticity assessment and the compared signals.
    """
    profile = snapshot.creators.select(
        "creator_id",
        "platform",
        "country",
        "language",
        "followers_count",
        "observed_at",
        stated_fee="fee_amount",
        stated_currency="fee_currency",
        tier=tier_expression(pl.col("followers_count")),
    )
    posts = snapshot.posts.group_by("creator_id").agg(posts_count=pl.len(), posts_seen_at=pl.col("observed_at").max())
    known = profile.with_columns(history_count=pl.Series(forecast.history_count, dtype=pl.Int64))
    for columns in (posts, authenticity.columns, signals.select("creator_id", *COMPARED_SIGNALS)):
        known = known.join(columns, on="creator_id", how="left", maintain_order="left")
    return known.with_columns(
        *(_present(snapshot, name) for name in OPTIONAL_TABLES),
        pl.col("posts_count").fill_null(0).cast(pl.Int64),
        _FLOATS.cast(pl.Float64).fill_nan(None),
        oldest_seen_at=pl.min_horizontal("observed_at", "posts_seen_at"),
    ).drop("observed_at", "posts_seen_at")


def facts(known: pl.DataFrame, asked: pl.DataFrame, as_of: datetime) -> pl.DataFrame:
    """The profiles as a question of this moment sees them, in their order.

    In place of stated_fee, stated_currency and oldest_seen_at: the columns of `asked` (fees.ASKED, row by row the
    profiles) and oldest_field_age_days (whole days).
    """
    return (
        known.lazy()
        .with_columns(*asked.iter_columns(), oldest_field_age_days=_age_days(pl.col("oldest_seen_at"), as_of))
        .drop("stated_fee", "stated_currency", "oldest_seen_at")
        .collect()
    )


def candidate_table(
    known: pl.DataFrame,
    topic_fit: TopicFitAssessment,
    avoid_topic_probability: Numbers,
    values_probability: Numbers,
) -> pl.DataFrame:
    """The facts with topic fit, NaN made null, in the order of the facts, as both probabilities (creators,)."""
    fits = topic_fit.columns.lazy()
    absent = [name for name in ("category_probability", "adjacency") if name not in topic_fit.columns.columns]
    return (
        known.lazy()
        .with_columns(
            avoid_topic_probability=pl.Series(avoid_topic_probability, dtype=pl.Float64),
            values_probability=pl.Series(values_probability, dtype=pl.Float64),
        )
        .join(fits, on="creator_id", how="left", maintain_order="left")
        .with_columns(pl.lit(None, pl.Float64).alias(name) for name in absent)  # nobody looks for neighbours
        .with_columns(_FLOATS.cast(pl.Float64).fill_nan(None))
        .collect()
    )


def rows(candidates: pl.DataFrame) -> list[Candidate]:
    """The table row by row, for those parts that write words."""
    return cast("list[Candidate]", candidates.to_dicts())


def _present(snapshot: Snapshot, name: str) -> pl.Expr:
    frame: pl.DataFrame = getattr(snapshot, name)
    return pl.col("creator_id").is_in(frame["creator_id"].unique().implode()).alias(f"has_{name}")


def _age_days(moment: pl.Expr, as_of: datetime) -> pl.Expr:
    age = pl.lit(as_of, INSTANT) - moment
    return (age.dt.total_seconds() / _SECONDS_A_DAY).clip(lower_bound=0).floor()
