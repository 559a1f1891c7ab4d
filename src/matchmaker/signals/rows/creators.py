"""Creator rows: the profile itself, one row a creator."""

import polars as pl

from matchmaker.domain.snapshot import Snapshot

PROFILE_COLUMNS = frozenset({"creator_followers_count", "creator_observed_at"})


def creator_rows(snapshot: Snapshot, needed: frozenset[str]) -> pl.DataFrame:
    """The creators table."""
    return snapshot.creators.select("creator_id", *sorted(needed))


def profile_columns(snapshot: Snapshot) -> pl.DataFrame:
    """creator_id and PROFILE_COLUMNS, for joining to other rows."""
    return snapshot.creators.select(
        "creator_id", creator_followers_count="followers_count", creator_observed_at="observed_at"
    )
