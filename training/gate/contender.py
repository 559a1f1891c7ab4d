"""Who stands before the gate: a bundle that was opened, and what it answered on held-out rows."""

from dataclasses import dataclass
from typing import Protocol, TypeVar, runtime_checkable

import polars as pl

from matchmaker.bundles import Bundle
from matchmaker.scorers.scorer import Scorer
from training.trainer import Split

ScorerT = TypeVar("ScorerT", contravariant=True)
AskedT = TypeVar("AskedT")
RuledT = TypeVar("RuledT", contravariant=True)


@dataclass(frozen=True)
class Contender:
    """A version with its opened bundle; `judged` are its answers to held-out rows (JUDGED), None where unknown."""

    version: str
    bundle: Bundle
    scorer: Scorer
    judged: pl.DataFrame | None = None


@runtime_checkable
class Judging(Protocol[AskedT, RuledT]):
    """A trainer whose bundles, the champion's too, can be asked about the held-out rows of a split."""

    def judge(self, bundle: Bundle, split: Split[AskedT], recipe: RuledT) -> pl.DataFrame:
        """What the bundle answers to the test rows, as JUDGED; rows that no bundle can be asked about are absent."""
        ...


@runtime_checkable
class Shuffling(Protocol[AskedT, RuledT]):
    """A trainer that can be given wrong labels."""

    def shuffled(self, split: Split[AskedT], recipe: RuledT) -> Split[AskedT]:
        """The split with the labels of training and calibration rows exchanged at random; test rows as they are."""
        ...
