"""Everything that answering needs, opened once: the database, the vectors, the models and the policy."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from threadpoolctl import threadpool_limits

from matchmaker.application.own_results import OwnResultsKept
from matchmaker.application.passes import Encoders
from matchmaker.application.preparation import PreparedCreators
from matchmaker.application.vectors import Arrivals, open_fast_encoder, open_multilingual_vectors, open_vectors
from matchmaker.ranking.policy import Policy, default_policy
from matchmaker.registry.champions import Champions
from matchmaker.registry.pinned import ModelSource
from matchmaker.settings import Settings
from matchmaker.store.catalogue import Catalogue
from matchmaker.store.disputes import Disputes
from matchmaker.store.engine import open_database
from matchmaker.store.feedback import Feedback
from matchmaker.store.idempotency import Idempotency
from matchmaker.store.rankings import Rankings
from matchmaker.text.encoder import Encoder
from matchmaker.text.vectors import VectorCache


@dataclass(frozen=True)
class Workplace:
    """Shared by all requests; every part is safe for many threads."""

    catalogue: Catalogue
    disputes: Disputes
    rankings: Rankings
    feedback: Feedback
    idempotency: Idempotency
    vectors: VectorCache
    arrivals: Arrivals
    champions: ModelSource
    policy: Policy = field(default_factory=default_policy)
    prepared: PreparedCreators = field(default_factory=PreparedCreators)
    own_results: OwnResultsKept = field(default_factory=OwnResultsKept)
    fast_encoder: Encoder | None = None
    multilingual_encoder: Encoder | None = None

    @property
    def encoders(self) -> Encoders:
        """The precise and the multilingual one, which remember, and the fast one."""
        return Encoders(self.vectors, self.fast_encoder, self.multilingual_encoder)


@contextmanager
def open_workplace(settings: Settings) -> Iterator[Workplace]:
    """The workplace that the settings describe, closed at the end.

    Raises StorageFailedError, BundleDamagedError or ModelUnavailableError when a part cannot be opened.
    """
    engine = open_database(settings.database)
    catalogue, vectors = Catalogue(engine), open_vectors(settings)
    fast_encoder, multilingual = open_fast_encoder(settings), open_multilingual_vectors(settings)
    arrivals = Arrivals(catalogue, vectors)
    champions = Champions(
        settings.models, settings.cached_models, settings.registry_uri, settings.registry_refresh_seconds
    )
    try:
        # Requests run beside each other: threads inside a small product of matrices cost 100 candidates 215 ms, not 60.
        with threadpool_limits(limits=1, user_api="blas"):
            champions.start()
            yield Workplace(
                catalogue=catalogue,
                disputes=Disputes(engine),
                rankings=Rankings(engine),
                feedback=Feedback(engine),
                idempotency=Idempotency(engine),
                vectors=vectors,
                arrivals=arrivals,
                champions=champions,
                fast_encoder=fast_encoder,
                multilingual_encoder=multilingual,
            )
    finally:
        arrivals.stop()
        champions.stop()
        vectors.close()
        multilingual.close()
        engine.dispose()
