"""How good is the estimated share of fake followers? Simulated audiences drawn from real accounts never trained on."""

import numpy as np

from matchmaker.bundles import Metric
from matchmaker.scorers.authenticity.audience import ShareLimits, fake_shares, probability_bins
from training.authenticity.fake_figures import DECIDED, Case
from training.evaluation import coverage, mae, metric_row

SAMPLES = (100, 400)  # followers looked at
PREVALENCES = (0.0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6)
DRAWS = 40  # audiences a prevalence and sample size
COUNTING = "counting accounts above the threshold"


def share_rows(case: Case, limits: ShareLimits, seed: int) -> list[Metric]:
    """Mean absolute error of p50 and coverage of [p10, p90] over prevalences of 0 to 60 %, by sample size."""
    random = np.random.default_rng(seed)
    return [row for count in SAMPLES for row in _rows(case, limits, count, random, seed)]


def _rows(case: Case, limits: ShareLimits, count: int, random: np.random.Generator, seed: int) -> list[Metric]:
    assert case.model.calibration is not None, "calibrate before estimating shares"
    edges = case.model.calibration.audience.bin_edges
    truth = np.repeat(PREVALENCES, DRAWS)
    audiences = np.stack([_audience(case, share, count, random) for share in truth])
    bins = np.stack([np.bincount(row, minlength=len(edges) + 1) for row in probability_bins(audiences, edges)])
    low, middle, high = fake_shares(bins.astype(np.float64), case.model.calibration.audience, limits).T
    counted = (audiences >= DECIDED).mean(axis=1)
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


def _audience(
    case: Case, share: float, count: int, random: np.random.Generator
) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
    """Probabilities of `count` followers, each fake with chance `share`, drawn with replacement."""
    fakes = random.binomial(count, share)
    drawn = np.concatenate(
        [
            random.choice(case.probability[case.fake], fakes),
            random.choice(case.probability[~case.fake], count - fakes),
        ]
    )
    return drawn
