"""Who comments where and when: the same accounts below one post after the other, first and in the same order."""

import polars as pl

from matchmaker.domain.snapshot import Snapshot

FIRST_AUTHORS = 5  # a pod is called within minutes: its members are among the first below each post
FEWEST_POSTS = 3  # below this many posts nobody can come back
RETURNING_RATIO = 1 / 3  # of the observed posts; a fan comments at times, a pod member on most posts
FEWEST_COMMON = 3  # commenters two posts share, from which their order can be compared

COMMENTER_COLUMNS = frozenset({"known_post", "returns", "is_first_again", "order_correlation"})
_POST = ("creator_id", "post_id")
_AUTHOR = (*_POST, "author_id")


def with_commenters(comments: pl.DataFrame, snapshot: Snapshot) -> pl.DataFrame:
    """The comments with COMMENTER_COLUMNS, null where the author is unknown.

    known_post: the post's id; returns: the author comments below at least FEWEST_POSTS and RETURNING_RATIO of the
    creator's posts that have comments; is_first_again (on one comment an author and post): one of the FIRST_AUTHORS
    first authors of this post was so of the post before, null for later authors and below the first post;
    order_correlation (on one comment a post): rank correlation (Spearman) of the order in which authors came here
    and below the post before, of those who came to both, null with fewer than FEWEST_COMMON of them.
    """
    authors = _authors(comments, snapshot)
    before = authors.select("creator_id", "author_id", pl.col("number") + 1, place_before="place")
    met = authors.join(before, on=["creator_id", "author_id", "number"], how="left")
    first = (pl.col("place") <= FIRST_AUTHORS) & (pl.col("number") > 0)
    met = met.with_columns(
        is_first_again=pl.when(first).then((pl.col("place_before") <= FIRST_AUTHORS).fill_null(False))
    )
    both = pl.col("place").is_not_null() & pl.col("place_before").is_not_null()
    agreement = met.filter(both).group_by(_POST).agg(order_correlation=_rank_correlation()).fill_nan(None)
    known = (
        comments.lazy()
        .join(met.select(*_AUTHOR, "returns", "is_first_again"), on=list(_AUTHOR), how="left", maintain_order="left")
        .join(agreement, on=list(_POST), how="left", maintain_order="left")
        .collect()
    )
    return known.with_columns(
        known_post=pl.when(pl.col("author_id").is_not_null()).then("post_id"),
        is_first_again=pl.when(pl.struct(_AUTHOR).is_first_distinct()).then("is_first_again"),
        order_correlation=pl.when(pl.struct(_POST).is_first_distinct()).then("order_correlation"),
    )


def _authors(comments: pl.DataFrame, snapshot: Snapshot) -> pl.LazyFrame:
    """One row an author and post: number of the post in time (0 = oldest), place of the author in it, returns.

    Authors who came at the same moment share the last of their places, so that dates without hours make nobody first.
    """
    came = (
        comments.lazy()
        .filter(pl.col("author_id").is_not_null())
        .group_by(_AUTHOR)
        .agg(came_at=pl.col("commented_at").min())
        .with_columns(place=pl.col("came_at").rank("max").over(_POST))
    )
    posted = snapshot.posts.lazy().select(*_POST, "posted_at")
    order = (
        came.group_by(_POST)
        .agg(first_at=pl.col("came_at").min())
        .join(posted, on=list(_POST), how="left")
        .with_columns(moment=pl.coalesce("posted_at", "first_at"))
        .sort("creator_id", "moment", "post_id", nulls_last=False)
        .select(*_POST, number=pl.int_range(pl.len()).over("creator_id"), posts_count=pl.len().over("creator_id"))
    )
    visited = pl.len().over("creator_id", "author_id")
    enough = (visited >= FEWEST_POSTS) & (visited >= RETURNING_RATIO * pl.col("posts_count"))
    return came.join(order, on=list(_POST)).with_columns(returns=enough)


def _rank_correlation() -> pl.Expr:
    agreement = pl.corr(pl.col("place").rank(), pl.col("place_before").rank())
    return pl.when(pl.len() >= FEWEST_COMMON).then(agreement.clip(-1.0, 1.0))
