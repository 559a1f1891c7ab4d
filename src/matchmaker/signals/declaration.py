"""What a signal is: a declared number about a creator, with its unit, range, meaning and formula."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal, TypeAlias

import numpy as np
import polars as pl
from numpy.typing import NDArray

from matchmaker.domain.columns import LARGEST_COUNT
from matchmaker.signals.feeds import Feeds

Family: TypeAlias = Literal["audience", "engagement", "growth", "comments", "cadence", "topics", "disclosure"]
RowTable: TypeAlias = Literal["creators", "posts", "comments", "follower_counts", "follower_profiles"]
VectorFormula: TypeAlias = Callable[[Feeds], NDArray[np.float64]]
Formula: TypeAlias = pl.Expr | VectorFormula

FAMILIES: tuple[Family, ...] = ("audience", "engagement", "growth", "comments", "cadence", "topics", "disclosure")
FEWEST_ROWS = 3  # below this a spread says nothing


@dataclass(frozen=True)
class Signal:
    """One number about a creator, null when unknown.

    `expression` aggregates the rows of `table` (their columns: `matchmaker.signals.rows`) to one value a
    creator, or is a function of post vectors. `minimum` and `maximum` are inclusive and in `unit`, None
    where there is no bound. `absent` is the value of a creator with no row in the table. A changed
    definition raises `version`.
    """

    name: str
    table: RowTable
    unit: str
    version: int
    meaning: str
    expression: Formula
    minimum: float | None
    maximum: float | None
    family: Family
    absent: float | None = None


@dataclass(frozen=True)
class Declare:
    """Declares signals of one family over one table, so that each is a few lines."""

    family: Family
    table: RowTable

    def number(
        self,
        name: str,
        unit: str,
        meaning: str,
        expression: Formula,
        *,
        minimum: float | None = 0.0,
        maximum: float | None = None,
        absent: float | None = None,
        version: int = 1,
    ) -> Signal:
        """A real quantity in `unit`."""
        return Signal(name, self.table, unit, version, meaning, expression, minimum, maximum, self.family, absent)

    def count(
        self, name: str, meaning: str, expression: pl.Expr, *, absent: float | None = None, version: int = 1
    ) -> Signal:
        """A number of things, or a mean or median of such numbers."""
        return self.number(
            name, "count", meaning, expression, maximum=float(LARGEST_COUNT), absent=absent, version=version
        )

    def share(self, name: str, meaning: str, expression: Formula, *, version: int = 1) -> Signal:
        """A ratio in [0, 1]."""
        return self.number(name, "ratio", meaning, expression, maximum=1.0, version=version)

    def quotient(self, name: str, meaning: str, expression: pl.Expr, *, version: int = 1) -> Signal:
        """A ratio whose numerator may exceed its denominator."""
        return self.number(name, "ratio", meaning, expression, version=version)
