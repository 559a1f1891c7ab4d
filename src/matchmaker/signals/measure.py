"""Snapshot in, one row of signals a creator out: the one path of requests, batches and training."""

from collections.abc import Iterator, Mapping, Sequence

import numpy as np
import polars as pl

from matchmaker.domain.snapshot import Snapshot
from matchmaker.errors import ValidationFailedError
from matchmaker.signals.catalogue import signals_named
from matchmaker.signals.declaration import RowTable, Signal, VectorFormula
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
    answer = snapshot.creators.select("creator_id")
    for measured in _measured(snapshot, wanted, post_vectors):
        answer = answer.join(measured, on="creator_id", how="left", maintain_order="left")
    return answer.select("creator_id", *(_known(item, item.name in answer.columns) for item in wanted))


def _known(item: Signal, is_measured: bool) -> pl.Expr:
    """The signal's column as Float64; a quotient by 0 (NaN or infinite) is unknown."""
    if not is_measured:
        return pl.lit(item.absent, pl.Float64).alias(item.name)
    value = pl.col(item.name).cast(pl.Float64)
    known = pl.when(value.is_finite()).then(value)
    return (known if item.absent is None else known.fill_null(item.absent)).alias(item.name)


def _measured(snapshot: Snapshot, wanted: Sequence[Signal], vectors: Vectors | None) -> Iterator[pl.DataFrame]:
    """A frame for each table that has rows, and one for the vectors: creator_id and the signals wanted of it."""
    for table in dict.fromkeys(item.table for item in wanted):
        members = [item for item in wanted if item.table == table]
        formulas = {item.name: item.expression for item in members if isinstance(item.expression, pl.Expr)}
        functions = {item.name: item.expression for item in members if not isinstance(item.expression, pl.Expr)}
        if formulas and not getattr(snapshot, table).is_empty():
            yield _aggregated(snapshot, table, formulas)
        if functions and vectors is not None:
            yield _from_vectors(snapshot, functions, vectors)


def _aggregated(snapshot: Snapshot, table: RowTable, formulas: Mapping[str, pl.Expr]) -> pl.DataFrame:
    needed = frozenset(name for formula in formulas.values() for name in formula.meta.root_names())
    rows = ROWS[table](snapshot, needed)
    if table == "creators":
        return rows.select("creator_id", **formulas)
    return rows.group_by("creator_id", maintain_order=True).agg(**formulas)


def _from_vectors(snapshot: Snapshot, functions: Mapping[str, VectorFormula], vectors: Vectors) -> pl.DataFrame:
    if len(vectors) != snapshot.posts.height:
        raise ValidationFailedError(
            f"expected one vector a post ({snapshot.posts.height}), got {len(vectors)}; "
            "encode the captions of the snapshot's posts in their order"
        )
    recent = recent_posts(snapshot.posts.select("creator_id"))
    chosen = vectors if recent.height == len(vectors) else vectors[recent["post_row"].to_numpy()]
    feeds = Feeds.of(chosen, recent["feed"].to_numpy().astype(np.int64))
    values = [pl.Series(name, function(feeds)) for name, function in functions.items()]
    return recent[feeds.rows].select("creator_id").with_columns(values)
