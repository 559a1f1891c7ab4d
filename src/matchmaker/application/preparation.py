"""What does not depend on the brief: posts, signals, authenticity and forecasts, kept for the next question."""

import threading
from collections import OrderedDict
from collections.abc import Collection, Hashable, Mapping
from dataclasses import dataclass, field
from functools import cached_property

import polars as pl
from pydantic_core import to_json

from matchmaker.application.outlooks import Candidates
from matchmaker.application.packing import packed
from matchmaker.application.passes import Encoders, Mask, Readings, read_first
from matchmaker.domain.assessment import AuthenticityAssessment, with_disputes
from matchmaker.domain.snapshot import Snapshot
from matchmaker.ranking.brand.kept import Kept
from matchmaker.ranking.brand.naming import Naming
from matchmaker.ranking.brand.posts import BrandPosts, OlderPosts
from matchmaker.ranking.candidates import profiles
from matchmaker.registry.model_set import ModelSet
from matchmaker.scorers.topic_fit.visual import RecentPictures
from matchmaker.signals import measure

_BRIEFS_KEPT = 4  # what posts name of a brief's brand, category and rivals; a megabyte where all posts name one
_KEPT = 4  # sets of candidates; 500 creators with 30 posts each hold 26 MB of vectors


@dataclass(frozen=True)
class Prepared:
    """A snapshot, its posts in topic space, its pictures, what two models say of its creators and what they bring."""

    snapshot: Snapshot
    readings: Readings
    pictures: RecentPictures
    signals: pl.DataFrame
    profiles: pl.DataFrame
    authenticity: AuthenticityAssessment
    brand: BrandPosts
    candidates: Candidates
    older: Kept[OlderPosts] = field(default_factory=lambda: Kept(_BRIEFS_KEPT))
    naming: Kept[Naming] = field(default_factory=lambda: Kept(_BRIEFS_KEPT))

    @cached_property
    def features(self) -> str:
        """The feature values as JSON, a list a signal, packed for storing; see `unpacked`."""
        return packed(to_json(self.signals.to_dict(as_series=False)))


def prepare(
    snapshot: Snapshot, contested: Mapping[str, Collection[str]], models: ModelSet, encoders: Encoders, fast: Mask
) -> Prepared:
    """Measure and assess the creators of a snapshot, the posts of the `fast` ones read by the fast encoder at first.

    `contested` are the flag codes in dispute, by creator.
    """
    post_vectors, readings = read_first(snapshot, fast, models.topic_fit, encoders)
    signals = measure(snapshot, post_vectors=post_vectors)
    # What comments say decides nothing of a ranking and would take longer than all the rest.
    assessed = models.authenticity.assess(snapshot, signals, read_comments=False)
    authenticity = with_disputes(assessed, contested)
    forecast = models.performance.assess(snapshot, signals)
    known = profiles(snapshot, signals, authenticity, forecast)
    return Prepared(
        snapshot=snapshot,
        readings=readings,
        pictures=RecentPictures.of(snapshot),
        signals=signals,
        profiles=known,
        authenticity=authenticity,
        brand=BrandPosts.of(snapshot, models.authenticity.score_captions),
        candidates=Candidates(snapshot, signals, known, forecast),
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
