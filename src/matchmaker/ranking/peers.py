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
    """Medians by (platform, tier) of the columns compared."""

    medians: Mapping[tuple[str, str], Mapping[str, float | None]]
    counts: Mapping[tuple[str, str], int]
    policy: Policy

    def typical(self, candidate: Candidate, column: str) -> Comparison:
        """The median of the column among the candidate's peers, itself included."""
        tier = candidate["tier"]
        if tier is None:
            return NOBODY
        group = (candidate["platform"], tier)
        median = self.medians.get(group, {}).get(column)
        if self.counts.get(group, 0) >= self.policy.peers.fewest_count and median is not None:
            return Comparison(median, f"the median of {self.counts[group]} {group[0]} {tier} candidates")
        reference = self.policy.peers.reference.get(column, {}).get(tier)
        return NOBODY if reference is None else Comparison(reference, f"the assumed reference of {tier} creators")


def peers_of(candidates: pl.DataFrame, columns: tuple[str, ...], policy: Policy) -> Peers:
    """Medians over candidates whose platform and tier are known; unknown values are left out of a median."""
    groups = (
        candidates.filter(pl.col("tier").is_not_null())
        .group_by("platform", "tier")
        .agg(pl.len().alias("members"), pl.col(columns).median())
        .to_dicts()
    )
    keys = [(group["platform"], group["tier"]) for group in groups]
    return Peers(
        medians={key: {name: group[name] for name in columns} for key, group in zip(keys, groups, strict=True)},
        counts={key: group["members"] for key, group in zip(keys, groups, strict=True)},
        policy=policy,
    )
