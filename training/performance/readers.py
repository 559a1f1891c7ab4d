"""Which module of training/datasets reads a set of feeds? The one of its name."""

import importlib
from pathlib import Path
from typing import Protocol, cast

from training.datasets.feeds import Feeds
from training.datasets.source import Source


class FeedsReader(Protocol):
    """A module of training/datasets that reads feeds."""

    SOURCE: Source

    def read(self, data: Path) -> Feeds:
        """The set's canonical frames."""
        ...


def feeds_reader(name: str) -> FeedsReader:
    """The module that reads the set of this name."""
    return cast(FeedsReader, importlib.import_module(f"training.datasets.{name.replace('-', '_')}"))
