"""How many of the conversions of a post's clicks have been seen yet? Delays that are learned, never rows dropped."""

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from matchmaker.domain.assessment import Numbers
from matchmaker.domain.definitions import OUTCOME_MATURITY_DAYS
from matchmaker.scorers.performance.funnel_prior import DelayPrior

SHORTEST_DAYS, LONGEST_DAYS, STEPS = 0.25, 28.0, 60  # candidates for the mean delay, evenly spaced on the log scale


@dataclass(frozen=True)
class Regrown:
    """One outcome seen twice: conversions when young, at this age in days, and when mature."""

    age_days: float
    young_count: float
    mature_count: float


@dataclass(frozen=True)
class Delay:
    """Exponential delays, in days: of clicks after the post, and of conversions after their click (Chapelle 2014)."""

    click_days: float
    conversion_days: float

    def seen_share(self, age_days: Numbers) -> Numbers:
        """Share of the mature conversions of the clicks so far that are seen at these ages; 1 from 28 days on.

        An unknown age (NaN) has the mean share over the window.
        """
        window = np.linspace(0.0, OUTCOME_MATURITY_DAYS, OUTCOME_MATURITY_DAYS + 1)
        return np.where(np.isnan(age_days), self._share(window).mean(), self._share(age_days))

    def _share(self, age_days: Numbers) -> Numbers:
        age = np.clip(age_days, 0.0, OUTCOME_MATURITY_DAYS)
        share = self._converted(age) / np.maximum(self._clicked(age), 1e-12)
        final = self._converted(np.array(float(OUTCOME_MATURITY_DAYS))) / self._clicked(
            np.array(float(OUTCOME_MATURITY_DAYS))
        )
        return np.minimum(share / final, 1.0)

    def regrown_share(self, age_days: Numbers) -> Numbers:
        """Share of all mature conversions, later clicks included, that are seen at these ages."""
        age = np.clip(age_days, 0.0, OUTCOME_MATURITY_DAYS)
        share: Numbers = self._converted(age) / self._converted(np.array(float(OUTCOME_MATURITY_DAYS)))
        return share

    def _clicked(self, age: Numbers) -> Numbers:
        clicked: Numbers = -np.expm1(-age / self.click_days)
        return clicked

    def _converted(self, age: Numbers) -> Numbers:
        """P(click delay + conversion delay <= age) of the sum of two exponentials."""
        first, second = self.click_days, self.conversion_days
        if abs(first - second) < 1e-6 * first:
            alike: Numbers = 1 - (1 + age / first) * np.exp(-age / first)
            return alike
        left = (second * np.exp(-age / second) - first * np.exp(-age / first)) / (second - first)
        converted: Numbers = 1 - left
        return converted


def learned_delay(prior: DelayPrior, regrown: Iterable[Regrown]) -> Delay:
    """The delay after outcomes that were seen both young and mature: posterior mean of the log delay on a grid.

    Of an outcome's mature conversions each was seen at the young age with the same probability (binomial).
    """
    grid = np.geomspace(SHORTEST_DAYS, LONGEST_DAYS, STEPS)
    log_weight = -0.5 * (np.log(grid / prior.conversion_days) / prior.conversion_log_spread) ** 2
    seen = list(regrown)
    if not seen:
        return Delay(prior.click_days, prior.conversion_days)
    ages = np.array([each.age_days for each in seen])
    mature = np.array([each.mature_count for each in seen])
    young = np.minimum(np.array([each.young_count for each in seen]), mature)
    for place, days in enumerate(grid):
        share = np.clip(Delay(prior.click_days, float(days)).regrown_share(ages), 1e-9, 1 - 1e-9)
        log_weight[place] += float((young * np.log(share) + (mature - young) * np.log1p(-share)).sum())
    weight = np.exp(log_weight - log_weight.max())
    return Delay(prior.click_days, float(np.exp((weight * np.log(grid)).sum() / weight.sum())))
