"""Which public sets hold fake and genuine accounts, and how they are read together."""

from collections.abc import Sequence
from pathlib import Path
from types import ModuleType

import polars as pl

from training.datasets import (
    instafake_2018,
    instagram_fake_spammer_genuine_2019,
    purba_instagram_fake_authentic_2020,
    srf_instagram_followers_2017,
)
from training.sources import SourceUnknownError

READERS: tuple[ModuleType, ...] = (
    srf_instagram_followers_2017,
    purba_instagram_fake_authentic_2020,
    instafake_2018,
    instagram_fake_spammer_genuine_2019,
)


def read_accounts(data: Path, names: Sequence[str]) -> pl.DataFrame:
    """The labelled accounts of the named sets, one below the other. Raises SourceUnknownError, SourceMissingError."""
    readers = {reader.SOURCE.name: reader for reader in READERS}
    unknown = sorted(set(names) - readers.keys())
    if unknown:
        raise SourceUnknownError(
            f"expected sets of fake and genuine accounts ({', '.join(readers)}), got {', '.join(unknown)}; "
            "other concepts need a model of their own"
        )
    frames: list[pl.DataFrame] = [readers[name].read(data) for name in names]
    return pl.concat(frames)


def read_learned(data: Path, names: Sequence[str]) -> pl.DataFrame:
    """The same, and rows with fewer columns that are learned from but never judged on."""
    read = read_accounts(data, names)
    purba = purba_instagram_fake_authentic_2020
    return pl.concat([read, purba.read_reduced(data)]) if purba.SOURCE.name in names else read


def there(data: Path, names: Sequence[str]) -> list[str]:
    """Those of the named sets that are below `data`."""
    found = {reader.SOURCE.name for reader in READERS if reader.SOURCE.exists(data)}
    return [name for name in names if name in found]
