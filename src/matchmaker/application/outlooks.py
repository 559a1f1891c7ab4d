"""What the deliverables of a brief bring, drawn once for a set of candidates and kept for the next brief like it."""

import threading
from collections import OrderedDict
from collections.abc import Hashable, Sequence
from dataclasses import dataclass, field, replace

import numpy as np
import polars as pl

from matchmaker.application.own_results import OwnResults
from matchmaker.domain.assessment import Forecast
from matchmaker.domain.brief import ONE_POST, Brief, Offer
from matchmaker.domain.planned import PLANNED_POSTS
from matchmaker.domain.snapshot import Snapshot
from matchmaker.ranking.outlook import Outlook, outlook_of
from matchmaker.ranking.policy import Policy
from matchmaker.ranking.work import Prospects, Work, works
from matchmaker.scorers.performance.scorer import Performance

_KEPT = 4  # outlooks of one set of candidates; a hundred kilobytes each for 500 creators
_ORDINARY = ONE_POST[0].format


@dataclass(frozen=True)
class Candidates:
    """A set of creators as the performance model sees them, `profiles` row by row the snapshot's; `kept` by brief."""

    snapshot: Snapshot
    signals: pl.DataFrame
    profiles: pl.DataFrame
    ordinary: Forecast
    _forecasts: dict[str, Forecast] = field(default_factory=dict)
    _outlooks: "OrderedDict[Hashable, tuple[Prospects, Outlook]]" = field(default_factory=OrderedDict)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def outlook(
        self, brief: Brief, offers: Sequence[Offer], own: OwnResults, model: Performance, policy: Policy
    ) -> tuple[Prospects, Outlook]:
        """What the brief's deliverables, or an offer's own, are drawn from and what was drawn."""
        wished = works(
            self.profiles["creator_id"].to_list(), self.profiles["platform"].to_list(), brief.deliverables, ()
        )
        usual, drawn = self._usual(wished, brief, own, model, policy)
        if not any(offer.deliverables for offer in offers):
            return usual, drawn
        special = works(
            self.profiles["creator_id"].to_list(), self.profiles["platform"].to_list(), brief.deliverables, offers
        )
        prospects = replace(usual, work=special, forecasts=self._forecasts_of(special, model))
        rows = np.array([row for row, work in enumerate(special) if work != wished[row]], np.int64)
        if not rows.size:
            return prospects, drawn
        return prospects, drawn.replaced(rows, outlook_of(self.profiles[rows], prospects.only(rows), policy))

    def _usual(
        self, work: tuple[Work, ...], brief: Brief, own: OwnResults, model: Performance, policy: Policy
    ) -> tuple[Prospects, Outlook]:
        # Without own outcomes the rates are the prior's, whatever the objective and the category.
        asked = (brief.objective, brief.category) if own.revision.outcomes_count else None
        key = (work, asked, own.revision)
        with self._lock:
            if key in self._outlooks:
                self._outlooks.move_to_end(key)
                return self._outlooks[key]
        rates = own.funnel.rates(
            self.profiles.select(
                "creator_id", "platform", objective=pl.lit(brief.objective), category=pl.lit(brief.category, pl.String)
            )
        )
        prospects = Prospects.of(self._forecasts_of(work, model), work, rates, own.funnel.delay)
        found = prospects, outlook_of(self.profiles, prospects, policy)
        with self._lock:
            self._outlooks[key] = found
            while len(self._outlooks) > _KEPT:
                self._outlooks.popitem(last=False)
        return found

    def _forecasts_of(self, work: Sequence[Work], model: Performance) -> dict[str, Forecast]:
        """A forecast for each format that anybody delivers, all creators in each; at least the ordinary post."""
        names = sorted({name for each in set(work) for name, _ in each} or {_ORDINARY})
        return {name: self._forecast(name, model) for name in names}

    def _forecast(self, name: str, model: Performance) -> Forecast:
        """One paid piece of a format; the ordinary post is that of every forecast."""
        if name == _ORDINARY:
            return self.ordinary
        if name not in self._forecasts:
            planned = self.profiles.select(
                "creator_id", planned_post_id=pl.lit(name), format=pl.lit(name), is_sponsored=pl.lit(True)
            )
            self._forecasts[name] = model.forecast(self.snapshot, self.signals, PLANNED_POSTS.conform(planned))
        return self._forecasts[name]
