"""With whom is a creator compared? The candidates of the same platform and tier, or a reference when too few."""

from collections.abc import Mapping
from dataclasses import dataclass

import polars as pl

from matchmaker.ranking.candidates import Candidate
from matchmaker.ranking.policy import Policy


@dataclass(frozen=True)
class Comparison:
    """What is usual, and in whose words; `median` is null when there is nobody to compare with."""

    median: float | None
    among: str


NOBODY = Comparison(None, "too few candidates of this platform and size to compare with")


@dataclass(frozen=True)
class Peers:
    """What is typical by (platform, tier) and column."""

    comparisons: Mapping[tuple[str, str], Mapping[str, Comparison]]

    def typical(self, candidate: Candidate, column: str) -> Comparison:
        """The median of the column among the candidate's peers, itself included."""
        tier = candidate["tier"]
        return NOBODY if tier is None else self.comparisons[candidate["platform"], tier][column]


def peers_of(candidates: pl.DataFrame, columns: tuple[str, ...], policy: Policy) -> Peers:
    """Medians over candidates whose platform and tier are known; unknown values are left out of a median."""
    groups = (
        candidates.filter(pl.col("tier").is_not_null())
        .group_by("platform", "tier")
        .agg(pl.len().alias("members"), pl.col(columns).median())
        .iter_rows()
    )
    return Peers(
        {
            (platform, tier): {
                column: _comparison(platform, tier, members, column, median, policy)
                for column, median in zip(columns, medians, strict=True)
            }
            for platform, tier, members, *medians in groups
        }
    )


def _comparison(
    platform: str, tier: str, members: int, column: str, median: float | None, policy: Policy
) -> Comparison:
    if members >= policy.peers.fewest_count and median is not None:
        return Comparison(median, f"the median of {members} {platform} {tier} candidates")
    reference = policy.peers.reference.get(column, {}).get(tier)
    return NOBODY if reference is None else Comparison(reference, f"the assumed reference of {tier} creators")
