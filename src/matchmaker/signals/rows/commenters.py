"""Who comments where and when: the same accounts below one post after the other, first and in the same order."""

import polars as pl

from matchmaker.domain.snapshot import Snapshot

FIRST_AUTHORS = 5  # a pod is called within minutes: its members are among the first below each post
FEWEST_POSTS = 3  # below this many posts nobody can come back
RETURNING_RATIO = 1 / 3  # of the observed posts; a fan comments at times, a pod member on most posts
FEWEST_COMMON = 3  # commenters two posts share, from which their order can be compared

COMMENTER_COLUMNS = frozenset(
    {"known_post", "authored_count", "returning_count", "is_first_again", "order_correlation"}
)
_POST = ("creator_id", "post_id")


def with_commenters(comments: pl.DataFrame, snapshot: Snapshot) -> pl.DataFrame:
    """The comments with COMMENTER_COLUMNS, null but on one comment an author and post.

    known_post: the post's id; authored_count: the author's comments below it; returning_count: as many if the author
    comments below at least FEWEST_POSTS and RETURNING_RATIO of the creator's posts that have comments, else 0;
    is_first_again: one of the FIRST_AUTHORS first authors of this post was so of the post before, null for later
    authors and below the first post; order_correlation (on one comment a post): rank correlation (Spearman) of the
    order in which authors came here and below the post before, of those who came to both, null with fewer than
    FEWEST_COMMON of them.
    """
    authors = _authors(comments.lazy().with_row_index("row"), snapshot).collect().lazy()
    before = authors.select("creator", "author", pl.col("number") + 1, place_before="place")
    first = (pl.col("place") <= FIRST_AUTHORS) & (pl.col("number") > 0)
    met = authors.join(before, on=["creator", "author", "number"], how="left").with_columns(
        is_first_again=pl.when(first).then((pl.col("place_before") <= FIRST_AUTHORS).fill_null(False))
    )
    common = met.filter(pl.col("place").is_not_null() & pl.col("place_before").is_not_null())
    agreement = common.group_by("creator", "number").agg(
        pl.col("row").min(), order_correlation=_rank_correlation().fill_nan(None)
    )
    found = (
        met.join(agreement.select("row", "order_correlation"), on="row", how="left")
        .select("row", *COMMENTER_COLUMNS)
        .collect()
    )
    return comments.with_row_index("row").join(found, on="row", how="left", maintain_order="left").drop("row")


def _authors(comments: pl.LazyFrame, snapshot: Snapshot) -> pl.LazyFrame:
    """One row an author and post: creator and author as numbers, number of the post in time (0 = oldest), place of
    the author in it, `row` of a comment, and what is counted.

    Authors who came at the same moment share the last of their places, so that dates without hours make nobody first.
    """
    came = (
        comments.filter(pl.col("author_id").is_not_null())
        .group_by(*_POST, "author_id")
        .agg(pl.col("row").min(), came_at=pl.col("commented_at").min(), authored_count=pl.len())
    )
    posted = snapshot.posts.lazy().select(*_POST, "posted_at")
    order = (
        came.group_by(_POST)
        .agg(first_at=pl.col("came_at").min())
        .join(posted, on=list(_POST), how="left")
        .sort("creator_id", pl.coalesce("posted_at", "first_at"), "post_id")
        .with_columns(creator=pl.col("creator_id").rle_id())
        .with_columns(number=pl.int_range(pl.len()).over("creator"), posts_count=pl.len().over("creator"))
        .drop("first_at", "posted_at")
    )
    visited = pl.len().over("creator", "author")
    returns = (visited >= FEWEST_POSTS) & (visited >= RETURNING_RATIO * pl.col("posts_count"))
    return (
        came.join(order, on=list(_POST))
        .with_columns(
            author=pl.col("author_id").rank("dense"), place=pl.col("came_at").rank("max").over("creator", "number")
        )
        .select(
            *("row", "creator", "author", "number", "place", "authored_count"),
            returning_count=pl.when(returns).then("authored_count").otherwise(0),
            known_post="post_id",
        )
    )


def _rank_correlation() -> pl.Expr:
    agreement = pl.corr(pl.col("place").rank(), pl.col("place_before").rank())
    return pl.when(pl.len() >= FEWEST_COMMON).then(agreement.clip(-1.0, 1.0))
