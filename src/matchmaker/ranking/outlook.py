"""What will one post of each creator bring, whatever the brief? Drawn once for a set of creators, asked many times."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Self

import numpy as np
from numpy.typing import NDArray

from matchmaker.domain.assessment import P10, P50, P90, AuthenticityAssessment, Forecast, Numbers
from matchmaker.domain.brief import OBJECTIVES, Objective
from matchmaker.domain.snapshot import Snapshot
from matchmaker.ranking.policy import Policy
from matchmaker.ranking.value import Draws, intervals, simulate


@dataclass(frozen=True)
class Outlook:
    """Expected counts and their intervals, a row a creator in the order of the snapshot.

    `expected` (creators,) is the mean of the drawn objective; `counts` (creators, 3) hold p10, p50 and p90 by the
    name they have in an answer; NaN without a basis. `reach_is_forecast` (creators,) is that of the draws.
    """

    expected: Mapping[Objective, Numbers]
    counts: Mapping[str, Numbers]
    reach_is_forecast: NDArray[np.bool_]

    def only(self, kept: NDArray[np.bool_]) -> Self:
        """The outlook of the kept creators alone."""
        return replace(
            self,
            expected={objective: means[kept] for objective, means in self.expected.items()},
            counts={name: interval[kept] for name, interval in self.counts.items()},
            reach_is_forecast=self.reach_is_forecast[kept],
        )


def outlook_of(snapshot: Snapshot, authenticity: AuthenticityAssessment, forecast: Forecast, policy: Policy) -> Outlook:
    """Draw the next post of every creator of the snapshot; the draws themselves (4 x 8 kB a creator) are let go."""
    audiences = snapshot.creators.select("creator_id", "followers_count").join(
        authenticity.columns, on="creator_id", how="left", maintain_order="left"
    )
    draws = simulate(audiences, forecast, policy)
    return Outlook(_expected(draws), _counts(draws, forecast), draws.reach_is_forecast)


def _expected(draws: Draws) -> Mapping[Objective, Numbers]:
    return {objective: draws.of(objective).mean(axis=1) for objective in OBJECTIVES}


def _counts(draws: Draws, forecast: Forecast) -> Mapping[str, Numbers]:
    return {
        "reach_count": intervals(draws.reach),
        "engagements_count": intervals(draws.engagements),
        "views_count": _views(forecast),
        "clicks_count": intervals(draws.clicks),
        "conversions_count": intervals(draws.conversions),
    }


def _views(forecast: Forecast) -> Numbers:
    found = forecast.quantiles.get("views_count")
    return np.full((len(forecast.creator_ids), 3), np.nan) if found is None else found[:, [P10, P50, P90]]
