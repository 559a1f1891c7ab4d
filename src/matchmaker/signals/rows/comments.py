"""Comment rows: texts reduced to what makes two comments the same, in any language."""

import polars as pl

from matchmaker.domain.snapshot import Snapshot
from matchmaker.signals.rows.derive import Stage, derive
from matchmaker.signals.rows.texts import EMOJI, LINK, MENTION, NOT_WORDS, WORD

_TEXT = pl.col("text")
_SECONDS_PER_HOUR = 3600

_STAGES: tuple[Stage, ...] = (
    (
        _TEXT.str.replace_all(MENTION, " ").alias("said"),
        _TEXT.str.len_chars().alias("comment_length"),
        _TEXT.str.contains(MENTION).alias("has_mention"),
        _TEXT.str.contains(LINK).alias("has_link"),
    ),
    (
        pl.when(pl.col("said").str.contains(WORD))
        .then(pl.col("said").str.to_lowercase().str.replace_all(NOT_WORDS, " ").str.strip_chars())
        .alias("words"),
        (pl.col("said").str.contains(EMOJI) & ~pl.col("said").str.contains(WORD)).alias("is_emoji_only"),
    ),
)


def comment_rows(snapshot: Snapshot, needed: frozenset[str]) -> pl.DataFrame:
    """All observed comments; `words` is the lower-case text without mentions, signs and emoji, null if none is left."""
    comments = _with_delay(snapshot) if "hours_after_post" in needed else snapshot.comments
    return derive(comments, _STAGES, needed)


def _with_delay(snapshot: Snapshot) -> pl.DataFrame:
    posted = snapshot.posts.select("creator_id", "post_id", "posted_at")
    delay = (pl.col("commented_at") - pl.col("posted_at")).dt.total_seconds() / _SECONDS_PER_HOUR
    return snapshot.comments.join(posted, on=["creator_id", "post_id"], how="left", maintain_order="left").with_columns(
        # clocks of two sources may differ by minutes: a comment is never older than its post
        hours_after_post=delay.clip(lower_bound=0.0)
    )
