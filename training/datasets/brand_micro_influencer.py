"""Real collaborations of brands and micro-influencers on Instagram, with vectors of hashtags and shares of topics."""

from dataclasses import dataclass
from pathlib import Path
from typing import Self

import numpy as np
import polars as pl
from numpy.typing import NDArray

from training.datasets.source import Source

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
    """Who worked with whom: `worked` has shape (brands, creators); what is not true is unknown, and counts as no."""

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


def read(data: Path) -> Collaborations:
    """All brands, creators and pairs below `data`; an account without vectors is left out."""
    named = SOURCE.frame(data, "brand_id", "brand", "category", *_WORDS)
    brands = _accounts(data, named, "brand_id")
    creators = _accounts(data, SOURCE.frame(data, "creator_id", *_WORDS), "creator_id")
    pairs = SOURCE.frame(data, "brand_id", "creator_id", "endorsement_score")
    category = dict(named.select("brand_id", "category").iter_rows())
    return Collaborations(
        brands, np.array([category[name] for name in brands.ids]), creators, _worked(pairs, brands, creators)
    )


def _accounts(data: Path, named: pl.DataFrame, key: str) -> Accounts:
    vectors = SOURCE.frame(data, key, *HASHTAGS, *TOPICS).unique(key)
    words = pl.concat_str([pl.col(name).cast(pl.String) for name in _WORDS], separator=" ", ignore_nulls=True)
    rows = named.select(key, words=words).unique(key).join(vectors, on=key).sort(key)
    return Accounts(
        rows[key].to_numpy().astype(str),
        rows.select(HASHTAGS).to_numpy().astype(np.float64),
        rows.select(TOPICS).to_numpy().astype(np.float64),
        rows["words"].fill_null("").to_numpy().astype(object),
    )


def _worked(pairs: pl.DataFrame, brands: Accounts, creators: Accounts) -> Mask:
    rows = pl.DataFrame({"brand_id": brands.ids}).with_row_index("brand")
    columns = pl.DataFrame({"creator_id": creators.ids}).with_row_index("creator")
    known = pairs.join(rows, on="brand_id").join(columns, on="creator_id")
    worked = np.zeros((len(brands.ids), len(creators.ids)), np.bool_)
    worked[known["brand"].to_numpy(), known["creator"].to_numpy()] = True
    return worked
