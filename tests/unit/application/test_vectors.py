import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest

from matchmaker.application.vectors import Arrivals, embed_captions
from matchmaker.domain.tables import CREATORS, POSTS
from matchmaker.errors import StorageFailedError
from matchmaker.store.catalogue import Catalogue
from matchmaker.text.encoder import Vectors
from matchmaker.text.vectors import VectorCache
from tests.builders import NOW, a_creator, a_post, table
from tests.encoders import HashEncoder

PATIENCE_SECONDS = 10


@pytest.fixture
def catalogue(tmp_path: Path) -> Iterator[Catalogue]:
    """Ana and Bob with one post each."""
    with closing(Catalogue(f"sqlite:///{tmp_path / 'catalogue.sqlite'}")) as opened:
        opened.upsert(CREATORS, table("creators", [a_creator("ana"), a_creator("bob")]))
        opened.upsert(POSTS, table("posts", [a_post(name, caption=f"hello from {name}") for name in ("ana", "bob")]))
        yield opened


class TroubledEncoder(HashEncoder):
    """Fails at the captions of Ana."""

    def encode(self, texts: Sequence[str]) -> Vectors:
        if "hello from ana" in texts:
            raise StorageFailedError("expected room on the disk, got none; make some")
        return super().encode(texts)


class SlowEncoder(HashEncoder):
    """Waits in its first text until it is let go."""

    def __init__(self) -> None:
        super().__init__()
        self.reached, self.let_go = threading.Event(), threading.Event()

    def encode(self, texts: Sequence[str]) -> Vectors:
        self.reached.set()
        self.let_go.wait(PATIENCE_SECONDS)
        return super().encode(texts)


def eventually(is_so: Callable[[], bool]) -> bool:
    deadline = time.monotonic() + PATIENCE_SECONDS
    while not is_so() and time.monotonic() < deadline:
        time.sleep(0.005)
    return is_so()


def test_captions_of_the_named_creators_are_encoded_and_progress_is_told(catalogue: Catalogue) -> None:
    encoder, told = HashEncoder(), list[tuple[int, int]]()
    embed_captions(["bob", "nobody"], catalogue, encoder, lambda done, total: told.append((done, total)))
    assert (encoder.asked, told) == (["hello from bob"], [(1, 2), (2, 2)])


def test_only_the_newest_30_captions_of_a_creator_are_encoded(catalogue: Catalogue) -> None:
    rows = [
        a_post("ana", f"q{age}", NOW - timedelta(days=1 + age), observed_at=NOW, caption=f"day {age}")
        for age in range(40)
    ]
    catalogue.upsert(POSTS, table("posts", rows))
    encoder = HashEncoder()
    embed_captions(["ana"], catalogue, encoder)
    assert encoder.asked == ["hello from ana", *(f"day {age}" for age in range(29))]


def test_interrupted_work_goes_on_where_it_stopped(catalogue: Catalogue, tmp_path: Path) -> None:
    with closing(VectorCache(tmp_path / "vectors", HashEncoder())) as interrupted:
        embed_captions(["ana"], catalogue, interrupted)
    encoder = HashEncoder()
    with closing(VectorCache(tmp_path / "vectors", encoder)) as again:
        embed_captions(["ana", "bob"], catalogue, again)
    assert encoder.asked == ["hello from bob"]


def test_creators_that_arrive_are_embedded_in_the_background(catalogue: Catalogue) -> None:
    encoder = HashEncoder()
    arrivals = Arrivals(catalogue, encoder)
    arrivals.add(["ana", "bob", "ana"])
    assert eventually(lambda: encoder.asked == ["hello from ana", "hello from bob"])
    arrivals.stop()


def test_a_creator_that_fails_does_not_stop_the_next(catalogue: Catalogue) -> None:
    encoder = TroubledEncoder()
    arrivals = Arrivals(catalogue, encoder)
    arrivals.add(["ana", "bob"])
    assert eventually(lambda: encoder.asked == ["hello from bob"])
    arrivals.stop()


def test_what_waits_at_the_stop_is_left(catalogue: Catalogue) -> None:
    encoder = SlowEncoder()
    arrivals = Arrivals(catalogue, encoder)
    arrivals.add(["ana", "bob"])
    encoder.reached.wait(PATIENCE_SECONDS)
    stopping = threading.Thread(target=arrivals.stop)
    stopping.start()
    assert eventually(lambda: arrivals.is_stopping)
    encoder.let_go.set()
    stopping.join()
    arrivals.add(["bob"])
    assert encoder.asked == ["hello from ana"]
