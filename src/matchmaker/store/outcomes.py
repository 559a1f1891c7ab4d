"""Reads a customer's outcomes and quotes as they were known at a moment."""

from datetime import datetime

import polars as pl
import sqlalchemy as sa

from matchmaker.domain.columns import INSTANT, Table
from matchmaker.domain.outcomes import OUTCOMES, QUOTES
from matchmaker.domain.tiers import tier_expression
from matchmaker.store.engine import reading
from matchmaker.store.instants import microseconds
from matchmaker.store.schema import STORED
from matchmaker.store.storage_frames import from_stored


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

    A quote without a tier gets that of the follower count seen last before it, else of the first one seen after it;
    null where none was seen up to `as_of`.
    """
    asked = _rows(engine, QUOTES, "quoted_at", as_of)
    return asked.with_columns(tier=pl.coalesce("tier", _tiers_then(asked, _followers(engine, as_of))))


def _rows(engine: sa.Engine, table: Table, moment: str, as_of: datetime) -> pl.DataFrame:
    stored = STORED[table.name].c
    known = sa.select(*(stored[name] for name in table.names)).where(stored[moment] <= microseconds(as_of))
    with reading(engine) as connection:
        found = connection.execute(known.order_by(*(stored[name] for name in table.key)))
        return from_stored(table, [tuple(row) for row in found])


def _tiers_then(asked: pl.DataFrame, followers: pl.DataFrame) -> pl.Series:
    """The tier of each quote's creator when it was made, aligned with the quotes."""
    rows = asked.select("creator_id", "quoted_at").with_row_index("row").sort("quoted_at")
    seen = [
        rows.join_asof(
            followers,
            left_on="quoted_at",
            right_on="observed_at",
            by="creator_id",
            strategy=strategy,
            check_sortedness=False,
        ).sort("row")["followers_count"]
        for strategy in ("backward", "forward")
    ]
    return pl.DataFrame({"before": seen[0], "after": seen[1]}).select(
        tier=tier_expression(pl.coalesce("before", "after"))
    )["tier"]


def _followers(engine: sa.Engine, as_of: datetime) -> pl.DataFrame:
    """creator_id, observed_at, followers_count: every count seen up to `as_of`, the oldest first."""
    query = sa.union_all(
        *(
            sa.select(of.creator_id, of.observed_at, of.followers_count).where(
                of.observed_at <= microseconds(as_of), of.followers_count.is_not(None)
            )
            for of in (STORED["creators"].c, STORED["follower_counts"].c)
        )
    )
    with reading(engine) as connection:
        rows = [tuple(row) for row in connection.execute(query)]
    schema = {"creator_id": pl.String(), "observed_at": pl.Int64(), "followers_count": pl.Int64()}
    counts = pl.DataFrame(rows, schema=schema, orient="row")
    return counts.with_columns(pl.col("observed_at").cast(INSTANT)).sort("observed_at")
