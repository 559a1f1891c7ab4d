"""How good is the estimated share of fake followers? Simulated audiences drawn from real accounts never trained on."""

import numpy as np

from matchmaker.bundles import Metric
from matchmaker.scorers.authenticity.audience import ShareLimits, fake_shares, probability_bins
from training.authenticity.fake_accounts import Numbers
from training.authenticity.fake_figures import Case
from training.authenticity.figures import DECIDED
from training.evaluation import coverage, mae, metric_row

SAMPLES = (100, 400)  # followers looked at
PREVALENCES = (0.0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6)
DRAWS = 40  # audiences a prevalence and sample size
COUNTING = "counting accounts above the threshold"


def share_rows(case: Case, limits: ShareLimits, seed: int) -> list[Metric]:
    """Mean absolute error of p50 and coverage of [p10, p90] over prevalences of 0 to 60 %, by sample size."""
    if case.fake.all() or not case.fake.any():
        return []
    return [row for count in SAMPLES for row in _rows(case, limits, count, seed)]


def audiences_of(case: Case, count: int, random: np.random.Generator) -> tuple[Numbers, Numbers]:
    """Audiences drawn with replacement: the chance of a fake, shape (audiences,), and probabilities (audiences, count)."""
    truth = np.repeat(PREVALENCES, DRAWS)
    return truth, np.stack([_audience(case, share, count, random) for share in truth])


def estimated(case: Case, probability: Numbers, limits: ShareLimits) -> Numbers:
    """p10, p50 and p90 of the share of each audience, shape (audiences, 3)."""
    assert case.model.calibration is not None, "calibrate before estimating shares"
    errors = case.model.calibration.audience
    bins = probability_bins(probability, errors.bin_edges)
    counts = np.stack([np.bincount(row, minlength=len(errors.bin_edges) + 1) for row in bins])
    return fake_shares(counts.astype(np.float64), errors, limits)


def _rows(case: Case, limits: ShareLimits, count: int, seed: int) -> list[Metric]:
    truth, probability = audiences_of(case, count, np.random.default_rng(seed))
    low, middle, high = estimated(case, probability, limits).T
    counted = (probability >= DECIDED).mean(axis=1)
    target = f"share/{count} followers"
    return [
        metric_row(
            case.set,
            target,
            "share_mae",
            mae,
            truth,
            middle,
            rival=COUNTING,
            rival_value=mae(truth, counted),
            seed=seed,
        ),
        metric_row(case.set, target, "coverage", coverage, truth, low, high, seed=seed),
    ]


def _audience(case: Case, share: float, count: int, random: np.random.Generator) -> Numbers:
    """Probabilities of `count` followers, each fake with chance `share`."""
    fakes = random.binomial(count, share)
    return np.concatenate(
        [
            random.choice(case.probability[case.fake], fakes),
            random.choice(case.probability[~case.fake], count - fakes),
        ]
    )
