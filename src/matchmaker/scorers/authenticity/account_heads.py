"""Heads that judge single accounts: trees, their calibration, and which columns must be known to answer at all."""

from dataclasses import dataclass
from typing import Self

import numpy as np
import polars as pl
from numpy.typing import NDArray

from matchmaker.bundles import Bundle
from matchmaker.errors import BundleDamagedError
from matchmaker.scorers.authenticity.numbers import Parameters, Positive
from matchmaker.scorers.boosters import TextBooster

FAKE, AUTOMATED, COORDINATED = ACCOUNT_HEADS = ("fake", "automated", "coordinated")


class Platt(Parameters):
    """Platt scaling (Platt 1999): probability = 1 / (1 + exp(-(slope * raw + intercept))); slope > 0 keeps the order."""

    slope: Positive
    intercept: float

    def probability(self, raw: NDArray[np.float64]) -> NDArray[np.float64]:
        """Calibrated probabilities of raw scores, shape (rows,)."""
        scaled: NDArray[np.float64] = 1 / (1 + np.exp(-(self.slope * raw + self.intercept)))
        return scaled


class Needs(Parameters):
    """At least `count` of these features must be known: the others alone were never enough to tell."""

    count: int
    among: tuple[str, ...]

    def met(self, features: pl.DataFrame) -> NDArray[np.bool_]:
        """Which rows know enough, shape (rows,)."""
        known = pl.sum_horizontal(pl.col(name).is_not_null().cast(pl.Int64) for name in self.among)
        answer: NDArray[np.bool_] = features.select(known >= self.count).to_series().to_numpy()
        return answer


class AccountHeadParameters(Parameters):
    """What goes with a head's trees; content of <head>.json. `features` are in the trees' order."""

    features: tuple[str, ...]
    platt: Platt
    needs: Needs


@dataclass(frozen=True)
class AccountHead:
    """One concept (fake, automated, coordinated), asked of accounts by their features."""

    name: str
    booster: TextBooster
    parameters: AccountHeadParameters

    @classmethod
    def open(cls, bundle: Bundle, name: str) -> Self | None:
        """The head of that name, None where the bundle has none; BundleDamagedError when it does not fit this code."""
        if trees_file(name) not in bundle.contents:
            return None
        try:
            parameters = AccountHeadParameters.model_validate_json(bundle.read_bytes(parameters_file(name)))
        except ValueError as error:
            raise BundleDamagedError(
                f"{bundle.folder}: {parameters_file(name)} does not fit this code ({error}); train it again"
            ) from None
        return cls(name, TextBooster.open(bundle, trees_file(name), parameters.features), parameters)

    def probability(self, features: pl.DataFrame) -> NDArray[np.float64]:
        """Probability for each row of `account_features`, shape (rows,); NaN where too little is known."""
        probability = self.parameters.platt.probability(self.booster.raw_score(features))
        return np.where(self.parameters.needs.met(features), probability, np.nan)


def trees_file(name: str) -> str:
    """The bundle's file with the head's trees."""
    return f"{name}.txt"


def parameters_file(name: str) -> str:
    """The bundle's file with what goes with them."""
    return f"{name}.json"
