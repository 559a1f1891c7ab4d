"""How the fake-account model is fitted: one vote a source and class, signs by concept, columns dropped on purpose.

What transfers between sets is the aim, so each source and each class in it weighs the same, features may move
the probability only in the direction their concept allows, and copies of the rows with groups of columns
missing keep the model useful where a platform does not tell them.
"""

from dataclasses import dataclass, replace
from typing import Self

import lightgbm as lgb
import numpy as np
import polars as pl
from numpy.typing import NDArray
from pydantic import BaseModel, ConfigDict
from sklearn.isotonic import IsotonicRegression
from sklearn.linear_model import LogisticRegression

from matchmaker.scorers.authenticity.account_features import ACCOUNT_FEATURES, FEATURE_NAMES, account_features
from matchmaker.scorers.authenticity.account_heads import AccountHeadParameters, Needs, Platt
from matchmaker.scorers.authenticity.audience import AudienceErrors, ErrorProfile, probability_bins
from matchmaker.scorers.boosters import TextBooster

Numbers = NDArray[np.float64]
Labels = NDArray[np.bool_]

BINS_SMOOTHING = 2.0  # accounts added to each bin of an error profile: an empty bin is not an impossible one

# Two of the three counts: the other columns alone were never enough to tell.
NEEDS = Needs(count=2, among=("followers_log", "following_log", "posts_log"))

# Columns that a platform tells together or not at all.
COLUMN_GROUPS: tuple[tuple[str, ...], ...] = (
    ("followers_log", "following_per_follower_log", "posts_per_follower_log"),
    ("following_log", "following_per_follower_log", "posts_per_following_log"),
    ("posts_log", "posts_per_follower_log", "posts_per_following_log"),
    ("has_profile_picture",),
    ("has_link", "bio_length_log"),
    ("is_private",),
    ("username_length", "username_digits_ratio", "username_trailing_digits"),
    ("display_name_words", "display_name_digits_ratio", "name_equals_username"),
    (
        "engagement_likes_ratio",
        "engagement_comments_ratio",
        "caption_length_mean",
        "caption_empty_ratio",
        "non_image_ratio",
        "location_tag_ratio",
        "hashtags_per_post",
        "promotional_keywords_per_post",
        "caption_self_similarity_ratio",
        "post_interval_hours",
    ),
)


class Frozen(BaseModel):
    """A table of a recipe; unknown keys are errors."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Trees(Frozen):
    """Shape of the booster and how strongly it is held back."""

    count: int
    leaves: int
    learning_rate: float
    smallest_leaf_count: int
    columns_per_tree_ratio: float
    rows_per_tree_ratio: float
    l2: float


class Augmentation(Frozen):
    """Copies with missing columns: their weight against the originals, and how often a group is dropped."""

    weight: float
    dropped_ratio: float


class AccountFitting(Frozen):
    """Everything that decides how the account model is fitted."""

    trees: Trees
    augmentation: Augmentation
    folds: int
    bin_edges: tuple[float, ...]


@dataclass(frozen=True)
class Accounts:
    """Labelled accounts: features of shape (rows, features) by name, whether fake, and the set each came from."""

    features: pl.DataFrame
    fake: Labels
    source: NDArray[np.str_]

    @classmethod
    def of(cls, labelled: pl.DataFrame) -> Self:
        """From canonical account columns with `fake` and `source`."""
        return cls(account_features(labelled), labelled["fake"].to_numpy(), labelled["source"].to_numpy().astype(str))

    def __len__(self) -> int:
        return len(self.fake)

    def where(self, mask: NDArray[np.bool_]) -> Self:
        """The accounts of a mask of shape (rows,)."""
        return replace(
            self, features=self.features.filter(pl.Series(mask)), fake=self.fake[mask], source=self.source[mask]
        )

    def plus(self, other: Self) -> Self:
        """Both together."""
        return replace(
            self,
            features=pl.concat([self.features, other.features]),
            fake=np.append(self.fake, other.fake),
            source=np.append(self.source, other.source),
        )

    def in_order(self) -> Self:
        """The same accounts sorted by what they are, so that no figure depends on the order of rows in a file."""
        labelled = self.features.with_columns(pl.Series("source", self.source), pl.Series("fake", self.fake))
        order = labelled.with_row_index("row").sort("source", "fake", *FEATURE_NAMES)["row"].to_numpy()
        return replace(self, features=self.features[order], fake=self.fake[order], source=self.source[order])

    def matrix(self) -> Numbers:
        """Shape (rows, features), NaN where unknown, in the order of FEATURE_NAMES."""
        values: Numbers = self.features.select(FEATURE_NAMES).fill_null(float("nan")).to_numpy()
        return values


@dataclass(frozen=True)
class HeldOutScores:
    """Raw scores of accounts by a model that did not see them."""

    raw: Numbers
    fake: Labels
    source: NDArray[np.str_]

    def plus(self, other: "HeldOutScores") -> "HeldOutScores":
        """Both together."""
        return HeldOutScores(
            np.append(self.raw, other.raw), np.append(self.fake, other.fake), np.append(self.source, other.source)
        )


@dataclass(frozen=True)
class FakeCalibration:
    """What turns raw scores into probabilities and samples into shares."""

    account: AccountHeadParameters
    audience: AudienceErrors


@dataclass(frozen=True)
class FakeAccountModel:
    """A booster with the scores it is calibrated on; `calibration` is None until `calibrate` was called.

    `held_out`: accounts scored by boosters that saw others of the same sets; `unseen`: by boosters that saw
    other sets only (empty when there is one set).
    """

    booster_text: str
    held_out: HeldOutScores
    unseen: HeldOutScores
    calibration: FakeCalibration | None = None

    def raw(self, accounts: Accounts) -> Numbers:
        """Raw score (log odds before calibration) of each account, shape (rows,)."""
        return TextBooster(self.booster_text, FEATURE_NAMES).raw_score(accounts.features)

    def probability(self, accounts: Accounts) -> Numbers:
        """Calibrated probability of each account, shape (rows,)."""
        assert self.calibration is not None, "calibrate before asking for probabilities"
        return self.calibration.account.platt.probability(self.raw(accounts))


def fit(accounts: Accounts, fitting: AccountFitting, seed: int) -> FakeAccountModel:
    """The booster on all accounts, and scores of the same accounts by boosters that did not see them."""
    accounts = accounts.in_order()
    fold = np.random.default_rng(seed).permutation(len(accounts)) % fitting.folds
    sets = accounts.source if len(np.unique(accounts.source)) > 1 else accounts.source[:0]
    return FakeAccountModel(
        _boost(accounts, fitting, seed),
        _cross_scores(accounts, fold, fitting, seed),
        _cross_scores(accounts.where(np.isin(accounts.source, sets)), sets, fitting, seed),
    )


def calibrate(model: FakeAccountModel, accounts: Accounts, fitting: AccountFitting) -> FakeAccountModel:
    """The model with Platt scaling (Platt 1999) from rows it has not seen, each set equal, and error profiles.

    An audience may resemble a known set or none: each set leaves one profile as a known and one as an unseen set.
    """
    seen = model.held_out.plus(HeldOutScores(model.raw(accounts), accounts.fake, accounts.source))
    logistic = LogisticRegression(C=np.inf)
    logistic.fit(seen.raw[:, None], seen.fake, sample_weight=_equal_sources(seen.source))
    platt = Platt(slope=float(logistic.coef_[0, 0]), intercept=float(logistic.intercept_[0]))
    profiles = _profiles("known", seen, platt, fitting) | _profiles("unseen", model.unseen, platt, fitting)
    account = AccountHeadParameters(features=FEATURE_NAMES, platt=platt, needs=NEEDS)
    audience = AudienceErrors(bin_edges=fitting.bin_edges, profiles=profiles)
    return replace(model, calibration=FakeCalibration(account, audience))


def _cross_scores(accounts: Accounts, part: NDArray[np.generic], fitting: AccountFitting, seed: int) -> HeldOutScores:
    """Raw scores of the accounts of each part by a booster fitted on the accounts of the other parts."""
    raw = np.empty(len(accounts))
    for name in np.unique(part):
        others = TextBooster(_boost(accounts.where(part != name), fitting, seed), FEATURE_NAMES)
        raw[part == name] = others.raw_score(accounts.where(part == name).features)
    return HeldOutScores(raw, accounts.fake, accounts.source)


def equal_weights(accounts: Accounts) -> Numbers:
    """Weights of mean 1 by which every class of every source counts the same, shape (rows,)."""
    groups = np.unique(np.char.add(accounts.source, accounts.fake.astype(str)), return_inverse=True)[1]
    weight = 1 / np.bincount(groups)[groups]
    scaled: Numbers = weight / weight.mean()
    return scaled


def _equal_sources(sources: NDArray[np.str_]) -> Numbers:
    groups = np.unique(sources, return_inverse=True)[1]
    weight = 1 / np.bincount(groups)[groups]
    scaled: Numbers = weight / weight.mean()
    return scaled


def _boost(accounts: Accounts, fitting: AccountFitting, seed: int) -> str:
    """LightGBM text of a booster fitted on the accounts and their thinned copies."""
    trees, augmentation = fitting.trees, fitting.augmentation
    complete, weight = accounts.matrix(), equal_weights(accounts)
    dropped = _with_missing_groups(complete, augmentation.dropped_ratio, np.random.default_rng(seed))
    dataset = lgb.Dataset(
        np.vstack([complete, dropped]),
        np.tile(accounts.fake, 2),
        weight=np.append(weight, weight * augmentation.weight),
        feature_name=list(FEATURE_NAMES),
    )
    parameters = {
        "objective": "binary",
        "num_leaves": trees.leaves,
        "learning_rate": trees.learning_rate,
        "min_data_in_leaf": trees.smallest_leaf_count,
        "feature_fraction": trees.columns_per_tree_ratio,
        "bagging_fraction": trees.rows_per_tree_ratio,
        "bagging_freq": 1,
        "lambda_l2": trees.l2,
        "monotone_constraints": [feature.direction for feature in ACCOUNT_FEATURES],
        "seed": seed,
        "deterministic": True,
        "force_row_wise": True,
        "num_threads": 1,
        "verbose": -1,
    }
    text: str = lgb.train(parameters, dataset, trees.count).model_to_string()
    return text


def _with_missing_groups(matrix: Numbers, dropped_ratio: float, random: np.random.Generator) -> Numbers:
    thinned = matrix.copy()
    for group in COLUMN_GROUPS:
        rows = random.random(len(matrix)) < dropped_ratio
        columns = np.array([FEATURE_NAMES.index(name) for name in group])
        thinned[np.ix_(rows, columns)] = np.nan
    return thinned


def _profiles(kind: str, scores: HeldOutScores, platt: Platt, fitting: AccountFitting) -> dict[str, ErrorProfile]:
    bins = probability_bins(platt.probability(scores.raw), fitting.bin_edges)
    return {
        f"{source}/{kind}": _profile(bins[scores.source == source], scores.fake[scores.source == source], fitting)
        for source in np.unique(scores.source)
    }


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
