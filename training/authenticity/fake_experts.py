"""How one expert for fake accounts is fitted: boosters on chosen columns, signs by concept, columns dropped on purpose.

What transfers between sets is the aim. Each class of each set weighs the same, times how well the set alone teaches
the other sets (the choice of training sets of Yang 2020, made continuous); features may move the probability only in
the direction their concept allows; and copies of the rows with groups of columns missing keep the expert useful where
a platform does not tell them.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import polars as pl

from matchmaker.scorers.authenticity.account_features import ACCOUNT_FEATURES
from matchmaker.scorers.authenticity.account_heads import Needs, pooled_log_odds
from matchmaker.scorers.authenticity.numbers import Parameters
from matchmaker.scorers.boosters import TextBooster
from training.authenticity.boosting import Augmentation, Trees, boost, without_groups
from training.authenticity.fake_accounts import Accounts, Labels, Numbers, equal_weights
from training.evaluation import roc_auc

DIRECTIONS = {feature.name: feature.direction for feature in ACCOUNT_FEATURES}
FEWEST_SETS = 3  # with two, neither can be compared with another teacher of the same pupil

# Columns that a platform tells together or not at all. How an account posts is not among them: only one set knows it,
# and its rows without it would teach that set's profiles to the others.
COLUMN_GROUPS: tuple[frozenset[str], ...] = (
    frozenset({"followers_log", "following_per_follower_log", "posts_per_follower_log"}),
    frozenset({"following_log", "following_per_follower_log", "posts_per_following_log"}),
    frozenset({"posts_log", "posts_per_follower_log", "posts_per_following_log"}),
    frozenset({"has_profile_picture"}),
    frozenset({"has_link", "bio_length_log"}),
    frozenset({"is_private"}),
    frozenset({"username_length", "username_digits_ratio", "username_trailing_digits"}),
    frozenset({"display_name_words", "display_name_digits_ratio", "name_equals_username"}),
)


class Frozen(Parameters):
    """A table of a recipe; unknown keys are errors."""


class ExpertFitting(Frozen):
    """One expert: the columns of each of its boosters, what must be known to ask it, and how it is fitted.

    With `is_signed` features move the probability in their concept's direction alone. With `is_balanced` each class
    of each set weighs the same, else each row does. `regret_scale`: loss of ROC-AUC, against the best teacher of
    other sets, at which a set weighs 1/e as much; 0 leaves all sets equal. `largest_class_count`: rows of one class
    of one set that a booster learns from, drawn at random; 0 takes all.
    """

    boosters: tuple[tuple[str, ...], ...]
    needs: Needs
    trees: Trees
    augmentation: Augmentation
    is_signed: bool
    is_balanced: bool
    regret_scale: float
    largest_class_count: int = 0

    @property
    def features(self) -> tuple[str, ...]:
        """The columns of all boosters, in the order of the features."""
        read = {name for names in self.boosters for name in names}
        return tuple(feature.name for feature in ACCOUNT_FEATURES if feature.name in read)

    def one_booster(self) -> "ExpertFitting":
        """The same with its first booster alone."""
        return self.model_copy(update={"boosters": self.boosters[:1]})


@dataclass(frozen=True)
class Expert:
    """Fitted boosters whose mean probability is asked; texts are LightGBM's."""

    texts: tuple[str, ...]
    features: tuple[str, ...]

    def raw(self, accounts: Accounts) -> Numbers:
        """Log odds of the mean probability, before calibration, shape (rows,)."""
        return pooled_log_odds([TextBooster(text, self.features).raw_score(accounts.features) for text in self.texts])


def fit_expert(accounts: Accounts, fitting: ExpertFitting, weights: Mapping[str, float], seed: int) -> Expert:
    """The expert's boosters on all accounts; `weights` says how much each set counts, 1 where it is not named."""
    texts = (
        _boost(_some(accounts, fitting, seed + number), names, fitting, weights, seed + number)
        for number, names in enumerate(fitting.boosters)
    )
    return Expert(tuple(texts), fitting.features)


def teaching_weights(accounts: Accounts, fitting: ExpertFitting, seed: int) -> dict[str, float]:
    """How much each set should count: by how well it alone ranks the accounts of the other sets, at most 1.

    A set's regret is the mean, over the other sets, of what it loses of ROC-AUC to the best teacher of that set.
    The set asked about later takes no part: nothing of a set left out enters. Equal with fewer than three sets.
    """
    names = sorted(map(str, np.unique(accounts.source)))
    if len(names) < FEWEST_SETS or not fitting.regret_scale:
        return dict.fromkeys(names, 1.0)
    of = {name: accounts.where(accounts.source == name) for name in names}
    single = {name: fit_expert(of[name], fitting.one_booster(), {}, seed) for name in names}
    taught = np.array(
        [
            [np.nan if pupil == name else roc_auc(of[pupil].fake, single[name].raw(of[pupil])) for pupil in names]
            for name in names
        ]
    )
    regret = np.nanmean(np.nanmax(taught, axis=0) - taught, axis=1)
    return {name: float(np.exp(-loss / fitting.regret_scale)) for name, loss in zip(names, regret, strict=True)}


def _some(accounts: Accounts, fitting: ExpertFitting, seed: int) -> Accounts:
    """At most `largest_class_count` of each class of each set: a large set costs time and teaches others no more."""
    if not fitting.largest_class_count:
        return accounts
    group = np.char.add(accounts.source, accounts.fake.astype(str))
    order = np.random.default_rng(seed).permutation(len(accounts))
    place = pl.DataFrame({"group": group[order]}).select(pl.int_range(pl.len()).over("group")).to_series().to_numpy()
    taken = np.zeros(len(accounts), bool)
    taken[order[place < fitting.largest_class_count]] = True
    return accounts.where(taken)


def _boost(
    accounts: Accounts, names: tuple[str, ...], fitting: ExpertFitting, weights: Mapping[str, float], seed: int
) -> str:
    """LightGBM text of a booster on the columns `names` (the others are blanked), with thinned copies of the rows."""
    trees, augmentation, features = fitting.trees, fitting.augmentation, fitting.features
    weight = equal_weights(accounts) if fitting.is_balanced else np.ones(len(accounts))
    weight = weight * np.array([weights.get(name, 1.0) for name in accounts.source])
    rows = accounts.matrix(features)
    rows[:, [name not in names for name in features]] = np.nan
    labels: Labels = accounts.fake
    if augmentation.weight:
        groups = [np.isin(features, list(group)) for group in COLUMN_GROUPS]
        thinned = without_groups(rows, groups, augmentation.dropped_ratio, np.random.default_rng(seed))
        rows, labels = np.vstack([rows, thinned]), np.tile(labels, 2)
        weight = np.append(weight, weight * augmentation.weight)
    signs = [DIRECTIONS[name] if fitting.is_signed else 0 for name in features]
    return boost(rows, labels, weight / weight.mean(), features, trees, seed, signs)
