"""Captions are embedded when they arrive, so that the first question need not wait for them."""

import logging
import threading
from collections.abc import Callable, Collection, Iterable, Iterator
from contextlib import contextmanager

from matchmaker.application.passes import Encoders
from matchmaker.errors import MatchmakerError
from matchmaker.settings import Settings
from matchmaker.store.catalogue import Catalogue
from matchmaker.text.encoder import Encoder
from matchmaker.text.multilingual_encoder import MultilingualEncoder
from matchmaker.text.onnx_encoder import OnnxEncoder
from matchmaker.text.static_encoder import StaticEncoder
from matchmaker.text.vectors import VectorCache

_MOST_WAITING = 100_000  # creators, some 15 MB of ids; those beyond are embedded by the first question about them
_OTHER_HOT_ROWS = 20_000  # vectors in memory, 41 MB when full: the recent posts of 600 creators
_log = logging.getLogger(__name__)


def open_vectors(settings: Settings) -> VectorCache:
    """The shipped encoder behind the cache on disk; raises BundleDamagedError or ModelUnavailableError."""
    encoder = OnnxEncoder.open(settings.models / "encoder" / "bundle", settings.encoder_threads)
    return VectorCache(settings.vectors, encoder)


def open_multilingual_vectors(settings: Settings) -> VectorCache:
    """The encoder of other languages behind a cache of its own; its weights are opened with the first text."""
    return VectorCache(settings.vectors, MultilingualEncoder(), _OTHER_HOT_ROWS)


def open_fast_encoder(settings: Settings) -> StaticEncoder | None:
    """The encoder of the first pass, None where none is installed; it is faster than any cache. BundleDamagedError."""
    folder = settings.models / "static-encoder" / "bundle"
    return StaticEncoder.open(folder) if folder.is_dir() else None


@contextmanager
def open_encoders(settings: Settings) -> Iterator[Encoders]:
    """All encoders that are installed, for work without a service; raises as the functions above."""
    vectors, others = open_vectors(settings), open_multilingual_vectors(settings)
    try:
        yield Encoders(vectors, open_fast_encoder(settings), others)
    finally:
        vectors.close()
        others.close()


def embed_captions(
    creator_ids: Collection[str],
    catalogue: Catalogue,
    encoder: Encoder,
    progress: Callable[[int, int], None] | None = None,
) -> None:
    """Encode the captions that a ranking of these creators would look at; ids that are not stored are passed over.

    The encoder is one that remembers, as VectorCache: interrupted work goes on where it stopped. `progress` is told
    how many creators are done, and of how many. Raises StorageFailedError.
    """
    for done, creator_id in enumerate(creator_ids, start=1):
        encoder.encode(catalogue.captions(creator_id))
        if progress:
            progress(done, len(creator_ids))


class Arrivals:
    """Creators whose captions wait to be embedded by one background thread, which starts with the first of them.

    Nothing waits for it and nothing fails by it: what it does not get to, the first question does.
    """

    def __init__(self, catalogue: Catalogue, encoder: Encoder) -> None:
        self._catalogue = catalogue
        self._encoder = encoder
        self._waiting: dict[str, None] = {}  # an ordered set: a creator that is stored twice is embedded once
        self._changed = threading.Condition()
        self.is_stopping = False
        self._thread: threading.Thread | None = None

    def add(self, creator_ids: Iterable[str]) -> None:
        """Let these creators wait in line; returns at once."""
        with self._changed:
            for creator_id in creator_ids:
                if len(self._waiting) < _MOST_WAITING:
                    self._waiting[creator_id] = None
            if self._waiting and self._thread is None and not self.is_stopping:
                self._thread = threading.Thread(target=self._work, name="captions", daemon=True)
                self._thread.start()
            self._changed.notify()

    def stop(self) -> None:
        """Finish the creator at hand, at most 30 captions, and leave the rest."""
        with self._changed:
            self.is_stopping = True
            self._changed.notify()
        if self._thread is not None:
            self._thread.join()

    def _work(self) -> None:
        while (creator_id := self._next()) is not None:
            try:
                embed_captions([creator_id], self._catalogue, self._encoder)
            except MatchmakerError as error:
                _log.warning("captions of %s were not embedded: %s", creator_id, error.detail)

    def _next(self) -> str | None:
        """The one waiting longest; None when it is time to stop."""
        with self._changed:
            self._changed.wait_for(lambda: self.is_stopping or self._waiting)
            if self.is_stopping:
                return None
            creator_id = next(iter(self._waiting))
            del self._waiting[creator_id]
            return creator_id
