"""Reads a customer's outcomes and quotes as they were known at a moment."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

import polars as pl
import sqlalchemy as sa

from matchmaker.domain.columns import Table
from matchmaker.domain.outcomes import OUTCOMES, QUOTES
from matchmaker.domain.tiers import tier_expression
from matchmaker.store.engine import reading
from matchmaker.store.schema import STORED
from matchmaker.store.storage_frames import from_stored

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)


def outcomes(engine: sa.Engine, as_of: datetime) -> pl.DataFrame:
    """OUTCOMES as known at `as_of` (aware): of every outcome its newest observation up to then, oldest first.

    Young ones are among them: `domain.outcomes.matured` tells those whose counts are final.
    """
    observed = observations(engine, as_of)
    newest = observed.sort("observed_at", maintain_order=True).unique("outcome_id", keep="last", maintain_order=True)
    return newest.sort("observed_at", "outcome_id")


def observations(engine: sa.Engine, as_of: datetime) -> pl.DataFrame:
    """OUTCOMES observed up to `as_of` (aware): every observation of every outcome, in the order of their ids."""
    return _rows(engine, OUTCOMES, "observed_at", as_of)


def quotes(engine: sa.Engine, as_of: datetime) -> pl.DataFrame:
    """QUOTES made up to `as_of` (aware), in the order of their creators.

    A quote without a tier gets that of its creator's newest follower count up to `as_of`; null where none is known.
    """
    asked = _rows(engine, QUOTES, "quoted_at", as_of)
    return asked.with_columns(tier=pl.coalesce("tier", _tiers(engine, asked["creator_id"], as_of)))


def _rows(engine: sa.Engine, table: Table, moment: str, as_of: datetime) -> pl.DataFrame:
    stored = STORED[table.name].c
    known = sa.select(*(stored[name] for name in table.names)).where(stored[moment] <= _microseconds(as_of))
    with reading(engine) as connection:
        found = connection.execute(known.order_by(*(stored[name] for name in table.key)))
        return from_stored(table, [tuple(row) for row in found])


def _tiers(engine: sa.Engine, creator_ids: pl.Series, as_of: datetime) -> pl.Series:
    """The tier of each creator, aligned with the ids."""
    limit = _microseconds(as_of)
    counted = {name: STORED[name].c for name in ("creators", "follower_counts")}
    query = sa.union_all(
        *(
            sa.select(of.creator_id, of.observed_at, of.followers_count).where(
                of.observed_at <= limit, of.followers_count.is_not(None)
            )
            for of in counted.values()
        )
    )
    with reading(engine) as connection:
        rows: Sequence[tuple[object, ...]] = [tuple(row) for row in connection.execute(query)]
    schema = {"creator_id": pl.String(), "observed_at": pl.Int64(), "followers_count": pl.Int64()}
    sizes = pl.DataFrame(rows, schema=schema, orient="row").sort("observed_at").unique("creator_id", keep="last")
    joined = creator_ids.to_frame().join(sizes, on="creator_id", how="left", maintain_order="left")
    return joined.select(tier=tier_expression(pl.col("followers_count"))).to_series()


def _microseconds(moment: datetime) -> int:
    return (moment - _EPOCH) // _MICROSECOND
