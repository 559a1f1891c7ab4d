"""Size classes at their edges; the column form agrees with the single one."""

import polars as pl
import pytest

from matchmaker.domain.tiers import tier_expression, tier_of

EDGES = [
    (0, "nano"),
    (9_999, "nano"),
    (10_000, "micro"),
    (99_999, "micro"),
    (100_000, "macro"),
    (999_999, "macro"),
    (1_000_000, "mega"),
    (None, None),
]


@pytest.mark.parametrize(("followers", "tier"), EDGES)
def test_a_tier_starts_at_its_lower_edge(followers: int | None, tier: str | None) -> None:
    assert tier_of(followers) == tier


def test_a_column_of_followers_gets_the_same_tiers() -> None:
    frame = pl.DataFrame({"followers": [followers for followers, _ in EDGES]})
    assert frame.select(tier_expression(pl.col("followers"))).to_series().to_list() == [tier for _, tier in EDGES]
