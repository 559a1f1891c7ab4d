"""How good is an expert? Beside a one-split stump and an untuned booster, on rows, groups and sets it has not seen."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import lightgbm as lgb
import numpy as np
from sklearn.tree import DecisionTreeClassifier

from matchmaker.bundles import Metric
from training.authenticity.account_fitting import ExpertDesign, ExpertFitting, fit_calibrated, folds
from training.authenticity.account_rows import LabelledAccounts, Labels, Numbers
from training.authenticity.figures import judged_rows, value_of

STUMP, UNTUNED = "one-split stump", "untuned LightGBM"
PARTS = 5  # of a set that is cross-validated: more would leave more to learn from, and take longer
_BESIDE_UNTUNED = ("roc_auc", "pr_auc", "f1")


@dataclass(frozen=True)
class AccountCase:
    """Accounts of one set with what the expert and both rivals, fitted on the same rows, say of them."""

    set: str
    target: str
    positive: Labels
    probability: Numbers
    stump: Numbers
    untuned: Numbers

    def plus(self, other: "AccountCase") -> "AccountCase":
        """Both together, under the first one's names."""
        return AccountCase(
            self.set,
            self.target,
            np.append(self.positive, other.positive),
            np.append(self.probability, other.probability),
            np.append(self.stump, other.stump),
            np.append(self.untuned, other.untuned),
        )

    def named(self, name: str) -> "AccountCase":
        """The same under another set's name."""
        return AccountCase(name, self.target, self.positive, self.probability, self.stump, self.untuned)


@dataclass(frozen=True)
class Question:
    """What is asked and who answers: an expert's design and fitting, and the features hidden from it when asked."""

    target: str
    design: ExpertDesign
    fitting: ExpertFitting
    seed: int
    hidden: tuple[str, ...] = ()

    def fresh(self, name: str, learned: LabelledAccounts, asked: LabelledAccounts) -> AccountCase:
        """The accounts asked about, judged by an expert fitted on `learned` for this question alone."""
        model = fit_calibrated(learned, self.design, self.fitting, self.seed)
        probability = model.probability(asked.without(self.hidden))
        return beside_rivals(name, self, probability, learned, asked)


def beside_rivals(
    name: str, question: Question, probability: Numbers, learned: LabelledAccounts, asked: LabelledAccounts
) -> AccountCase:
    """Probabilities of the accounts asked about, beside rivals fitted on `learned` without what is hidden."""
    names = tuple(name for name in question.design.features if name not in question.hidden)
    known, unknown = learned.matrix(names), asked.matrix(names)
    stump = DecisionTreeClassifier(max_depth=1, class_weight="balanced", random_state=0).fit(known, learned.positive)
    untuned = lgb.LGBMClassifier(n_jobs=1, random_state=0, verbose=-1).fit(known, learned.positive)
    ours, theirs = (np.asarray(model.predict_proba(unknown), np.float64)[:, 1] for model in (stump, untuned))
    return AccountCase(name, question.target, asked.positive, probability, ours, theirs)


def cross_validated(name: str, question: Question, accounts: LabelledAccounts) -> AccountCase:
    """Every account of a set, judged by an expert that learned the other parts of it."""
    parts = folds(accounts, PARTS, question.seed)
    return joined([question.fresh(name, accounts.where(rest), accounts.where(own)) for rest, own in parts], name)


def leave_one_group_out(
    question: Question, learned: LabelledAccounts, asked: LabelledAccounts
) -> Iterator[AccountCase]:
    """For each group (`source`) of `asked`: its accounts, judged by an expert that learned all other groups."""
    for name in np.unique(asked.source):
        others = learned.where(learned.source != name)
        if len(others):
            yield question.fresh(str(name), others, asked.where(asked.source == name))


def joined(cases: Sequence[AccountCase], name: str) -> AccountCase:
    """All cases as one, under the name of a set."""
    whole = cases[0]
    for case in cases[1:]:
        whole = whole.plus(case)
    return whole.named(name)


def case_rows(case: AccountCase, seed: int) -> list[Metric]:
    """All figures beside the stump, then areas and F1 beside the untuned booster of the same rows and columns."""
    beside_stump = judged_rows(case.set, case.target, case.positive, case.probability, STUMP, case.stump, seed=seed)
    beside_untuned = [
        row.model_copy(update={"rival": UNTUNED, "rival_value": value_of(row.metric, case.positive, case.untuned)})
        for row in beside_stump
        if row.metric in _BESIDE_UNTUNED
    ]
    return [*beside_stump, *beside_untuned]
