"""Labelled accounts as the automated and coordinated experts learn from them."""

from dataclasses import dataclass, replace
from typing import Self

import numpy as np
import polars as pl
from numpy.typing import NDArray

from matchmaker.scorers.authenticity.account_features import account_features

Numbers = NDArray[np.float64]
Labels = NDArray[np.bool_]
Names = NDArray[np.str_]


@dataclass(frozen=True)
class LabelledAccounts:
    """Features of shape (rows, features) by name, whether each account is of the concept, and the set it came from."""

    features: pl.DataFrame
    positive: Labels
    source: Names

    @classmethod
    def of(cls, labelled: pl.DataFrame, label: str) -> Self:
        """From canonical account columns with the Boolean `label` and `source`, in an order that no file decides."""
        accounts = cls(
            account_features(labelled), labelled[label].to_numpy(), labelled["source"].to_numpy().astype(np.str_)
        )
        return accounts.in_order()

    def __len__(self) -> int:
        return len(self.positive)

    def where(self, mask: Labels) -> Self:
        """The accounts of a mask of shape (rows,)."""
        return replace(
            self,
            features=self.features.filter(pl.Series(mask)),
            positive=self.positive[mask],
            source=self.source[mask],
        )

    def plus(self, other: Self) -> Self:
        """Both together."""
        return replace(
            self,
            features=pl.concat([self.features, other.features]),
            positive=np.append(self.positive, other.positive),
            source=np.append(self.source, other.source),
        )

    def without(self, names: tuple[str, ...]) -> Self:
        """The same accounts where these features are unknown."""
        return replace(
            self, features=self.features.with_columns(pl.lit(None, pl.Float64).alias(name) for name in names)
        )

    def in_order(self) -> Self:
        """The same accounts sorted by what they are."""
        columns = self.features.with_columns(
            pl.Series("source", self.source), pl.Series("positive", self.positive), row=pl.int_range(pl.len())
        )
        order = columns.sort("source", "positive", *self.features.columns)["row"].to_numpy()
        return replace(self, features=self.features[order], positive=self.positive[order], source=self.source[order])

    def contents(self) -> Names:
        """What each account is, as one text: look-alikes are equal."""
        text = self.features.select(pl.concat_str(pl.all().cast(pl.String), separator="|", ignore_nulls=True))
        contents: Names = text.to_series().to_numpy().astype(np.str_)
        return contents

    def matrix(self, names: tuple[str, ...]) -> Numbers:
        """Shape (rows, names), NaN where unknown."""
        values: Numbers = self.features.select(names).fill_null(float("nan")).to_numpy()
        return values
