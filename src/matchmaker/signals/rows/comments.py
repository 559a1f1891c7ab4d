"""Comment rows: texts reduced to what makes two comments the same, in any language, and who came when."""

import polars as pl

from matchmaker.domain.snapshot import Snapshot
from matchmaker.signals.rows.commenters import COMMENTER_COLUMNS, with_commenters
from matchmaker.signals.rows.derive import Stage, derive
from matchmaker.signals.rows.growth_causes import GIVEAWAY_WORDS
from matchmaker.signals.rows.texts import EMOJI, LINK, MENTION, NOT_WORDS, WORD

_TEXT = pl.col("text")
_SECONDS_PER_HOUR = 3600
_POST = ("creator_id", "post_id")

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
    # A sum of hashes does not know the order, and costs a fifth of sorting the words.
    (pl.col("words").str.split(" ").list.eval(pl.element().hash()).list.sum().alias("word_bag"),),
)


def comment_rows(snapshot: Snapshot, needed: frozenset[str]) -> pl.DataFrame:
    """All observed comments but those below giveaways, which tag friends and repeat themselves because they are asked to.

    `words` is the lower-case text without mentions, signs and emoji, null if none is left; `word_bag` a number
    that two comments share when they have the same words in whatever order. COMMENTER_COLUMNS: see
    `with_commenters`.
    """
    comments = _without_giveaways(snapshot)
    if "hours_after_post" in needed:
        comments = _with_delay(comments, snapshot)
    if needed & COMMENTER_COLUMNS:
        comments = with_commenters(comments, snapshot)
    return derive(comments, _STAGES, needed)


def _without_giveaways(snapshot: Snapshot) -> pl.DataFrame:
    announces = pl.col("caption").str.to_lowercase().str.contains_any(list(GIVEAWAY_WORDS))
    giveaways = (
        snapshot.posts.lazy()
        .select(*_POST, "caption")
        .join(snapshot.comments.lazy().select(_POST).unique(), on=_POST, how="semi")
        .filter(announces)
    )
    return snapshot.comments.lazy().join(giveaways, on=_POST, how="anti", maintain_order="left").collect()


def _with_delay(comments: pl.DataFrame, snapshot: Snapshot) -> pl.DataFrame:
    posted = snapshot.posts.select(*_POST, "posted_at")
    delay = (pl.col("commented_at") - pl.col("posted_at")).dt.total_seconds() / _SECONDS_PER_HOUR
    return comments.join(posted, on=_POST, how="left", maintain_order="left").with_columns(
        # clocks of two sources may differ by minutes: a comment is never older than its post
        hours_after_post=delay.clip(lower_bound=0.0)
    )
