"""Which estimator of the share of fake followers errs least on audiences of a set the model has never seen?"""

import argparse
from collections.abc import Mapping

import numpy as np

from benchmarks.fake_recipe import add_arguments as add_arguments
from benchmarks.fake_recipe import fake_recipe, learned_accounts
from matchmaker.bundles import Metric
from training.authenticity.fake import FakeRecipe
from training.authenticity.fake_accounts import Numbers
from training.authenticity.fake_figures import Case, leave_one_set_out
from training.authenticity.fake_fitting import HeldOutScores
from training.authenticity.figures import DECIDED
from training.authenticity.shares import SAMPLES, audiences_of, estimated, share_rows
from training.evaluation import mae, metric_row

EM_ROUNDS = 200  # far beyond where the estimate stops moving in the third digit


def run(arguments: argparse.Namespace) -> list[Metric]:
    """Mean absolute error of every estimator and coverage of ours, by set left out and sample size."""
    recipe = fake_recipe(arguments)
    accounts = learned_accounts(arguments, recipe)
    cases = list(leave_one_set_out(accounts, accounts, recipe.fitting, recipe.seed))
    rows = [row for case in cases for row in share_rows(case, recipe.share, recipe.seed)]
    return rows + [row for case in cases for count in SAMPLES for row in _rival_rows(case, recipe, count)]


def rival_shares(case: Case, probability: Numbers) -> Mapping[str, Numbers]:
    """Shares by the usual estimators, shape (audiences,), from `probability` of shape (audiences, followers).

    Rates and means are those on the sets learned from, each judged by a model that had not seen it.
    """
    assert case.model.calibration is not None, "calibrate before estimating shares"
    known = case.model.unseen if len(case.model.unseen) else case.model.held_out
    said = case.model.calibration.account.platt.probability(known.raw)
    counted, mean = (probability >= DECIDED).mean(axis=1), probability.mean(axis=1)
    assumed = case.model.fitting.assumed_fake_ratio
    return {
        "adjusted counting (Forman 2008)": _adjusted(counted, *_by_class(known, (said >= DECIDED).astype(np.float64))),
        "mean probability": mean,
        "adjusted mean probability (Bella 2010)": _adjusted(mean, *_by_class(known, said)),
        "EM (Saerens 2002)": np.array([_expectation_maximisation(row, assumed) for row in probability]),
    }


def _rival_rows(case: Case, recipe: FakeRecipe, count: int) -> list[Metric]:
    truth, probability = audiences_of(case, count, np.random.default_rng(recipe.seed))
    ours = mae(truth, estimated(case, probability, recipe.share)[:, 1])
    return [
        metric_row(
            case.set,
            f"share/{count} followers, {name}",
            "share_mae",
            mae,
            truth,
            shares,
            rival="ours",
            rival_value=ours,
            seed=recipe.seed,
        )
        for name, shares in rival_shares(case, probability).items()
    ]


def _by_class(known: HeldOutScores, value: Numbers) -> tuple[float, float]:
    """Mean of a value over genuine and over fake accounts, every set the same."""
    sets = np.unique(known.source)
    genuine, fake = (
        float(np.mean([value[(known.source == name) & (known.fake == label)].mean() for name in sets]))
        for label in (False, True)
    )
    return genuine, fake


def _adjusted(seen: Numbers, genuine: float, fake: float) -> Numbers:
    share: Numbers = ((seen - genuine) / (fake - genuine)).clip(0, 1)
    return share


def _expectation_maximisation(probability: Numbers, assumed: float) -> float:
    """The share at which the probabilities, moved to it, have it as their mean."""
    odds = probability / (1 - probability) * (1 - assumed) / assumed
    share = assumed
    for _ in range(EM_ROUNDS):
        share = float((share * odds / (share * odds + 1 - share)).mean())
    return share
