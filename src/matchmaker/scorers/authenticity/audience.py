"""From a sample of follower probabilities to the share of fakes, with an interval: prior-corrected, not counted.

Counting accounts above a threshold is biased by the classifier's errors (Forman 2008). The sample's histogram
is instead a mixture, share x fakes' histogram + (1 - share) x genuine accounts' histogram, whose share is
inferred (Bayesian form of adjusted counting; the maximum is the EM of Saerens 2002). Each error profile, one
a kind of audience, gives a posterior; they are averaged with equal weight because the sample cannot tell
reliably which kind it is. The sample's weight is capped: see ShareLimits.largest_sample_count.
"""

from collections.abc import Sequence
from typing import Self

import numpy as np
from numpy.typing import NDArray
from pydantic import model_validator

from matchmaker.scorers.authenticity.numbers import OpenRatio, Parameters, Positive, Ratio

AUDIENCE_FILE = "audience.json"
LEVELS = (0.1, 0.5, 0.9)
_STEPS = 200  # half points: finer than any interval a sample of followers gives, and below it is no fakes at all
_SHARES = np.linspace(0, 1, _STEPS + 1)
_INSIDE = _SHARES.clip(
    0.5 / _STEPS, 1 - 0.5 / _STEPS
)  # where a prior may be infinite, it is asked inside the end's cell


class ErrorProfile(Parameters):
    """How one kind of audience spreads over the probability bins: shares of genuine and of fake accounts."""

    genuine: tuple[OpenRatio, ...]
    fake: tuple[OpenRatio, ...]


class AudienceErrors(Parameters):
    """How the fake-account head errs, by kind of audience; content of audience.json."""

    bin_edges: tuple[OpenRatio, ...]
    profiles: dict[str, ErrorProfile]

    @model_validator(mode="after")
    def _bins_agree(self) -> Self:
        bins = len(self.bin_edges) + 1
        if not self.profiles or any({len(item.genuine), len(item.fake)} != {bins} for item in self.profiles.values()):
            raise ValueError(f"expected at least one error profile, each of {bins} bins")
        return self


class ShareLimits(Parameters):
    """Estimating the share of fake followers.

    `largest_sample_count`: followers whose information an unlimited sample approaches, because the model's own
    error on an audience it has never seen does not shrink with the sample. `prior_genuine_count` and
    `prior_fake_count`: parameters of the Beta prior, as if that many followers had been seen.
    """

    largest_sample_count: Positive
    prior_genuine_count: Positive
    prior_fake_count: Positive
    tolerated_ratio: Ratio
    high_risk_ratio: Ratio
    typical_ratio: Ratio


def fake_shares(counts: NDArray[np.float64], errors: AudienceErrors, limits: ShareLimits) -> NDArray[np.float64]:
    """p10, p50 and p90 of the share of fakes, shape (creators, 3).

    `counts` has shape (creators, bins): sampled followers of each creator by `probability_bins`. A creator
    without any is NaN.
    """
    sample = counts.sum(axis=1)
    weight = 1 / (1 + sample / limits.largest_sample_count)
    posterior = np.mean([_posterior(counts, weight, profile, limits) for profile in errors.profiles.values()], axis=0)
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
