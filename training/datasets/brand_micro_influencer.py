"""Real collaborations of brands and micro-influencers on Instagram, with vectors of hashtags and shares of topics."""

from dataclasses import dataclass
from pathlib import Path
from typing import Self

import numpy as np
import polars as pl
from numpy.typing import NDArray

from training.datasets.source import Source, SourceInvalidError, read_table

SOURCE = Source("matching/brand-micro-influencer", "none stated")
HASHTAGS = tuple(f"h{number:03}" for number in range(128))  # node2vec of the account's hashtag concepts
TOPICS = tuple(f"t{number:02}" for number in range(19))  # LDA shares over its last posts
_WORDS = ("business_category", "bio_tokens", "concepts")  # known for a minority of the creators

Numbers = NDArray[np.float64]
Mask = NDArray[np.bool_]


@dataclass(frozen=True)
class Accounts:
    """Brands or creators in order of id: hashtags (accounts, 128), topics (accounts, 19), words, "" where unknown."""

    ids: NDArray[np.str_]
    hashtags: Numbers
    topics: Numbers
    words: NDArray[np.object_]

    def where(self, chosen: Mask) -> Self:
        """The accounts of a mask."""
        return type(self)(self.ids[chosen], self.hashtags[chosen], self.topics[chosen], self.words[chosen])


@dataclass(frozen=True)
class Collaborations:
    """Who worked with whom: `worked` has shape (brands, creators); what is not true is unknown, and counts as no.

    `category` is that of each brand, "" where unknown.
    """

    brands: Accounts
    category: NDArray[np.str_]
    creators: Accounts
    worked: Mask

    def of_brands(self, chosen: Mask) -> Self:
        """Some brands, and the creators who worked with one of them: the candidates of the set's protocol."""
        worked = self.worked[chosen]
        creators = np.asarray(worked.any(axis=0))
        return type(self)(
            self.brands.where(chosen), self.category[chosen], self.creators.where(creators), worked[:, creators]
        )


def read(data: Path, beside: Path | None = None) -> Collaborations:
    """All brands, creators and pairs below `data`; an account without vectors is left out.

    Words and categories may be missing. Vectors and words of accounts that `data` names in its pairs alone are looked
    up below `beside`. Raises SourceMissingError without pairs or vectors, SourceInvalidError when no pair has both.
    """
    pairs = SOURCE.frame(data, "brand_id", "creator_id").with_columns(pl.col("brand_id", "creator_id").cast(pl.String))
    brands, creators = (_accounts(data, beside, pairs[key], key) for key in ("brand_id", "creator_id"))
    worked = _worked(pairs, brands, creators)
    if not worked.any():
        raise SourceInvalidError(
            f"expected pairs of brands and creators with vectors in {data / SOURCE.folder}, got {pairs.height} pairs of "
            f"others; {len(brands.ids)} brands and {len(creators.ids)} creators have vectors: check that ids agree"
        )
    category = dict(_known(data, beside, "brand_id", "category").drop_nulls().iter_rows())
    return Collaborations(brands, np.array([category.get(name, "") for name in brands.ids]), creators, worked)


def _accounts(data: Path, beside: Path | None, paired: pl.Series, key: str) -> Accounts:
    vectors = SOURCE.frame(data, key, *HASHTAGS, *TOPICS) if beside is None else _vectors(data, beside, paired, key)
    words = pl.concat_str([pl.col(name).cast(pl.String) for name in _WORDS], separator=" ", ignore_nulls=True)
    known = _known(data, beside, key, *_WORDS).select(key, words=words).unique(key, keep="first")
    rows = vectors.with_columns(pl.col(key).cast(pl.String)).unique(key, keep="first").join(known, on=key, how="left")
    rows = rows.sort(key)
    return Accounts(
        rows[key].to_numpy().astype(str),
        rows.select(HASHTAGS).to_numpy().astype(np.float64),
        rows.select(TOPICS).to_numpy().astype(np.float64),
        rows["words"].fill_null("").to_numpy().astype(object),
    )


def _vectors(data: Path, beside: Path, paired: pl.Series, key: str) -> pl.DataFrame:
    """Those of `data`, then those below `beside` of accounts that the pairs of `data` name."""
    own = [SOURCE.frame(data, key, *HASHTAGS, *TOPICS)] if _has_vectors(data, key) else []
    other = SOURCE.frame(beside, key, *HASHTAGS, *TOPICS).with_columns(pl.col(key).cast(pl.String))
    lent = other.filter(pl.col(key).is_in(paired.unique().implode()))
    return pl.concat(
        [*(frame.with_columns(pl.col(key).cast(pl.String)) for frame in own), lent], how="diagonal_relaxed"
    )


def _has_vectors(data: Path, key: str) -> bool:
    return any({key, *HASHTAGS, *TOPICS} <= set(read_table(path).columns) for path in SOURCE.files(data))


def _known(data: Path, beside: Path | None, key: str, *columns: str) -> pl.DataFrame:
    """What the tables of one account a row say in these columns, `data` before `beside`; null where nothing does."""
    empty = pl.DataFrame(schema={key: pl.String, **dict.fromkeys(columns, pl.String)})
    frames = [read_table(path) for folder in (data, beside) if folder for path in SOURCE.files(folder)]
    told = [
        frame.select(pl.col(name).cast(pl.String) for name in (key, *columns) if name in frame.columns)
        for frame in frames
        if key in frame.columns and not {"brand_id", "creator_id"} <= set(frame.columns)
    ]
    return pl.concat([empty, *(frame for frame in told if frame.width > 1)], how="diagonal")


def _worked(pairs: pl.DataFrame, brands: Accounts, creators: Accounts) -> Mask:
    rows = pl.DataFrame({"brand_id": brands.ids}).with_row_index("brand")
    columns = pl.DataFrame({"creator_id": creators.ids}).with_row_index("creator")
    known = pairs.join(rows, on="brand_id").join(columns, on="creator_id")
    worked = np.zeros((len(brands.ids), len(creators.ids)), np.bool_)
    worked[known["brand"].to_numpy(), known["creator"].to_numpy()] = True
    return worked
