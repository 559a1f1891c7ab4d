"""How good is the account model on accounts it has seen the like of, and on a set it has never seen?"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from matplotlib.figure import Figure
from numpy.typing import NDArray
from sklearn.metrics import PrecisionRecallDisplay
from sklearn.tree import DecisionTreeClassifier

from matchmaker.bundles import Metric
from training.authenticity.fake_accounts import Accounts, Labels, Numbers, equal_weights
from training.authenticity.fake_fitting import AccountFitting, FakeAccountModel, calibrate, fit
from training.authenticity.figures import judged_rows
from training.evaluation import metric_row, pr_auc, roc_auc

KNOWN, UNSEEN, CROSS_VALIDATED = "fake/known", "fake/unseen", "fake/cross-validated"
STUMP = "one-split stump"
PLOT_BINS = 10


@dataclass(frozen=True)
class Case:
    """One set of accounts with what the model and the stump say of them; `target` tells known from unseen sets."""

    set: str
    target: str
    fake: Labels
    probability: Numbers
    stump: Numbers
    model: FakeAccountModel


def leave_one_set_out(accounts: Accounts, unseen: Accounts, fitting: AccountFitting, seed: int) -> Iterator[Case]:
    """For each set: a model and a stump fitted and calibrated on all other sets of `accounts`, asked about `unseen`.

    `unseen` holds the rows asked about, of the same sets by name; the same accounts, or other rows of them.
    """
    for name in np.unique(unseen.whole().source):
        others = accounts.where(accounts.set != name)
        if len(others):
            asked = unseen.where(unseen.source == name).in_order()
            model = fit_calibrated(others, _as_needed(fitting, others, asked), seed)
            yield case(str(name), UNSEEN, model, others, asked)


def fit_calibrated(accounts: Accounts, fitting: AccountFitting, seed: int) -> FakeAccountModel:
    """A model on all of the accounts, calibrated on scores by models that did not see them."""
    return calibrate(fit(accounts, fitting, seed), accounts.where(np.zeros(len(accounts), bool)), fitting)


def _as_needed(fitting: AccountFitting, others: Accounts, asked: Accounts) -> AccountFitting:
    """Without what no answer depends on: an expert on posts that would not be asked, scores that calibrate nothing."""
    if fitting.posts is None or not fitting.posts.needs.met(asked.features).any():
        fitting = fitting.without_posts()
    is_calibrated_unseen = len(np.unique(others.set)) > 1 and fitting.posts is None
    return fitting.without_known() if is_calibrated_unseen else fitting


def case(name: str, target: str, model: FakeAccountModel, train: Accounts, asked: Accounts) -> Case:
    """What a fitted model, and a stump of the same training rows, say of some accounts."""
    return Case(name, target, asked.fake, model.probability(asked), _stump(train.whole(), asked), model)


def case_rows(item: Case, seed: int) -> list[Metric]:
    """Area under both curves, F1 and accuracy at the calibrated threshold, Brier and ECE, beside the stump."""
    return judged_rows(item.set, item.target, item.fake, item.probability, STUMP, item.stump, seed=seed)


def cross_validated_rows(model: FakeAccountModel, name: str, seed: int) -> list[Metric]:
    """Area under both curves over the training rows of one set, each scored by a booster that did not see it."""
    rows = model.held_out.source == name
    fake, raw = model.held_out.fake[rows], model.held_out.raw[rows]
    figures = (("roc_auc", roc_auc), ("pr_auc", pr_auc))
    return [metric_row(name, CROSS_VALIDATED, metric, statistic, fake, raw, seed=seed) for metric, statistic in figures]


def calibration_plot(cases: list[Case]) -> Figure:
    """Share of fakes against mean probability in bins of equal count, one line a set."""
    figure = Figure(figsize=(6, 5))
    axes = figure.subplots()
    axes.plot([0, 1], [0, 1], color="grey", linewidth=0.5)
    for item in cases:
        parts = np.array_split(np.argsort(item.probability, kind="stable"), PLOT_BINS)
        means = [(item.probability[part].mean(), item.fake[part].mean()) for part in parts if len(part)]
        axes.plot(*zip(*means, strict=True), marker="o", label=f"{item.set} ({item.target})")
    axes.set(xlabel="probability", ylabel="share of fakes", title="Calibration of the account model")
    axes.legend(fontsize="x-small")
    return figure


def precision_recall_plot(cases: list[Case]) -> Figure:
    """Precision against recall, one line a set."""
    figure = Figure(figsize=(6, 5))
    axes = figure.subplots()
    for item in cases:
        PrecisionRecallDisplay.from_predictions(
            item.fake, item.probability, ax=axes, name=f"{item.set} ({item.target})"
        )
    axes.set(xlabel="recall", ylabel="precision", title="Precision and recall of the account model")
    axes.legend(fontsize="x-small")
    return figure


def _stump(train: Accounts, asked: Accounts) -> Numbers:
    """The best single split of the same rows with the same weights: the share of fakes on either side."""
    stump = DecisionTreeClassifier(max_depth=1, random_state=0)
    stump.fit(train.matrix(), train.fake, sample_weight=equal_weights(train))
    share: NDArray[np.float64] = stump.predict_proba(asked.matrix())[:, 1]
    return share
