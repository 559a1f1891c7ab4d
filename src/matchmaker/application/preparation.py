"""What does not depend on the brief: vectors, signals, authenticity and forecasts, kept for the next question."""

import threading
from collections import OrderedDict
from collections.abc import Hashable
from dataclasses import dataclass

import polars as pl

from matchmaker.domain.assessment import AuthenticityAssessment, Forecast
from matchmaker.domain.snapshot import Snapshot
from matchmaker.registry.model_set import ModelSet
from matchmaker.signals import measure
from matchmaker.text.encoder import Encoder, Vectors

_KEPT = 4  # sets of candidates; 500 creators with 30 posts each hold 23 MB of vectors


@dataclass(frozen=True)
class Prepared:
    """A snapshot, its posts' vectors (aligned with snapshot.posts), and what two models say of its creators."""

    snapshot: Snapshot
    post_vectors: Vectors
    signals: pl.DataFrame
    authenticity: AuthenticityAssessment
    forecast: Forecast


def prepare(snapshot: Snapshot, models: ModelSet, encoder: Encoder) -> Prepared:
    """Measure and assess the creators of a snapshot."""
    post_vectors = encoder.encode(snapshot.posts["caption"].fill_null("").to_list())
    signals = measure(snapshot, post_vectors=post_vectors)
    return Prepared(
        snapshot=snapshot,
        post_vectors=post_vectors,
        signals=signals,
        authenticity=models.authenticity.assess(snapshot, signals),
        forecast=models.performance.assess(snapshot, signals),
    )


class PreparedCreators:
    """The last few prepared sets of candidates; safe for many threads, which may at worst prepare a set twice."""

    def __init__(self) -> None:
        self._kept: OrderedDict[Hashable, Prepared] = OrderedDict()
        self._lock = threading.Lock()

    def get(self, key: Hashable) -> Prepared | None:
        """The set kept under this key, None when it is not (or no longer) there."""
        with self._lock:
            if key in self._kept:
                self._kept.move_to_end(key)
            return self._kept.get(key)

    def put(self, key: Hashable, prepared: Prepared) -> None:
        """Keep a set; the one not asked for longest makes room."""
        with self._lock:
            self._kept[key] = prepared
            while len(self._kept) > _KEPT:
                self._kept.popitem(last=False)
