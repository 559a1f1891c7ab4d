"""What will the deliverables of each creator bring? Drawn once for a set of creators, asked many times."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Self

import numpy as np
import polars as pl

from matchmaker.domain.assessment import Numbers
from matchmaker.domain.brief import OBJECTIVES, Objective
from matchmaker.ranking.chance import history_classes
from matchmaker.ranking.policy import Policy
from matchmaker.ranking.value import Draws, Flags, intervals, simulate
from matchmaker.ranking.work import Prospects, Rows

_ROWS_AT_ONCE = 128  # draws of so many creators stay in a processor's cache


@dataclass(frozen=True)
class Outlook:
    """Expected counts and their intervals, a row a creator in the order of the snapshot.

    `expected` (creators,) is the mean of the drawn objective; `counts` (creators, 3) hold p10, p50 and p90 by the
    name they have in an answer, and impressions_count; NaN without a basis. `reach_is_forecast` (creators,) is that
    of the draws. `undiscounted_conversions` (creators,) are expected if every follower were real.
    """

    expected: Mapping[Objective, Numbers]
    counts: Mapping[str, Numbers]
    reach_is_forecast: Flags
    undiscounted_conversions: Numbers

    def only(self, kept: Flags | Rows) -> Self:
        """The outlook of the kept creators alone."""
        return replace(
            self,
            expected={objective: means[kept] for objective, means in self.expected.items()},
            counts={name: interval[kept] for name, interval in self.counts.items()},
            reach_is_forecast=self.reach_is_forecast[kept],
            undiscounted_conversions=self.undiscounted_conversions[kept],
        )

    def replaced(self, rows: Rows, other: "Outlook") -> "Outlook":
        """The outlook with those of `other` at these rows."""

        def merged(mine: Numbers, theirs: Numbers) -> Numbers:
            found = mine.copy()
            found[rows] = theirs
            return found

        reach_is_forecast = self.reach_is_forecast.copy()
        reach_is_forecast[rows] = other.reach_is_forecast
        return Outlook(
            {name: merged(means, other.expected[name]) for name, means in self.expected.items()},
            {name: merged(interval, other.counts[name]) for name, interval in self.counts.items()},
            reach_is_forecast,
            merged(self.undiscounted_conversions, other.undiscounted_conversions),
        )


def outlook_of(candidates: pl.DataFrame, prospects: Prospects, policy: Policy) -> Outlook:
    """Draw the deliverables of every creator, some at a time; the draws themselves are let go.

    `candidates` has creator_id, followers_count and the fake_follower_ratio columns, row by row as `prospects`.
    """
    order = np.argsort(history_classes(prospects.history_count()), kind="stable")  # alike creators are drawn together
    count = max(1, -(-candidates.height // _ROWS_AT_ONCE))
    parts = [_summed_up(candidates[rows], prospects.only(rows), policy) for rows in np.array_split(order, count)]
    back = np.argsort(order)
    return Outlook(
        {name: np.concatenate([part.expected[name] for part in parts])[back] for name in OBJECTIVES},
        {name: np.concatenate([part.counts[name] for part in parts])[back] for name in parts[0].counts},
        np.concatenate([part.reach_is_forecast for part in parts])[back],
        np.concatenate([part.undiscounted_conversions for part in parts])[back],
    )


def _summed_up(candidates: pl.DataFrame, prospects: Prospects, policy: Policy) -> Outlook:
    draws = simulate(candidates, prospects, policy)
    return Outlook(
        {objective: draws.of(objective).mean(axis=1, dtype=np.float64) for objective in OBJECTIVES},
        _counts(draws),
        draws.reach_is_forecast,
        draws.undiscounted_impressions * prospects.clicking.means() * prospects.buying.means(),
    )


def _counts(draws: Draws) -> Mapping[str, Numbers]:
    return {
        "reach_count": intervals(draws.reach),
        "engagements_count": intervals(draws.engagements),
        "views_count": intervals(draws.views),
        "impressions_count": intervals(draws.impressions),
        "clicks_count": intervals(draws.clicks),
        "conversions_count": intervals(draws.conversions),
    }
