"""From a sample of follower probabilities to the share of fakes, with an interval: prior-corrected, not counted.

Counting accounts above a threshold is biased by the classifier's errors (Forman 2008). The sample's histogram
is instead a mixture, share x fakes' histogram + (1 - share) x genuine accounts' histogram, whose share is
inferred (Bayesian form of adjusted counting; the maximum is the EM of Saerens 2002). Each error profile, one
a kind of audience, gives a posterior; they are averaged with equal weight because the sample cannot tell
reliably which kind it is. The sample's weight is capped: see ShareLimits.largest_sample_count.
"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from matchmaker.scorers.authenticity_parameters import AccountCalibration, ErrorProfile, ShareLimits

LEVELS = (0.1, 0.5, 0.9)
_STEPS = 200  # half points: finer than any interval a sample of followers gives, and below it is no fakes at all
_SHARES = np.linspace(0, 1, _STEPS + 1)
_INSIDE = _SHARES.clip(
    0.5 / _STEPS, 1 - 0.5 / _STEPS
)  # where a prior may be infinite, it is asked inside the end's cell


def fake_shares(
    counts: NDArray[np.float64], calibration: AccountCalibration, limits: ShareLimits
) -> NDArray[np.float64]:
    """p10, p50 and p90 of the share of fakes, shape (creators, 3).

    `counts` has shape (creators, bins): sampled followers of each creator by `probability_bins`. A creator
    without any is NaN.
    """
    sample = counts.sum(axis=1)
    weight = 1 / (1 + sample / limits.largest_sample_count)
    posterior = np.mean(
        [_posterior(counts, weight, profile, limits) for profile in calibration.profiles.values()], axis=0
    )
    shares = _quantiles(np.cumsum(posterior, axis=1))
    shares[sample == 0] = np.nan
    return shares


def probability_bins(probabilities: NDArray[np.float64], edges: Sequence[float]) -> NDArray[np.int64]:
    """The bin of each probability, 0 to len(edges)."""
    return np.searchsorted(np.asarray(edges), probabilities, side="right")


def _posterior(
    counts: NDArray[np.float64], weight: NDArray[np.float64], profile: ErrorProfile, limits: ShareLimits
) -> NDArray[np.float64]:
    mixture = np.outer(profile.genuine, 1 - _SHARES) + np.outer(profile.fake, _SHARES)
    prior = (limits.prior_fake_count - 1) * np.log(_INSIDE) + (limits.prior_genuine_count - 1) * np.log1p(-_INSIDE)
    log_posterior = weight[:, None] * (counts @ np.log(mixture)) + prior
    density = np.exp(log_posterior - log_posterior.max(axis=1, keepdims=True))
    normalised: NDArray[np.float64] = density / density.sum(axis=1, keepdims=True)
    return normalised


def _quantiles(cumulative: NDArray[np.float64]) -> NDArray[np.float64]:
    reached = [(cumulative < level).sum(axis=1) for level in LEVELS]
    shares: NDArray[np.float64] = _SHARES[np.minimum(np.stack(reached, axis=1), len(_SHARES) - 1)]
    return shares
