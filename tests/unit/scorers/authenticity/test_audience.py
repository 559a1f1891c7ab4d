"""Shares of fakes recover what was mixed, and say less the smaller the sample is."""

import numpy as np
from numpy.typing import NDArray

from matchmaker.scorers.authenticity.audience import (
    AudienceErrors,
    ErrorProfile,
    ShareLimits,
    fake_shares,
    probability_bins,
)

# One threshold: 10 % of genuine accounts and 80 % of fakes lie above it.
CALIBRATION = AudienceErrors(
    bin_edges=(0.5,),
    profiles={"any": ErrorProfile(genuine=(0.9, 0.1), fake=(0.2, 0.8))},
)
LIMITS = ShareLimits(
    largest_sample_count=1e9,
    prior_genuine_count=1,
    prior_fake_count=1,
    tolerated_ratio=0.15,
    high_risk_ratio=0.35,
    typical_ratio=0.1,
)


def shares(*counts: tuple[int, int], limits: ShareLimits = LIMITS) -> NDArray[np.float64]:
    return fake_shares(np.array(counts, float), CALIBRATION, limits)


def test_the_classifiers_errors_are_corrected() -> None:
    # Adjusted count by hand: (0.45 - 0.1) / (0.8 - 0.1) = 0.5, where counting says 0.45.
    low, middle, high = shares((5_500, 4_500))[0]
    assert abs(middle - 0.5) < 0.01
    assert low < 0.5 < high


def test_false_alarms_alone_are_no_fakes() -> None:
    assert shares((9_000, 1_000))[0, 1] < 0.02


def test_a_smaller_sample_gives_a_wider_interval() -> None:
    widths = np.diff(shares((3, 2), (30, 20), (300, 200))[:, [0, 2]]).ravel()
    assert widths[0] > 2 * widths[1] > 4 * widths[2]


def test_one_follower_hardly_says_anything() -> None:
    low, _, high = shares((0, 1))[0]
    assert high - low > 0.5


def test_no_sample_says_nothing() -> None:
    assert np.isnan(shares((0, 0))).all()


def test_beyond_the_largest_sample_more_followers_add_nothing() -> None:
    capped = LIMITS.model_copy(update={"largest_sample_count": 50})
    some, many = np.diff(shares((500, 500), (500_000, 500_000), limits=capped)[:, [0, 2]]).ravel()
    assert many > 0.9 * some


def test_a_probability_on_an_edge_belongs_to_the_higher_bin() -> None:
    assert probability_bins(np.array([0.0, 0.5, 1.0]), (0.5,)).tolist() == [0, 1, 1]
