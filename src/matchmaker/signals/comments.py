"""Comments: repetition, authors and form of the observed comments; no language or script is suspicious by itself.

Comments below posts that announce a giveaway are left out of all of them (see `rows.comments`).
"""

import polars as pl

from matchmaker.signals.declaration import Declare
from matchmaker.signals.rows.commenters import FEWEST_COMMON, FEWEST_POSTS, FIRST_AUTHORS

_comments = Declare("comments", "comments")
_WORDS = pl.col("words").drop_nulls()
_WORD_BAGS = pl.col("word_bag").drop_nulls()
_AUTHORS = pl.col("author_id").drop_nulls()
_POSTS = pl.col("known_post").drop_nulls()

SIGNALS = (
    _comments.count("comments_observed_count", "Comments observed", pl.len(), absent=0.0, version=2),
    _comments.share(
        "comment_repeat_ratio",
        "Share of comments with words that repeat another comment's words, emoji and signs aside",
        1 - _WORDS.n_unique() / _WORDS.len(),
        version=2,
    ),
    _comments.share(
        "comment_near_repeat_ratio",
        "Share of comments with words that use the very words of another comment, in whatever order",
        1 - _WORD_BAGS.n_unique() / _WORD_BAGS.len(),
    ),
    _comments.share(
        "comment_emoji_only_ratio", "Share of comments of emoji alone", pl.col("is_emoji_only").mean(), version=2
    ),
    _comments.share(
        "comment_authors_ratio",
        "Different authors / comments whose author is known",
        _AUTHORS.n_unique() / _AUTHORS.len(),
        version=2,
    ),
    _comments.share(
        "comment_top_author_ratio",
        "Share of comments written by the busiest commenter",
        _AUTHORS.unique_counts().max() / _AUTHORS.len(),
        version=2,
    ),
    _comments.count(
        "comment_authors_posts_count", "Posts with comments whose author is known", _POSTS.n_unique(), absent=0.0
    ),
    _comments.share(
        "comment_returning_ratio",
        f"Share of comments by accounts that comment on a third of the observed posts or more, from {FEWEST_POSTS} posts up",
        pl.when(_POSTS.n_unique() >= FEWEST_POSTS).then(
            pl.col("returning_count").sum() / pl.col("authored_count").sum()
        ),
    ),
    _comments.share(
        "comment_first_again_ratio",
        f"Share of the first {FIRST_AUTHORS} commenters of a post who were among the first {FIRST_AUTHORS} of the post before",
        pl.col("is_first_again").mean(),
    ),
    _comments.number(
        "comment_order_correlation",
        "correlation",
        "Mean rank correlation between the orders in which the same accounts comment on one post and the next, "
        f"where {FEWEST_COMMON} or more comment on both",
        pl.col("order_correlation").mean(),
        minimum=-1.0,
        maximum=1.0,
    ),
    _comments.number(
        "comment_length_median",
        "characters",
        "Median length of a comment",
        pl.col("comment_length").median(),
        version=2,
    ),
    _comments.share(
        "comment_mention_ratio", "Share of comments that mention an account", pl.col("has_mention").mean(), version=2
    ),
    _comments.share("comment_link_ratio", "Share of comments with a web link", pl.col("has_link").mean(), version=2),
    _comments.count("comment_likes_mean", "Mean likes of a comment", pl.col("likes_count").mean(), version=2),
    _comments.number(
        "comment_hours_after_post_median",
        "hours",
        "Median time from a post to its comments",
        pl.col("hours_after_post").median(),
        version=2,
    ),
)
