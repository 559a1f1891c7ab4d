"""How many followers must be looked at? By chance alone, and with the model's own error, which no sample removes."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from matchmaker.errors import MatchmakerError
from matchmaker.scorers.authenticity.audience import AudienceErrors, ShareLimits, fake_shares

CHANCE_DEVIATIONS = 1.96  # 95 % of samples: "400 followers give +-4 points"
SIZES = (25, 50, 100, 200, 400, 800, 1_600)
LARGEST_COUNT = 100_000  # followers; above it nobody samples, and the interval no longer shrinks
STRATA = ("newest", "newer half", "older half", "oldest")  # quarters of the followers by follow date


class PlanInvalidError(MatchmakerError):
    """A plan was asked for that no sample can have."""

    status, code, title = 422, "sample_plan_invalid", "No such sample plan"


@dataclass(frozen=True)
class SampleSize:
    """What a sample gives: `chance_ratio` half the 95 % width if every account were judged rightly, `interval_ratio`
    the width from p10 to p90 that the model states at the expected share, its own error included."""

    sample_count: int
    chance_ratio: float
    interval_ratio: float


@dataclass(frozen=True)
class SamplePlan:
    """The plan for a wanted width.

    `chance_count`: followers after which chance alone leaves that width (95 %). `model_count`: followers after which
    the stated p10-p90 interval is that narrow, None where the model's own error keeps it wider; `floor_ratio` is the
    narrowest it gets. `strata`: how many of `chance_count` to take from each quarter of the followers by follow date.
    """

    width_ratio: float
    expected_ratio: float
    chance_count: int
    model_count: int | None
    floor_ratio: float
    sizes: tuple[SampleSize, ...]
    strata: tuple[tuple[str, int], ...]


def plan_sample(width_ratio: float, expected_ratio: float, errors: AudienceErrors, limits: ShareLimits) -> SamplePlan:
    """The plan for an interval of `width_ratio` from end to end around an expected share; PlanInvalidError beyond 0 to 1.

    By chance the half width is 1.96 sqrt(share (1 - share) / n) (Cochran 1977, section 3.3); taking the same part of
    every stratum never widens it (section 5.6).
    """
    if not 0 < width_ratio < 1 or not 0 <= expected_ratio <= 1:
        raise PlanInvalidError(
            f"expected a width above 0 and below 1 and a share from 0 to 1, got {width_ratio} and {expected_ratio}; "
            "0.08 is four points to either side"
        )
    chance_count = _count_by_chance(width_ratio, expected_ratio)
    sizes = tuple(_size(count, expected_ratio, errors, limits) for count in sorted({*SIZES, chance_count}))
    floor = stated_width(LARGEST_COUNT, expected_ratio, errors, limits)
    return SamplePlan(
        width_ratio,
        expected_ratio,
        chance_count,
        _count_by_model(width_ratio, expected_ratio, errors, limits),
        floor,
        sizes,
        tuple(zip(STRATA, _parts(chance_count, len(STRATA)), strict=True)),
    )


def stated_width(count: int, share: float, errors: AudienceErrors, limits: ShareLimits) -> float:
    """Mean width from p10 to p90 for `count` followers of a share of fakes, over the kinds of audience the model knows.

    The followers fall into the bins as their kind's error profile says; the estimator is not told which kind it is.
    """
    expected = [
        count * (share * np.array(profile.fake) + (1 - share) * np.array(profile.genuine))
        for profile in errors.profiles.values()
    ]
    quantiles = fake_shares(np.stack(expected), errors, limits)
    return float((quantiles[:, 2] - quantiles[:, 0]).mean())


def _count_by_chance(width_ratio: float, share: float) -> int:
    deviations = 2 * CHANCE_DEVIATIONS / width_ratio
    return max(1, math.ceil(deviations**2 * share * (1 - share)))


def _count_by_model(width: float, share: float, errors: AudienceErrors, limits: ShareLimits) -> int | None:
    """The smallest sample with a stated interval that narrow, by halving: more followers never widen it by much."""
    if stated_width(LARGEST_COUNT, share, errors, limits) > width:
        return None
    low, high = 0, LARGEST_COUNT
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (low, middle) if stated_width(middle, share, errors, limits) <= width else (middle, high)
    return high


def _size(count: int, share: float, errors: AudienceErrors, limits: ShareLimits) -> SampleSize:
    chance = CHANCE_DEVIATIONS * math.sqrt(share * (1 - share) / count)
    return SampleSize(count, chance, stated_width(count, share, errors, limits))


def _parts(count: int, parts: int) -> Sequence[int]:
    return [count // parts + (number < count % parts) for number in range(parts)]
