"""What languages do creators post in, and how much of it does the model read?"""

from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray

from matchmaker.domain.snapshot import Snapshot
from matchmaker.scorers.topic_fit.languages import Coverage
from matchmaker.signals.rows.languages import post_languages

Mask = NDArray[np.bool_]
WRITTEN = pl.Schema(
    {
        "languages": pl.List(pl.Struct({"language": pl.String(), "ratio": pl.Float64()})),
        "covered_ratio": pl.Float64(),
    }
)


@dataclass(frozen=True)
class Written:
    """The language of each post of a snapshot (ISO 639), null where nobody knows; see post_languages."""

    snapshot: Snapshot
    languages: pl.Series

    @classmethod
    def of(cls, snapshot: Snapshot) -> "Written":
        """Of the recent posts."""
        return cls(snapshot, post_languages(snapshot))

    def covered(self, coverage: Coverage) -> Mask:
        """Which posts a model reads; shape (posts,). Those of unknown language are read."""
        return coverage.mask(self.languages)

    def covered_ratio(self, covered: Mask) -> NDArray[np.float64]:
        """Share of each creator's recent posts of known language that are covered; NaN without one; (creators,)."""
        ratio = self._known.with_columns(covered=pl.Series(covered).filter(self.languages.is_not_null()))
        means = ratio.group_by("creator_id").agg(pl.col("covered").mean())
        creators = self.snapshot.creators.select("creator_id")
        column = creators.join(means, on="creator_id", how="left", maintain_order="left")["covered"]
        return column.fill_null(np.nan).to_numpy()

    def by_creator(self, covered: Mask) -> pl.DataFrame:
        """WRITTEN, a row a creator in the snapshot's order: languages, the most frequent first, and covered_ratio."""
        shares = (
            self._known.group_by("creator_id", "language")
            .len()
            .with_columns(ratio=(pl.col("len") / pl.col("len").sum().over("creator_id")).round(4))
            .sort("creator_id", "len", "language", descending=[False, True, False])
            .group_by("creator_id", maintain_order=True)
            .agg(languages=pl.struct("language", "ratio"))
        )
        creators = self.snapshot.creators.select("creator_id")
        joined = creators.join(shares, on="creator_id", how="left", maintain_order="left")
        ratio = pl.Series("covered_ratio", self.covered_ratio(covered)).fill_nan(None)
        return joined.with_columns(pl.col("languages").fill_null([]), ratio).select(WRITTEN.names()).cast(WRITTEN)

    @property
    def _known(self) -> pl.DataFrame:
        posts = self.snapshot.posts.select("creator_id").with_columns(language=self.languages)
        return posts.drop_nulls("language")
