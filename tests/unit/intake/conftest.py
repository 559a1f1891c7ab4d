"""A catalogue in a file of the test, closed after it."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from matchmaker.store.catalogue import Catalogue


@pytest.fixture
def catalogue(tmp_path: Path) -> Iterator[Catalogue]:
    opened = Catalogue(f"sqlite:///{tmp_path / 'state' / 'catalogue.sqlite'}")
    yield opened
    opened.close()
