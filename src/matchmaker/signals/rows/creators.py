"""Creator rows: the profile itself, one row a creator."""

import polars as pl

from matchmaker.domain.snapshot import Snapshot


def creator_rows(snapshot: Snapshot, _needed: frozenset[str]) -> pl.LazyFrame:
    """The creators table; one row a creator."""
    return snapshot.creators.lazy().unique("creator_id", keep="first")


def profile_columns(snapshot: Snapshot) -> pl.LazyFrame:
    """creator_id, creator_followers_count and creator_observed_at, for joining to other rows."""
    return creator_rows(snapshot, frozenset()).select(
        "creator_id", creator_followers_count="followers_count", creator_observed_at="observed_at"
    )
