"""The candidate table: one row a creator with everything eligibility, score and reasons look at."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import cast

import numpy as np
import polars as pl
from numpy.typing import NDArray
from typing_extensions import TypedDict

from matchmaker.domain.assessment import AuthenticityAssessment, Numbers, Readiness, State, TopicFitAssessment
from matchmaker.domain.brief import Offer
from matchmaker.domain.columns import INSTANT
from matchmaker.domain.snapshot import Snapshot
from matchmaker.domain.tiers import tier_expression

COMPARED_SIGNALS = ("engagement_rate_by_followers_ratio",)
OPTIONAL_TABLES = ("comments", "follower_counts", "follower_profiles")
_SECONDS_A_DAY = 86_400.0


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
    has_comments: bool
    has_follower_counts: bool
    has_follower_profiles: bool
    posts_count: int
    oldest_field_age_days: float | None
    topic_fit_probability: float | None
    specialism_ratio: float | None
    posts_used_count: int | None
    authenticity_state: State | None
    readiness: Readiness | None
    fake_follower_ratio_p10: float | None
    fake_follower_ratio_p50: float | None
    fake_follower_ratio_p90: float | None
    follower_sample_count: int | None
    engagement_anomaly_probability: float | None
    growth_anomaly_probability: float | None
    engagement_rate_by_followers_ratio: float | None
    history_count: int
    avoid_topic_probability: float | None
    followers_worth: float | None
    impressions_needed_count: float | None


def facts(snapshot: Snapshot, offers: Sequence[Offer], currency: str, as_of: datetime) -> pl.DataFrame:
    """What is known without a model, in the order of `snapshot.creators`.

    Columns: creator_id, platform, country, language, followers_count, tier, posts_count (posts at hand),
    fee_amount (in `currency`, null when unknown), fee_other_currency (stated in another one),
    oldest_field_age_days (whole days), and `has_<table>` for each table that may be missing.
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
    known = profile.join(_fees(offers), on="creator_id", how="left", maintain_order="left")
    known = known.join(posts, on="creator_id", how="left", maintain_order="left")
    return _with_fee(known, currency).select(
        "creator_id",
        "platform",
        "country",
        "language",
        "followers_count",
        "tier",
        "fee_amount",
        "fee_other_currency",
        *(_present(snapshot, name) for name in OPTIONAL_TABLES),
        pl.col("posts_count").fill_null(0).cast(pl.Int64),
        oldest_field_age_days=_age_days(pl.min_horizontal("observed_at", "posts_seen_at"), as_of),
    )


def candidate_table(
    known: pl.DataFrame,
    signals: pl.DataFrame,
    topic_fit: TopicFitAssessment,
    authenticity: AuthenticityAssessment,
    history_count: NDArray[np.int64],
    avoid_topic_probability: Numbers,
) -> pl.DataFrame:
    """The facts with the assessments' columns and the compared signals, NaN made null, in the order of the facts.

    The two arrays have shape (creators,) in the same order.
    """
    table = known.with_columns(
        history_count=pl.Series(history_count, dtype=pl.Int64),
        avoid_topic_probability=pl.Series(avoid_topic_probability, dtype=pl.Float64),
    )
    for columns in (topic_fit.columns, authenticity.columns, signals.select("creator_id", *COMPARED_SIGNALS)):
        table = table.join(columns, on="creator_id", how="left", maintain_order="left")
    return table.with_columns(pl.col(pl.Float32, pl.Float64).cast(pl.Float64).fill_nan(None))


def rows(candidates: pl.DataFrame) -> list[Candidate]:
    """The table row by row, for those parts that write words."""
    return cast("list[Candidate]", candidates.to_dicts())


def _present(snapshot: Snapshot, name: str) -> pl.Expr:
    frame: pl.DataFrame = getattr(snapshot, name)
    return pl.col("creator_id").is_in(frame["creator_id"].unique().implode()).alias(f"has_{name}")


def _fees(offers: Sequence[Offer]) -> pl.DataFrame:
    columns: Mapping[str, list[str] | list[float]] = {
        "creator_id": [offer.creator_id for offer in offers],
        "offered_fee": [offer.fee.amount for offer in offers],
        "offered_currency": [offer.fee.currency for offer in offers],
    }
    schema = {"creator_id": pl.String, "offered_fee": pl.Float64, "offered_currency": pl.String}
    return pl.DataFrame(columns, schema=schema)


def _with_fee(known: pl.DataFrame, currency: str) -> pl.DataFrame:
    offered = pl.col("offered_fee").is_not_null()
    fee = pl.when(offered).then("offered_fee").otherwise("stated_fee")
    stated_in = pl.when(offered).then("offered_currency").otherwise("stated_currency")
    return known.with_columns(
        fee_amount=pl.when(stated_in == currency).then(fee),
        fee_other_currency=pl.when(fee.is_not_null() & (stated_in != currency)).then(stated_in),
    )


def _age_days(moment: pl.Expr, as_of: datetime) -> pl.Expr:
    age = pl.lit(as_of, INSTANT) - moment
    return (age.dt.total_seconds() / _SECONDS_A_DAY).clip(lower_bound=0).floor()
