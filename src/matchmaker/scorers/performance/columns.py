"""The columns a forecast reads: a creator's size, habits and past counts, and the post that is planned."""

from collections.abc import Sequence
from dataclasses import dataclass

import polars as pl

from matchmaker.domain.choices import FORMATS, PLATFORMS
from matchmaker.domain.definitions import OUTCOME_MATURITY_DAYS, RECENT_POSTS
from matchmaker.domain.planned import PLANNED_POSTS
from matchmaker.domain.snapshot import Snapshot, complete_posts
from matchmaker.errors import ValidationFailedError
from matchmaker.signals.rows.posts import engagements

METRICS = ("likes_count", "comments_count", "views_count", "engagements_count", "shares_count")
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
    "planned_hour",
    "planned_weekday",
    "planned_is_sponsored",
    "planned_hashtags",
)
PLANNED = ("planned_age_days", *PLAN_DETAILS)
_NOT_FOR_TREES = ("planned_is_sponsored", "planned_hashtags")  # rare: a lift and a table of effects stand for them
CODES = ("metric_code", "platform_code")
# Of each metric's own past posts (history.py), as columns log_<metric>_<part>:
OWN = (
    *("own_count", "own_mean", "own_std", "own_latest", "own_last", "own_fortnight", "own_season", "own_plain"),
    *("own_highest", "own_lowest", "own_age"),
)
LIKE_PLAN = ("format_step", "format_ratio", "duration_step", "hour_step")
LIFT = ("lift_own", "lift_usual")
STEPS_TO_PAST = ("hashtags_step", "mentions_step", "caption_step", "duration_to_past_step")

PRIOR_FEATURES = CODES + SIZES + HABITS + tuple(name for name in PLANNED if name not in _NOT_FOR_TREES)
CORRECTION_FEATURES = (
    *PRIOR_FEATURES,
    *OWN,
    *LIKE_PLAN,
    *STEPS_TO_PAST,
    *("age_step", "size_step", "prior_step"),
    *(f"{metric}_step" for metric in METRICS),
)


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


SIGNAL_NAMES = (*HABITS, *(Past(metric).signal("mean") for metric in METRICS))
PLAN_COLUMNS = (  # all that is known of a planned post by its plan
    *PLAN_DETAILS,
    *STEPS_TO_PAST,
    *(Past(metric).signal(part) for metric in METRICS for part in (*LIKE_PLAN, *LIFT)),
)


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
    unread = [pl.lit(None, pl.List(pl.String)).alias(name) for name in ("hashtags", "mentions")]
    read = complete_posts(PLANNED_POSTS.conform(planned).with_columns(unread))
    details = read.select("creator_id", *plan_details(), planned_age_days="count_age_days")
    return with_ordinary_plan(details.join(creators, on="creator_id", how="left", maintain_order="left"))


def plan_details() -> tuple[pl.Expr, ...]:
    """PLAN_DETAILS of planned posts whose hashtags and mentions are read."""
    moment = pl.col("planned_at")
    by_day_alone = moment == moment.dt.truncate("1d")
    counts = {
        "planned_hashtags_count": pl.coalesce("hashtags_count", pl.col("hashtags").list.len()),
        "planned_mentions_count": pl.coalesce("mentions_count", pl.col("mentions").list.len()),
        "planned_caption_length": pl.coalesce("caption_length", pl.col("caption").str.len_chars()),
        "planned_duration_seconds": pl.col("duration_seconds"),
        "planned_hour": pl.when(~by_day_alone).then(moment.dt.hour()),
        "planned_weekday": moment.dt.weekday(),
        "planned_is_sponsored": pl.col("is_sponsored"),
    }
    return (
        format_code(pl.col("format")).alias("planned_format_code"),
        *(count.cast(pl.Float64).alias(name) for name, count in counts.items()),
        pl.col("hashtags").alias("planned_hashtags"),
    )


def with_ordinary_plan(rows: pl.DataFrame) -> pl.DataFrame:
    """The rows with every planned column; unknown means an ordinary post, its counts read when they are mature."""
    missing = [pl.lit(None, _dtype(name)).alias(name) for name in PLANNED if name not in rows.columns]
    return rows.with_columns(missing).with_columns(pl.col("planned_age_days").fill_null(float(OUTCOME_MATURITY_DAYS)))


def metric_rows(rows: pl.DataFrame, metric: str) -> pl.DataFrame:
    """The same rows as seen by one metric: its plain past_count and past_mean, OWN, LIKE_PLAN, LIFT and steps.

    <other>_step is the distance of another metric's own mean. Without a history of its own a paid post is as far
    from an organic one as it can be: lift_usual is then planned_is_sponsored.
    """
    past = Past(metric)
    mean, own = pl.col(past.signal("mean")), pl.col(past.signal("own_mean"))
    parts = {part: pl.col(past.signal(part)) for part in (*OWN, *LIKE_PLAN, *LIFT)}
    return rows.with_columns(
        **parts,
        **{f"{other}_step": pl.col(Past(other).signal("own_mean")) - own for other in METRICS},
        metric_code=pl.lit(float(METRICS.index(metric))),
        past_count=pl.when(mean.is_not_null()).then(pl.col(past.known)).otherwise(0).cast(pl.Float64),
        past_mean=mean,
        age_step=pl.col("planned_age_days").log1p() - pl.col(past.signal("own_age")),
        size_step=own - pl.col("followers_log"),
    ).with_columns(
        pl.col("own_count").fill_null(0.0),
        lift_usual=pl.coalesce("lift_usual", "planned_is_sponsored"),
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


def _dtype(planned: str) -> pl.DataType:
    return pl.List(pl.String()) if planned == "planned_hashtags" else pl.Float64()


def _known_counts(snapshot: Snapshot) -> pl.DataFrame:
    posts = snapshot.posts.with_columns(engagements_count=engagements())
    known = [pl.col(metric).head(RECENT_POSTS).count().alias(Past(metric).known) for metric in METRICS]
    return posts.group_by("creator_id").agg(known)
