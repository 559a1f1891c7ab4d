"""How an expert is fitted: boosted trees on its own columns, copies with columns missing, probabilities from unseen rows."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace

import numpy as np
from sklearn.linear_model import LogisticRegression

from matchmaker.scorers.authenticity.account_heads import AccountHeadParameters, Needs, Platt
from matchmaker.scorers.authenticity.numbers import Parameters
from matchmaker.scorers.boosters import TextBooster
from training.authenticity.account_rows import LabelledAccounts, Labels, Numbers
from training.authenticity.boosting import Augmentation, Trees, boost, without_groups

FLATTEST = 1e-3  # slope of a calibration: log odds of 10 are then one hundredth, the order is kept


class ExpertFitting(Parameters):
    """Everything that decides how one expert is fitted and when it may answer; `folds` part rows for calibration."""

    folds: int
    needs: Needs
    trees: Trees
    augmentation: Augmentation


@dataclass(frozen=True)
class ExpertDesign:
    """What an expert reads, and in `groups` what of it a platform may not tell, together or not at all.

    `signs` are the directions (1 up, -1 down) in which more of a feature may move the probability; default: any.
    """

    name: str
    features: tuple[str, ...]
    groups: tuple[tuple[str, ...], ...]
    signs: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True)
class ExpertModel:
    """A fitted expert; `held_out` are its training rows' raw scores by boosters that did not see them."""

    design: ExpertDesign
    fitting: ExpertFitting
    booster_text: str
    held_out: Numbers
    positive: Labels
    platt: Platt | None = None

    def raw(self, accounts: LabelledAccounts) -> Numbers:
        """Log odds before calibration, shape (rows,)."""
        return TextBooster(self.booster_text, self.design.features).raw_score(accounts.features)

    def probability(self, accounts: LabelledAccounts) -> Numbers:
        """Calibrated probability, shape (rows,), whatever is known of the account."""
        assert self.platt is not None, "calibrate before asking for probabilities"
        return self.platt.probability(self.raw(accounts))

    def answers(self, accounts: LabelledAccounts) -> Numbers:
        """Calibrated probability as it is served, NaN where too little is known."""
        return np.where(self.fitting.needs.met(accounts.features), self.probability(accounts), np.nan)

    def parameters(self) -> AccountHeadParameters:
        """What the bundle keeps beside the trees."""
        assert self.platt is not None, "calibrate before drafting"
        return AccountHeadParameters(features=self.design.features, platt=self.platt, needs=self.fitting.needs)


def fit(accounts: LabelledAccounts, design: ExpertDesign, fitting: ExpertFitting, seed: int) -> ExpertModel:
    """The booster on all accounts, and scores of the same accounts by boosters that did not see them."""
    raw = np.empty(len(accounts))
    for others, own in folds(accounts, fitting.folds, seed):
        booster = TextBooster(_boost(accounts.where(others), design, fitting, seed), design.features)
        raw[own] = booster.raw_score(accounts.where(own).features)
    return ExpertModel(design, fitting, _boost(accounts, design, fitting, seed), raw, accounts.positive)


def calibrate(model: ExpertModel) -> ExpertModel:
    """The expert with Platt scaling (Platt 1999) from scores of rows that were not learned from.

    Where these scores say nothing, or the opposite, every account is given about the share of positives.
    """
    logistic = LogisticRegression(C=np.inf).fit(model.held_out[:, None], model.positive)
    slope, intercept = float(logistic.coef_[0, 0]), float(logistic.intercept_[0])
    if slope < FLATTEST:
        slope, intercept = FLATTEST, float(np.log(model.positive.mean() / (1 - model.positive.mean())))
    return replace(model, platt=Platt(slope=slope, intercept=intercept))


def fit_calibrated(accounts: LabelledAccounts, design: ExpertDesign, fitting: ExpertFitting, seed: int) -> ExpertModel:
    """Both steps."""
    return calibrate(fit(accounts, design, fitting, seed))


def folds(accounts: LabelledAccounts, count: int, seed: int) -> Iterator[tuple[Labels, Labels]]:
    """Masks of shape (rows,) of the other parts and of one part, for each of `count` parts at random."""
    part = np.random.default_rng(seed).permutation(len(accounts)) % count
    for index in range(count):
        yield part != index, part == index


def _boost(accounts: LabelledAccounts, design: ExpertDesign, fitting: ExpertFitting, seed: int) -> str:
    """LightGBM text of a booster fitted on the accounts and their thinned copies."""
    trees, augmentation = fitting.trees, fitting.augmentation
    complete, weight = accounts.matrix(design.features), np.ones(len(accounts))
    if augmentation.weight:
        groups = [np.isin(design.features, list(group)) for group in design.groups]
        thinned = without_groups(complete, groups, augmentation.dropped_ratio, np.random.default_rng(seed))
        complete, weight = np.vstack([complete, thinned]), np.append(weight, weight * augmentation.weight)
    positive = np.resize(accounts.positive, len(weight))
    signs = [design.signs.get(name, 0) for name in design.features]
    return boost(complete, positive, weight, design.features, trees, seed, signs)
