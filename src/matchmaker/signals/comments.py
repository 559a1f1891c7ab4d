"""Comments: repetition, authors and form of the observed comments; no language or script is suspicious by itself."""

import polars as pl

from matchmaker.signals.declaration import Declare

_comments = Declare("comments", "comments")
_WORDS = pl.col("words").drop_nulls()
_AUTHORS = pl.col("author_id").drop_nulls()

SIGNALS = (
    _comments.count("comments_observed_count", "Comments observed", pl.len(), absent=0.0),
    _comments.share(
        "comment_repeat_ratio",
        "Share of comments with words that repeat another comment's words, emoji and signs aside",
        1 - _WORDS.n_unique() / _WORDS.len(),
    ),
    _comments.share("comment_emoji_only_ratio", "Share of comments of emoji alone", pl.col("is_emoji_only").mean()),
    _comments.share(
        "comment_authors_ratio",
        "Different authors / comments whose author is known",
        _AUTHORS.n_unique() / _AUTHORS.len(),
    ),
    _comments.share(
        "comment_top_author_ratio",
        "Share of comments written by the busiest commenter",
        _AUTHORS.unique_counts().max() / _AUTHORS.len(),
    ),
    _comments.number(
        "comment_length_median", "characters", "Median length of a comment", pl.col("comment_length").median()
    ),
    _comments.share("comment_mention_ratio", "Share of comments that mention an account", pl.col("has_mention").mean()),
    _comments.share("comment_link_ratio", "Share of comments with a web link", pl.col("has_link").mean()),
    _comments.count("comment_likes_mean", "Mean likes of a comment", pl.col("likes_count").mean()),
    _comments.number(
        "comment_hours_after_post_median",
        "hours",
        "Median time from a post to its comments",
        pl.col("hours_after_post").median(),
    ),
)
