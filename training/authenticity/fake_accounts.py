"""Labelled accounts as the fake-account head learns from them: features by name, the label, and where each came from."""

from dataclasses import dataclass, replace
from typing import Self

import numpy as np
import polars as pl
from numpy.typing import NDArray

from matchmaker.scorers.authenticity.account_features import FEATURE_NAMES, account_features

Numbers = NDArray[np.float64]
Labels = NDArray[np.bool_]
Names = NDArray[np.str_]

PART = "/"  # a source "set/part" holds rows of the set that are learned from, but never judged on


@dataclass(frozen=True)
class Accounts:
    """Labelled accounts: features of shape (rows, features) by name, whether fake, and the source of each."""

    features: pl.DataFrame
    fake: Labels
    source: Names

    @classmethod
    def of(cls, labelled: pl.DataFrame) -> Self:
        """From canonical account columns with `fake` and `source`."""
        features = account_features(labelled).select(FEATURE_NAMES)
        return cls(features, labelled["fake"].to_numpy(), labelled["source"].to_numpy().astype(str))

    def __len__(self) -> int:
        return len(self.fake)

    @property
    def set(self) -> Names:
        """The data set of each account, shape (rows,): parts of a set are left out together."""
        return np.array([name.partition(PART)[0] for name in self.source], dtype=np.str_)

    def where(self, mask: NDArray[np.bool_]) -> Self:
        """The accounts of a mask of shape (rows,)."""
        return replace(
            self, features=self.features.filter(pl.Series(mask)), fake=self.fake[mask], source=self.source[mask]
        )

    def whole(self) -> Self:
        """Without the rows that are only learned from."""
        return self.where(self.set == self.source)

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

    def matrix(self, features: tuple[str, ...] = FEATURE_NAMES) -> Numbers:
        """Shape (rows, features), NaN where unknown, in the order asked for."""
        values: Numbers = self.features.select(features).fill_null(float("nan")).to_numpy()
        return values


def equal_weights(accounts: Accounts) -> Numbers:
    """Weights of mean 1 by which every class of every source counts the same, shape (rows,)."""
    return _equal(np.char.add(accounts.source, accounts.fake.astype(str)))


def assumed_weights(source: Names, fake: Labels, fake_ratio: float) -> Numbers:
    """Weights of mean 1 by which every source counts the same and `fake_ratio` of each are fakes, shape (rows,)."""
    weight = _equal(np.char.add(source, fake.astype(str))) * np.where(fake, fake_ratio, 1 - fake_ratio)
    scaled: Numbers = weight / weight.mean()
    return scaled


def _equal(groups: Names) -> Numbers:
    member = np.unique(groups, return_inverse=True)[1]
    weight = 1 / np.bincount(member)[member]
    scaled: Numbers = weight / weight.mean()
    return scaled
