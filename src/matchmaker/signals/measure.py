"""Snapshot in, one row of signals a creator out: the one path of requests, batches and training."""

from collections.abc import Sequence

import numpy as np
import polars as pl

from matchmaker.domain.snapshot import Snapshot
from matchmaker.errors import ValidationFailedError
from matchmaker.signals.catalogue import signals_named
from matchmaker.signals.declaration import Signal
from matchmaker.signals.feeds import Feeds
from matchmaker.signals.rows import ROWS
from matchmaker.signals.rows.posts import recent_posts
from matchmaker.text.encoder import Vectors


def measure(
    snapshot: Snapshot, names: Sequence[str] | None = None, post_vectors: Vectors | None = None
) -> pl.DataFrame:
    """Signals of each creator as of its own moment: creator_id, then a Float64 column a signal, null = unknown.

    Rows follow `snapshot.creators`, columns follow `names` (all signals for None); only the tables those
    names need are read. `post_vectors` has shape (rows of snapshot.posts, dimension), rows of length 1 or
    all zeros; signals made of vectors are null without it. Raises ValidationFailedError for an unknown name
    or vectors of another number of rows.
    """
    wanted = signals_named(names)
    by_rows = [item for item in wanted if isinstance(item.expression, pl.Expr)]
    by_vectors = [item for item in wanted if not isinstance(item.expression, pl.Expr)]
    answer = snapshot.creators.select("creator_id")
    for table in dict.fromkeys(item.table for item in by_rows):
        signals = [item for item in by_rows if item.table == table]
        answer = answer.join(_aggregated(snapshot, signals), on="creator_id", how="left", maintain_order="left")
    if by_vectors:
        measured = _from_vectors(snapshot, by_vectors, post_vectors)
        answer = answer.join(measured, on="creator_id", how="left", maintain_order="left")
    return answer.select("creator_id", *(_known(item) for item in wanted))


def _known(item: Signal) -> pl.Expr:
    """The signal's column as Float64; a quotient by 0 (NaN or infinite) is unknown."""
    value = pl.col(item.name).cast(pl.Float64)
    known = pl.when(value.is_finite()).then(value)
    return (known if item.absent is None else known.fill_null(item.absent)).alias(item.name)


def _aggregated(snapshot: Snapshot, signals: Sequence[Signal]) -> pl.DataFrame:
    expressions = {item.name: item.expression for item in signals if isinstance(item.expression, pl.Expr)}
    needed = frozenset(name for expression in expressions.values() for name in expression.meta.root_names())
    table = signals[0].table
    rows = ROWS[table](snapshot, needed)
    if table == "creators":
        return rows.select("creator_id", **expressions).collect()
    return rows.group_by("creator_id", maintain_order=True).agg(**expressions).collect()


def _from_vectors(snapshot: Snapshot, signals: Sequence[Signal], vectors: Vectors | None) -> pl.DataFrame:
    if vectors is None:
        return pl.DataFrame(schema={"creator_id": pl.String, **{item.name: pl.Float64 for item in signals}})
    if len(vectors) != snapshot.posts.height:
        raise ValidationFailedError(
            f"expected one vector a post ({snapshot.posts.height}), got {len(vectors)}; encode the snapshot's posts in order"
        )
    recent = recent_posts(snapshot).select("creator_id", "post_row", feed=pl.col("creator_id").rle_id()).collect()
    chosen = vectors if recent.height == len(vectors) else vectors[recent["post_row"].to_numpy()]
    feeds = Feeds.of(chosen, recent["feed"].to_numpy().astype(np.int64))
    values = {item.name: item.expression(feeds) for item in signals if not isinstance(item.expression, pl.Expr)}
    return (
        recent[feeds.rows].select("creator_id").with_columns(pl.Series(name, value) for name, value in values.items())
    )
