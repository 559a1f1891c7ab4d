"""Post rows: the newest posts of each creator with counts, moments and texts made comparable."""

from math import tau

import polars as pl

from matchmaker.domain.definitions import RECENT_POSTS
from matchmaker.domain.snapshot import Snapshot
from matchmaker.signals.rows.creators import PROFILE_COLUMNS, profile_columns
from matchmaker.signals.rows.derive import Stage, derive
from matchmaker.signals.rows.disclosures import discloses, discloses_up_front, may_disclose, offers_code
from matchmaker.signals.rows.texts import EMOJI

SECONDS_PER_DAY = 86_400


def engagements() -> pl.Expr:
    """likes + comments + shares; unknown parts count as nothing, all unknown is null."""
    parts = [pl.col(name) for name in ("likes_count", "comments_count", "shares_count")]
    return pl.when(pl.coalesce(parts).is_not_null()).then(pl.sum_horizontal(parts))


def recent_posts(posts: pl.DataFrame) -> pl.DataFrame:
    """The newest RECENT_POSTS posts of each creator, from rows sorted as in Snapshot.

    Adds `post_row` (row in `posts`), `feed` (number of the creator's run) and `position` (0 = newest).
    """
    return (
        posts.with_row_index("post_row")
        .with_columns(feed=pl.col("creator_id").rle_id())
        .with_columns(position=pl.int_range(pl.len()).over("feed"))
        .filter(pl.col("position") < RECENT_POSTS)
    )


_CAPTION = pl.col("caption")
_POSTED = pl.col("posted_at")
_DAY_ANGLE = (_POSTED - _POSTED.dt.truncate("1d")).dt.total_seconds() * (tau / SECONDS_PER_DAY)

_STAGES: tuple[Stage, ...] = (
    (
        engagements().alias("engagements_count"),
        pl.col("likes_count").log1p().alias("log_likes"),
        pl.col("comments_count").log1p().alias("log_comments"),
        pl.col("views_count").log1p().alias("log_views"),
        pl.col("shares_count").log1p().alias("log_shares"),
        pl.when(pl.col("position") > 0)
        .then((_POSTED.shift(1) - _POSTED).dt.total_seconds() / SECONDS_PER_DAY)
        .alias("days_to_newer_post"),
        _DAY_ANGLE.cos().alias("hour_cosine"),
        _DAY_ANGLE.sin().alias("hour_sine"),
        (_DAY_ANGLE == 0).alias("is_midnight"),
        (_POSTED.dt.weekday() > 5).alias("is_weekend"),
        _CAPTION.str.len_chars().alias("caption_length"),
        _CAPTION.str.strip_chars().alias("caption_trimmed"),
        _CAPTION.str.contains(EMOJI).alias("caption_has_emoji"),
        pl.col("hashtags").list.len().alias("hashtags_count"),
        pl.col("mentions").list.len().alias("mentions_count"),
        pl.col("format").is_in(["video", "short_video", "live"]).alias("is_video"),
        may_disclose(_CAPTION).alias("disclosing_caption"),
        offers_code(_CAPTION).alias("offers_code"),
    ),
    (
        pl.col("engagements_count").log1p().alias("log_engagements"),
        (pl.col("caption_trimmed").str.len_bytes() == 0).alias("caption_empty"),
        pl.when(_CAPTION.is_not_null()).then(discloses(pl.col("disclosing_caption"))).alias("caption_discloses"),
    ),
    (
        pl.when("caption_discloses").then(discloses_up_front(pl.col("disclosing_caption"))).alias("discloses_up_front"),
        pl.any_horizontal(pl.col("is_sponsored").fill_null(False), pl.col("caption_discloses").fill_null(False)).alias(
            "is_paid"
        ),
    ),
)


def post_rows(snapshot: Snapshot, needed: frozenset[str]) -> pl.DataFrame:
    """The recent posts, newest first within a creator, with the needed derived and profile columns."""
    posts = derive(recent_posts(snapshot.posts), _STAGES, needed)
    return (
        posts.join(profile_columns(snapshot), on="creator_id", how="left", maintain_order="left")
        if needed & PROFILE_COLUMNS
        else posts
    )
