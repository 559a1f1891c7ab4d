"""A customer's own campaigns: matured outcomes of the store and the feeds around them, as known at one moment.

`write` takes them out of the database once, `read` gives them to a training: what a version learned from lies in
files with a digest, and the same moment gives the same files again.
"""

from datetime import datetime
from pathlib import Path

import polars as pl

from matchmaker.domain.outcomes import matured
from matchmaker.domain.tables import CREATORS, FOLLOWER_COUNTS, POSTS
from matchmaker.errors import MatchmakerError
from matchmaker.store.catalogue import Catalogue
from matchmaker.store.outcomes import outcomes
from training.datasets.feeds import FEED_POSTS, Feeds
from training.datasets.source import Source, SourceMissingError, read_table

SOURCE = Source("own/own-outcomes", "your own")
_KEY = ["creator_id", "post_id"]
_SHARED = ("views_count", "likes_count", "comments_count", "shares_count", "reach_count")


class NoOutcomesError(MatchmakerError):
    """The store has no outcome that was old enough at the moment asked for."""

    status, code, title = 422, "no_outcomes", "No matured outcomes"


def read(data: Path) -> Feeds:
    """What `write` wrote below `data`; SourceMissingError when a file is not there."""
    frames = {table.name: _written(data, table.name) for table in (CREATORS, FEED_POSTS, FOLLOWER_COUNTS)}
    return Feeds.of(frames["creators"], frames["posts"], frames["follower_counts"])


def write(catalogue: Catalogue, as_of: datetime, data: Path) -> int:
    """Write creators, posts and follower counts of every creator with a matured outcome; the number of outcomes.

    Nothing that was observed after `as_of` (aware) is among them, and of outcomes only those that had reached their
    maturity when they were read. An outcome is its creator's post with final counts, marked as sponsored; it replaces
    the same post of the catalogue. Raises NoOutcomesError when there is none.
    """
    settled = matured(outcomes(catalogue.engine, as_of)).filter(pl.any_horizontal(pl.col(_SHARED).is_not_null()))
    if settled.is_empty():
        raise NoOutcomesError(
            f"expected outcomes read 28 days or more after posted_at and before {as_of:%Y-%m-%dT%H:%M:%SZ}, with views, "
            "likes, comments or shares; got none: 'matchmaker import outcomes FILE' brings them"
        )
    mine = pl.col("creator_id").is_in(settled["creator_id"].unique().implode())
    known = mine & (pl.col("observed_at") <= as_of)
    posts = _joined(catalogue.rows(POSTS).filter(known), _posts_of(settled))
    frames = {
        "creators": _as_of(catalogue.rows(CREATORS).filter(mine), as_of),
        "posts": posts,
        "follower_counts": catalogue.rows(FOLLOWER_COUNTS).filter(known),
    }
    folder = data / SOURCE.folder
    folder.mkdir(parents=True, exist_ok=True)
    for name, frame in frames.items():
        growing = folder / f".{name}.part"
        frame.write_parquet(growing)
        growing.replace(folder / f"{name}.parquet")
    return settled.height


def _written(data: Path, name: str) -> pl.DataFrame:
    path = data / SOURCE.folder / f"{name}.parquet"
    if not path.is_file():
        raise SourceMissingError(
            f"expected {path}, found none; 'python -m training outcomes --data {data}' writes it", path.parent
        )
    return read_table(path)


def _as_of(creators: pl.DataFrame, as_of: datetime) -> pl.DataFrame:
    """Creators without the counts that were seen later: their names and platform stay."""
    counts = ("followers_count", "following_count", "posts_count", "account_age_days")
    return creators.with_columns(pl.when(pl.col("observed_at") <= as_of).then(pl.col(name)) for name in counts)


def _posts_of(settled: pl.DataFrame) -> pl.DataFrame:
    """Outcomes as posts; one without a post_id has that of the outcome. Two sources of one post: the larger counts."""
    posts = settled.with_columns(post_id=pl.coalesce("post_id", "outcome_id"), is_sponsored=pl.lit(True))
    counted = posts.group_by(_KEY, maintain_order=True).agg(
        pl.col("posted_at", "observed_at", "format", "is_sponsored").last(), pl.col(_SHARED).max()
    )
    return POSTS.conform(counted)


def _joined(stored: pl.DataFrame, paid: pl.DataFrame) -> pl.DataFrame:
    """Stored posts and those of outcomes; of a post that is both, what the outcome does not know stays."""
    both = paid.join(stored, on=_KEY, how="left", suffix="_stored", maintain_order="left")
    told = both.with_columns(pl.coalesce(name, f"{name}_stored") for name in POSTS.names if name not in _KEY).select(
        POSTS.names
    )
    return pl.concat([stored.join(paid, on=_KEY, how="anti", maintain_order="left"), told]).sort(_KEY)
