"""Engagement: what the recent posts earned, in counts, per follower, per reach and on a log scale."""

import polars as pl

from matchmaker.signals.declaration import FEWEST_ROWS, Declare, Signal

LAST_POSTS = 5  # a first look at whether the newest posts differ from the window
_posts = Declare("engagement", "posts")

_LIKES = pl.col("likes_count")
_COMMENTS = pl.col("comments_count")
_VIEWS = pl.col("views_count")
_ENGAGEMENTS = pl.col("engagements_count")
_FOLLOWERS = pl.col("creator_followers_count").first()


def spread(column: pl.Expr) -> pl.Expr:
    """Sample standard deviation, null below FEWEST_ROWS known values."""
    return pl.when(column.count() >= FEWEST_ROWS).then(column.std())


def _over_both(numerator: pl.Expr, denominator: pl.Expr) -> pl.Expr:
    """Sum over sum of the posts where both are known: one tiny denominator cannot dominate."""
    both = numerator.is_not_null() & denominator.is_not_null()
    return pl.when(both.any()).then(pl.when(both).then(numerator).sum() / pl.when(both).then(denominator).sum())


def _log_signals(what: str) -> tuple[Signal, ...]:
    column = pl.col(f"log_{what}")
    unit = "log count"
    return (
        _posts.number(f"log_{what}_mean", unit, f"Mean of ln(1 + {what}) over the recent posts", column.mean()),
        _posts.number(
            f"log_{what}_std", unit, f"Standard deviation of ln(1 + {what}), from 3 posts up", spread(column)
        ),
        _posts.number(
            f"log_{what}_recent_mean",
            unit,
            f"Mean of ln(1 + {what}) over the last {LAST_POSTS} posts",
            column.head(LAST_POSTS).mean(),
        ),
    )


SIGNALS = (
    _posts.count("posts_observed_count", "Recent posts observed (at most 30)", pl.len(), absent=0.0),
    _posts.count("likes_per_post_mean", "Mean likes of a post", _LIKES.mean()),
    _posts.count("likes_per_post_median", "Median likes of a post", _LIKES.median()),
    _posts.count("comments_per_post_mean", "Mean comments of a post", _COMMENTS.mean()),
    _posts.count("comments_per_post_median", "Median comments of a post", _COMMENTS.median()),
    _posts.count("shares_per_post_mean", "Mean shares of a post", pl.col("shares_count").mean()),
    _posts.count("saves_per_post_mean", "Mean saves of a post", pl.col("saves_count").mean()),
    _posts.number(
        "engagements_per_post_mean", "count", "Mean likes + comments + shares of a post", _ENGAGEMENTS.mean()
    ),
    _posts.number(
        "engagements_per_post_median", "count", "Median likes + comments + shares of a post", _ENGAGEMENTS.median()
    ),
    _posts.count("views_per_post_mean", "Mean views of a post", _VIEWS.mean()),
    _posts.count("views_per_post_median", "Median views of a post", _VIEWS.median()),
    _posts.count("reach_per_post_mean", "Mean accounts reached by a post", pl.col("reach_count").mean()),
    *_log_signals("likes"),
    *_log_signals("comments"),
    *_log_signals("engagements"),
    *_log_signals("views"),
    *_log_signals("shares"),
    _posts.quotient(
        "engagement_rate_by_followers_ratio",
        "Mean engagements of a post / followers",
        _ENGAGEMENTS.mean() / _FOLLOWERS,
    ),
    _posts.quotient(
        "engagement_rate_by_reach_ratio",
        "Engagements / accounts reached, over the posts where both are known",
        _over_both(_ENGAGEMENTS, pl.col("reach_count")),
    ),
    _posts.quotient("likes_per_follower_ratio", "Mean likes of a post / followers", _LIKES.mean() / _FOLLOWERS),
    _posts.quotient(
        "comments_per_follower_ratio", "Mean comments of a post / followers", _COMMENTS.mean() / _FOLLOWERS
    ),
    _posts.quotient("views_per_follower_ratio", "Mean views of a post / followers", _VIEWS.mean() / _FOLLOWERS),
    _posts.quotient(
        "comments_per_like_ratio",
        "Comments / likes, over the posts where both are known",
        _over_both(_COMMENTS, _LIKES),
    ),
    _posts.quotient(
        "likes_per_view_ratio", "Likes / views, over the posts where both are known", _over_both(_LIKES, _VIEWS)
    ),
    _posts.quotient(
        "likes_variation_ratio",
        "Standard deviation / mean of likes, from 3 posts up: bought likes vary too little",
        spread(_LIKES) / _LIKES.mean(),
    ),
    _posts.share("likes_top_post_ratio", "Share of all likes that the best post earned", _LIKES.max() / _LIKES.sum()),
    _posts.share("likes_hidden_ratio", "Share of posts whose likes are unknown", _LIKES.is_null().mean()),
)
