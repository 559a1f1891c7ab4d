"""The columns a forecast reads: a creator's size, habits and past counts, and the post that is planned."""

from collections.abc import Sequence
from dataclasses import dataclass

import polars as pl

from matchmaker.domain.choices import FORMATS, PLATFORMS
from matchmaker.domain.definitions import OUTCOME_MATURITY_DAYS, RECENT_POSTS
from matchmaker.domain.snapshot import Snapshot
from matchmaker.errors import ValidationFailedError
from matchmaker.signals.rows.posts import engagements

METRICS = ("likes_count", "comments_count", "views_count", "engagements_count")
PAST = ("mean", "std", "recent_mean")  # of log1p counts: the signals log_<metric>_<part>
HABITS = (
    "days_between_posts_median",
    "days_since_last_post",
    "posts_per_day",
    "hashtags_per_post_mean",
    "mentions_per_post_mean",
    "caption_length_mean",
    "caption_empty_ratio",
    "caption_emoji_ratio",
    "posting_regularity_ratio",
    "weekend_posts_ratio",
    "location_posts_ratio",
    "sponsored_posts_ratio",
)
SIZES = ("followers_log", "following_step", "posts_step", "has_link")
PLAN_DETAILS = (
    "planned_format_code",
    "planned_duration_seconds",
    "planned_hashtags_count",
    "planned_mentions_count",
    "planned_caption_length",
)
PLANNED = ("planned_age_days", *PLAN_DETAILS)
CODES = ("metric_code", "platform_code")

PRIOR_FEATURES = CODES + SIZES + HABITS + PLANNED
CORRECTION_FEATURES = (*PRIOR_FEATURES, "past_count", "past_std", "recent_step", "prior_step", "size_step", "past_mean")


@dataclass(frozen=True)
class Past:
    """The signals that describe one metric's past posts."""

    metric: str

    def signal(self, part: str) -> str:
        """Name of the signal, e.g. log_likes_mean."""
        return f"log_{self.metric.removesuffix('_count')}_{part}"

    @property
    def known(self) -> str:
        """Column of the number of recent posts whose count is known."""
        return f"{self.metric}_known"


SIGNAL_NAMES = (*HABITS, *(Past(metric).signal(part) for metric in METRICS for part in PAST))


def creator_columns(snapshot: Snapshot, signals: pl.DataFrame) -> pl.DataFrame:
    """One row a creator in the order of the snapshot: creator_id, platform, sizes, habits and pasts."""
    sizes = snapshot.creators.select(
        "creator_id",
        "platform",
        followers_log=pl.col("followers_count").log1p(),
        following_step=pl.col("following_count").log1p() - pl.col("followers_count").log1p(),
        posts_step=pl.col("posts_count").log1p() - pl.col("followers_count").log1p(),
        has_link=pl.col("has_link").cast(pl.Float64),
        platform_code=code_of(pl.col("platform"), PLATFORMS),
    )
    past = signals.select("creator_id", *SIGNAL_NAMES)
    rows = sizes.join(past, on="creator_id", how="left", maintain_order="left")
    rows = rows.join(_known_counts(snapshot), on="creator_id", how="left", maintain_order="left")
    return rows.with_columns(pl.col(Past(metric).known).fill_null(0) for metric in METRICS)


def planned_columns(creators: pl.DataFrame, planned: pl.DataFrame) -> pl.DataFrame:
    """One row a planned post, in their order: the columns of its creator (`creator_columns`) and PLANNED.

    `planned` holds PLANNED_POSTS; what is unknown there stays unknown, except that hashtags, mentions and length are
    read from the caption. Raises ValidationFailedError for a creator who is not among `creators`.
    """
    strangers = planned.join(creators, on="creator_id", how="anti")
    if strangers.height:
        raise ValidationFailedError(
            f"expected planned posts of the creators given, got one of {strangers['creator_id'][0]!r}; "
            "bring the creator along or take the planned post out"
        )
    caption = pl.col("caption")
    details = planned.select(
        "creator_id",
        planned_age_days="count_age_days",
        planned_format_code=format_code(pl.col("format")),
        planned_duration_seconds=pl.col("duration_seconds").cast(pl.Float64),
        planned_hashtags_count=pl.coalesce("hashtags_count", caption.str.count_matches("#")).cast(pl.Float64),
        planned_mentions_count=pl.coalesce("mentions_count", caption.str.count_matches("@")).cast(pl.Float64),
        planned_caption_length=pl.coalesce("caption_length", caption.str.len_chars()).cast(pl.Float64),
    )
    return with_ordinary_plan(details.join(creators, on="creator_id", how="left", maintain_order="left"))


def with_ordinary_plan(rows: pl.DataFrame) -> pl.DataFrame:
    """The rows with every planned column; unknown means an ordinary post, its counts read when they are mature."""
    missing = [pl.lit(None, pl.Float64).alias(name) for name in PLANNED if name not in rows.columns]
    return rows.with_columns(missing).with_columns(pl.col("planned_age_days").fill_null(float(OUTCOME_MATURITY_DAYS)))


def metric_rows(rows: pl.DataFrame, metric: str) -> pl.DataFrame:
    """The same rows as seen by one metric: past_count, past_mean, past_std and recent_step of that metric."""
    past = Past(metric)
    mean = pl.col(past.signal("mean"))
    return rows.with_columns(
        metric_code=pl.lit(float(METRICS.index(metric))),
        past_count=pl.when(mean.is_not_null()).then(pl.col(past.known)).otherwise(0).cast(pl.Float64),
        past_mean=mean,
        past_std=pl.col(past.signal("std")),
        recent_step=pl.col(past.signal("recent_mean")) - mean,
        size_step=mean - pl.col("followers_log"),
    )


def forecast_rows(columns: pl.DataFrame) -> pl.DataFrame:
    """The rows of every metric, one below the other in the order of METRICS."""
    return pl.concat([metric_rows(columns, metric) for metric in METRICS], how="vertical")


def code_of(name: pl.Expr, names: Sequence[str]) -> pl.Expr:
    """A word of a closed list as its position; null for an unknown word."""
    return name.replace_strict(list(names), list(range(len(names))), default=None, return_dtype=pl.Float64)


def format_code(name: pl.Expr) -> pl.Expr:
    """A post's format as its position in FORMATS."""
    return code_of(name, FORMATS)


def _known_counts(snapshot: Snapshot) -> pl.DataFrame:
    posts = snapshot.posts.with_columns(engagements_count=engagements())
    known = [pl.col(metric).head(RECENT_POSTS).count().alias(Past(metric).known) for metric in METRICS]
    return posts.group_by("creator_id").agg(known)
