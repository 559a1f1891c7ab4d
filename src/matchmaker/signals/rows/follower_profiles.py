"""Follower-profile rows: sampled followers, raw texts and derived numbers giving the same columns."""

import polars as pl

from matchmaker.domain.snapshot import Snapshot
from matchmaker.signals.rows.derive import Stage, derive

MASS_FOLLOWING = 1500  # accounts followed above which a feed is not read; the field's common cut

_USERNAME = pl.col("username")
_DIGITS = pl.coalesce("username_digits", _USERNAME.str.count_matches(r"[0-9]"))
_LENGTH = pl.coalesce("username_length", _USERNAME.str.len_chars())

_STAGES: tuple[Stage, ...] = (
    (
        # clipped, because the derived numbers of a source may contradict each other
        pl.coalesce("username_digits_ratio", pl.when(_LENGTH > 0).then(_DIGITS / _LENGTH))
        .clip(upper_bound=1.0)
        .alias("digits_ratio"),
        (pl.coalesce("bio_length", pl.col("bio").str.len_chars()) == 0).alias("is_bio_empty"),
        (pl.col("posts_count") == 0).alias("has_no_posts"),
        (pl.col("following_count") > MASS_FOLLOWING).alias("follows_masses"),
    ),
)


def follower_profile_rows(snapshot: Snapshot, needed: frozenset[str]) -> pl.DataFrame:
    """The sampled followers; digits_ratio is the share of digits in the handle."""
    return derive(snapshot.follower_profiles, _STAGES, needed)
