"""Heads that judge single accounts: trees, their calibration, and which columns must be known to answer at all."""

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Annotated, Self

import numpy as np
import polars as pl
from numpy.typing import NDArray
from pydantic import Field

from matchmaker.bundles import Bundle
from matchmaker.errors import BundleDamagedError
from matchmaker.scorers.authenticity.numbers import Parameters, Positive
from matchmaker.scorers.boosters import TextBooster

FAKE, AUTOMATED, COORDINATED = ACCOUNT_HEADS = ("fake", "automated", "coordinated")
MANY_ROWS = 10_000  # from here on a second core saves more than a thread costs
BOOSTERS_AT_ONCE = 2
SUREST = 1e-9  # distance from 0 and 1 at which a mean probability is cut, so that its log odds stay finite


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
    """What goes with a head's trees; content of <head>.json. `features` are in the trees' order.

    `boosters_count` boosters are asked and the mean of their probabilities is calibrated. `richer` names a head of
    the same concept that reads more columns and answers instead of this one wherever its own needs are met.
    """

    features: tuple[str, ...]
    platt: Platt
    needs: Needs
    boosters_count: Annotated[int, Field(ge=1)] = 1
    richer: str | None = None


@dataclass(frozen=True)
class AccountHead:
    """One concept (fake, automated, coordinated), asked of accounts by their features."""

    name: str
    boosters: tuple[TextBooster, ...]
    parameters: AccountHeadParameters
    richer: "AccountHead | None" = None

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
        files = [trees_file(name, index) for index in range(parameters.boosters_count)]
        boosters = tuple(TextBooster.open(bundle, file, parameters.features) for file in files)
        richer = None if parameters.richer is None else cls.open(bundle, parameters.richer)
        if parameters.richer is not None and richer is None:
            raise BundleDamagedError(
                f"{bundle.folder}: {name} expected the head {parameters.richer}, found none; train it again"
            )
        return cls(name, boosters, parameters, richer)

    def probability(self, features: pl.DataFrame) -> NDArray[np.float64]:
        """Probability for each row of `account_features`, shape (rows,); NaN where too little is known."""
        answer = np.full(features.height, np.nan) if self.richer is None else self.richer.probability(features)
        asked = self.parameters.needs.met(features) & np.isnan(answer)
        rows = features if asked.all() else features.filter(pl.Series(asked))
        answer[asked] = self.parameters.platt.probability(pooled_log_odds(self._raw(rows)))
        return answer

    def _raw(self, rows: pl.DataFrame) -> list[NDArray[np.float64]]:
        """Each booster's log odds; many rows by two boosters at a time, which changes no number."""
        if len(self.boosters) == 1 or rows.height < MANY_ROWS:
            return [booster.raw_score(rows) for booster in self.boosters]
        with ThreadPoolExecutor(BOOSTERS_AT_ONCE) as pool:
            return list(pool.map(lambda booster: booster.raw_score(rows), self.boosters))


def pooled_log_odds(raw: Sequence[NDArray[np.float64]]) -> NDArray[np.float64]:
    """Log odds of the mean probability of several boosters' log odds, each of shape (rows,); one is left as it is.

    The mean of probabilities, not of log odds: where one booster sees nothing, the other one still counts.
    """
    if len(raw) == 1:
        return raw[0]
    mean = np.mean([1 / (1 + np.exp(-scores)) for scores in raw], axis=0).clip(SUREST, 1 - SUREST)
    pooled: NDArray[np.float64] = np.log(mean / (1 - mean))
    return pooled


def trees_file(name: str, index: int = 0) -> str:
    """The bundle's file with the trees of the head's first booster, or of a later one."""
    return f"{name}_{index + 1}.txt" if index else f"{name}.txt"


def parameters_file(name: str) -> str:
    """The bundle's file with what goes with them."""
    return f"{name}.json"
