"""Size classes of creators by followers: one table, because the field disagrees about them."""

from dataclasses import dataclass

import polars as pl


@dataclass(frozen=True)
class Tier:
    """A size class from `followers_count_min` (inclusive) to the next tier's."""

    name: str
    followers_count_min: int


TIERS = (Tier("nano", 0), Tier("micro", 10_000), Tier("macro", 100_000), Tier("mega", 1_000_000))


def tier_of(followers_count: int | None) -> str | None:
    """The tier's name, null when the follower count is unknown."""
    if followers_count is None:
        return None
    return next(tier.name for tier in reversed(TIERS) if followers_count >= tier.followers_count_min)


def tier_expression(followers: pl.Expr) -> pl.Expr:
    """`tier_of` over a column."""
    tier = pl.lit(TIERS[0].name)
    for larger in TIERS[1:]:
        tier = pl.when(followers >= larger.followers_count_min).then(pl.lit(larger.name)).otherwise(tier)
    return pl.when(followers.is_not_null()).then(tier)
