"""Stores of a test, closed after it."""

from collections.abc import Iterator

import pytest

from matchmaker.store.catalogue import Catalogue


@pytest.fixture
def catalogue(database_url: str) -> Iterator[Catalogue]:
    opened = Catalogue(database_url)
    yield opened
    opened.close()
