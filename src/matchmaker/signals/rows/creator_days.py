"""Days of creators as numbers in one order, so that days of two tables are compared by searching sorted arrays."""

import polars as pl

from matchmaker.domain.snapshot import Snapshot

KEYS_PER_CREATOR = 10_000_000  # more than the days of the calendar (years 1 to 9999): keys of two creators never meet


def keyed(frame: pl.LazyFrame, snapshot: Snapshot, moment: str) -> pl.LazyFrame:
    """The rows of the snapshot's creators with `creator` (number) and `key` (one a creator and day, in order)."""
    numbers = snapshot.creators.lazy().select("creator_id").unique(maintain_order=True).with_row_index("creator")
    day = pl.col(moment).dt.date().to_physical().cast(pl.Int64)
    return frame.join(numbers, on="creator_id").with_columns(
        key=pl.col("creator").cast(pl.Int64) * KEYS_PER_CREATOR + day
    )
