"""What is each creator to deliver? Deliverables as counts of formats, and what the draws of them rest on."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Self, TypeAlias

import numpy as np
import polars as pl
from numpy.typing import NDArray

from matchmaker.domain.assessment import Forecast
from matchmaker.domain.brief import Deliverable, Offer, deliverables_on
from matchmaker.ranking.chance import BetaRates
from matchmaker.scorers.performance.funnel_delay import Delay

Work: TypeAlias = tuple[tuple[str, int], ...]
Rows: TypeAlias = NDArray[np.int64]


def work_of(deliverables: Sequence[Deliverable]) -> Work:
    """Formats and how many pieces of each, in order of the alphabet: equal work is the same value."""
    counts: dict[str, int] = {}
    for each in deliverables:
        counts[each.format] = counts.get(each.format, 0) + each.count
    return tuple(sorted(counts.items()))


def works(
    creator_ids: Sequence[str], platforms: Sequence[str], wished: Sequence[Deliverable], offers: Sequence[Offer]
) -> tuple[Work, ...]:
    """The work of each creator: that of its offer, else that of the brief; empty where nothing fits its platform."""
    own = {offer.creator_id: offer.deliverables for offer in offers if offer.deliverables}
    usual = {platform: work_of(deliverables_on(platform, wished)) for platform in set(platforms)}
    return tuple(
        work_of(deliverables_on(platform, own[name])) if name in own else usual[platform]
        for name, platform in zip(creator_ids, platforms, strict=True)
    )


def posts_count(work: Work) -> int:
    """How many pieces in all."""
    return sum(count for _, count in work)


@dataclass(frozen=True)
class Prospects:
    """What draws rest on, row by row the creators of a snapshot.

    `forecasts` has a forecast of one piece for each format that anybody is to deliver. `clicking` and `buying` are
    clicks per impression and conversions per click, `delay` says how fast conversions arrive.
    """

    forecasts: Mapping[str, Forecast]
    work: tuple[Work, ...]
    clicking: BetaRates
    buying: BetaRates
    delay: Delay

    @classmethod
    def of(cls, forecasts: Mapping[str, Forecast], work: tuple[Work, ...], rates: pl.DataFrame, delay: Delay) -> Self:
        """With the columns of Funnel.rates, row by row the creators of the forecasts."""
        clicking, buying = (
            BetaRates.of(*(rates[f"{name}_{part}"].cast(pl.Float64).to_numpy() for part in ("alpha", "beta")))
            for name in ("clicks_per_impression", "conversions_per_click")
        )
        return cls(forecasts, work, clicking, buying, delay)

    def only(self, rows: Rows) -> Self:
        """Those of some creators alone."""
        return replace(
            self,
            forecasts={name: forecast.only(rows) for name, forecast in self.forecasts.items()},
            work=tuple(self.work[row] for row in rows.tolist()),
            clicking=self.clicking.only(rows),
            buying=self.buying.only(rows),
        )

    def history_count(self) -> Rows:
        """Past posts that each creator's forecast rests on, shape (creators,)."""
        return next(iter(self.forecasts.values())).history_count

    def groups(self) -> Iterator[tuple[Work, Rows]]:
        """Each distinct work that is any, and the rows of the creators who have it."""
        rows: dict[Work, list[int]] = {}
        for row, work in enumerate(self.work):
            rows.setdefault(work, []).append(row)
        for work, members in rows.items():
            if work:
                yield work, np.array(members, np.int64)
