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
from matchmaker.ranking.rates import rates_of
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
        rates = rates_of(own.funnel, self.profiles, brief.objective, brief.category)
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
        missing = [name for name in names if name not in self._forecasts and name != _ORDINARY]
        if missing:
            self._forecasts.update(paid_forecasts(missing, self.snapshot, self.signals, model))
        return {name: self.ordinary if name == _ORDINARY else self._forecasts[name] for name in names}


def paid_forecasts(
    names: Sequence[str], snapshot: Snapshot, signals: pl.DataFrame, model: Performance
) -> dict[str, Forecast]:
    """One paid piece of each format by each creator of the snapshot, all asked of the model at once."""
    creators = snapshot.creators.select("creator_id", is_sponsored=pl.lit(True))
    planned = [creators.with_columns(planned_post_id=pl.lit(name), format=pl.lit(name)) for name in names]
    asked = model.forecast(snapshot, signals, PLANNED_POSTS.conform(pl.concat(planned)))
    parts = np.split(np.arange(len(asked.creator_ids)), len(names))
    return {name: asked.only(rows) for name, rows in zip(names, parts, strict=True)}
