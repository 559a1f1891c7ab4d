"""How the fake-account head is fitted and calibrated: an expert on profiles that transfers, one on posts where told."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np
from numpy.typing import NDArray
from sklearn.isotonic import IsotonicRegression
from sklearn.linear_model import LogisticRegression

from matchmaker.scorers.authenticity.account_heads import AccountHeadParameters, Platt
from matchmaker.scorers.authenticity.audience import AudienceErrors, ErrorProfile, probability_bins
from training.authenticity.fake_accounts import Accounts, Labels, Names, Numbers, assumed_weights
from training.authenticity.fake_experts import Expert, ExpertFitting, Frozen, fit_expert, teaching_weights

__all__ = ["AccountFitting", "Accounts", "FakeAccountModel", "Frozen", "calibrate", "fit"]

POSTS = "fake_posts"  # the head of the bundle that answers where posts are known
BINS_SMOOTHING = 2.0  # accounts added to each bin of an error profile: an empty bin is not an impossible one
FEWEST_POSTERS = 100  # accounts with known posts, of each class, below which no expert on posts is fitted


class AccountFitting(Frozen):
    """Everything that decides how the head is fitted.

    `assumed_fake_ratio` is the share of fakes for which probabilities of the profile expert are meant. `audiences`:
    which errors a share of fakes is corrected for, those on sets learned from (known), on sets left out (unseen);
    the first of them is also what probabilities are calibrated on.
    With `is_pooled` there is one such audience, in which every set counts the same, instead of one a set. `folds` part
    the rows for scores of known sets; 0 makes none.
    """

    profile: ExpertFitting
    posts: ExpertFitting | None = None
    folds: int
    assumed_fake_ratio: float
    audiences: tuple[Literal["known", "unseen"], ...]
    is_pooled: bool = False
    bin_edges: tuple[float, ...]

    def without_posts(self) -> "AccountFitting":
        """The same without the expert on posts."""
        return self.model_copy(update={"posts": None})

    def without_known(self) -> "AccountFitting":
        """The same without held-out scores of the sets learned from, where only those of sets left out are used."""
        return self if "known" in self.audiences else self.model_copy(update={"folds": 0})


@dataclass(frozen=True)
class HeldOutScores:
    """Raw scores of accounts by a model that did not see them."""

    raw: Numbers
    fake: Labels
    source: Names

    def __len__(self) -> int:
        return len(self.raw)

    def plus(self, expert: Expert, accounts: Accounts) -> "HeldOutScores":
        """With an expert's scores of accounts that it was not fitted on."""
        return HeldOutScores(
            np.append(self.raw, expert.raw(accounts)),
            np.append(self.fake, accounts.fake),
            np.append(self.source, accounts.source),
        )


@dataclass(frozen=True)
class FakeCalibration:
    """What turns raw scores into probabilities and samples into shares; `posts` is None without that expert."""

    account: AccountHeadParameters
    posts: AccountHeadParameters | None
    audience: AudienceErrors


@dataclass(frozen=True)
class FakeAccountModel:
    """Fitted experts with the scores they are calibrated on; `calibration` is None until `calibrate` was called.

    `held_out`, `posts_held_out`: accounts scored by experts that saw others of the same sets; `unseen`: by experts on
    profiles that saw other sets only (empty when there is one set).
    """

    fitting: AccountFitting
    profile: Expert
    posts: Expert | None
    held_out: HeldOutScores
    posts_held_out: HeldOutScores
    unseen: HeldOutScores
    calibration: FakeCalibration | None = None

    def probability(self, accounts: Accounts) -> Numbers:
        """Calibrated probability of each account by the richest expert it suffices for, shape (rows,)."""
        assert self.calibration is not None, "calibrate before asking for probabilities"
        answer = self.calibration.account.platt.probability(self.profile.raw(accounts))
        if self.posts is None or self.calibration.posts is None:
            return answer
        known = self.calibration.posts.needs.met(accounts.features)
        return np.where(known, self.calibration.posts.platt.probability(self.posts.raw(accounts)), answer)


def fit(accounts: Accounts, fitting: AccountFitting, seed: int) -> FakeAccountModel:
    """The experts on all accounts, and scores of the same accounts by experts that did not see them."""
    accounts = accounts.in_order()
    whole, posters = accounts.whole(), _posters(accounts, fitting)
    weights = teaching_weights(whole, fitting.profile, seed)
    posts = fitting.posts if posters is not None else None
    return FakeAccountModel(
        fitting,
        fit_expert(whole, fitting.profile, weights, seed),
        None if posts is None or posters is None else fit_expert(posters, posts, {}, seed),
        _crossed(whole, fitting.profile, fitting.folds, weights, seed),
        _nobody() if posts is None or posters is None else _crossed(posters, posts, fitting.folds, {}, seed),
        _left_out(whole, fitting.profile, seed),
    )


def calibrate(model: FakeAccountModel, accounts: Accounts, fitting: AccountFitting) -> FakeAccountModel:
    """The model with Platt scaling (Platt 1999) from rows it has not seen, and error profiles of audiences.

    Profiles are scaled with every set equal and `assumed_fake_ratio` of each fake, because the sets' own shares are an
    accident of their making; posts, known from one set alone, as they are. One set alone leaves only known scores.
    """
    known = model.held_out.plus(model.profile, accounts.whole())
    scores = {"known": known, "unseen": model.unseen if len(model.unseen) else known}
    scaled = scores[fitting.audiences[0]]
    platt = _platt(scaled, assumed_weights(scaled.source, scaled.fake, fitting.assumed_fake_ratio))
    profiles = {
        f"{source}/{kind}": profile
        for kind in fitting.audiences
        for source, profile in _profiles(scores[kind], platt, fitting).items()
    }
    account = AccountHeadParameters(
        features=fitting.profile.features,
        platt=platt,
        needs=fitting.profile.needs,
        boosters_count=len(model.profile.texts),
        richer=POSTS if model.posts else None,
    )
    audience = AudienceErrors(bin_edges=fitting.bin_edges, profiles=profiles)
    return replace(model, calibration=FakeCalibration(account, _posts_parameters(model, accounts), audience))


def _posts_parameters(model: FakeAccountModel, accounts: Accounts) -> AccountHeadParameters | None:
    fitting = model.fitting.posts
    if model.posts is None or fitting is None:
        return None
    scores = model.posts_held_out.plus(model.posts, accounts.where(fitting.needs.met(accounts.features)))
    return AccountHeadParameters(
        features=fitting.features,
        platt=_platt(scores, np.ones(len(scores))),
        needs=fitting.needs,
        boosters_count=len(model.posts.texts),
    )


def _posters(accounts: Accounts, fitting: AccountFitting) -> Accounts | None:
    """The accounts whose posts are known, None where they are too few to learn from."""
    if fitting.posts is None:
        return None
    posters = accounts.where(fitting.posts.needs.met(accounts.features))
    fakes = int(posters.fake.sum())
    return posters if min(fakes, len(posters) - fakes) >= FEWEST_POSTERS else None


def _crossed(
    accounts: Accounts, fitting: ExpertFitting, folds: int, weights: Mapping[str, float], seed: int
) -> HeldOutScores:
    """Scores of the accounts of each random part by an expert on the other parts; empty without `folds`."""
    if not folds:
        return _nobody()
    fold = np.random.default_rng(seed).permutation(len(accounts)) % folds
    raw = np.empty(len(accounts))
    for part in range(folds):
        expert = fit_expert(accounts.where(fold != part), fitting, weights, seed)
        raw[fold == part] = expert.raw(accounts.where(fold == part))
    return HeldOutScores(raw, accounts.fake, accounts.source)


def _left_out(accounts: Accounts, fitting: ExpertFitting, seed: int) -> HeldOutScores:
    """Scores of the accounts of each set by an expert on the other sets; empty when there is one."""
    names = np.unique(accounts.source)
    if len(names) == 1:
        return _nobody()
    raw = np.empty(len(accounts))
    for name in names:
        others, own = accounts.where(accounts.source != name), accounts.source == name
        expert = fit_expert(others, fitting, teaching_weights(others, fitting, seed), seed)
        raw[own] = expert.raw(accounts.where(own))
    return HeldOutScores(raw, accounts.fake, accounts.source)


def _nobody() -> HeldOutScores:
    return HeldOutScores(np.empty(0), np.empty(0, bool), np.empty(0, str))


def _platt(scores: HeldOutScores, weight: Numbers) -> Platt:
    logistic = LogisticRegression(C=np.inf)
    logistic.fit(scores.raw[:, None], scores.fake, sample_weight=weight)
    return Platt(slope=float(logistic.coef_[0, 0]), intercept=float(logistic.intercept_[0]))


def _profiles(scores: HeldOutScores, platt: Platt, fitting: AccountFitting) -> dict[str, ErrorProfile]:
    bins = probability_bins(platt.probability(scores.raw), fitting.bin_edges)
    profiles = {
        str(source): _profile(bins[scores.source == source], scores.fake[scores.source == source], fitting)
        for source in np.unique(scores.source)
    }
    return {"all": _mean_profile(list(profiles.values()))} if fitting.is_pooled else profiles


def _mean_profile(profiles: list[ErrorProfile]) -> ErrorProfile:
    """An audience drawn from all sets alike."""
    genuine, fake = (
        np.mean(shares, axis=0) for shares in ([item.genuine for item in profiles], [item.fake for item in profiles])
    )
    return ErrorProfile(genuine=tuple(map(float, genuine)), fake=tuple(map(float, fake)))


def _profile(bins: NDArray[np.int64], fake: Labels, fitting: AccountFitting) -> ErrorProfile:
    """Shares of each class in the bins, made to rise together: a higher bin never speaks less for fake."""
    count = len(fitting.bin_edges) + 1
    genuine, fakes = (_spread(bins[fake == label], count) for label in (False, True))
    both = genuine + fakes
    rising = IsotonicRegression().fit_transform(np.arange(count), fakes / both, sample_weight=both)
    return ErrorProfile(genuine=tuple(map(float, both * (1 - rising))), fake=tuple(map(float, both * rising)))


def _spread(bins: NDArray[np.int64], count: int) -> Numbers:
    members = np.bincount(bins, minlength=count) + BINS_SMOOTHING
    shares: Numbers = members / members.sum()
    return shares
