"""Who worked with whom, and what their pictures look like: what a calibration of an image space is learned from."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import polars as pl
from numpy.typing import NDArray

from matchmaker.domain.tables import POST_VECTORS
from matchmaker.intake.cells import read_cells
from matchmaker.scorers.topic_fit.space import unit_rows
from training.datasets import brand_micro_influencer
from training.datasets.source import Source, SourceInvalidError

SOURCE = Source("matching/image-pairs", "your own")
Numbers = NDArray[np.float64]


@dataclass(frozen=True)
class ImagePairs:
    """Mean unit vectors of pictures, shapes (brands, length) and (creators, length); `worked` (brands, creators)."""

    space: str
    brands: Numbers
    creators: Numbers
    worked: NDArray[np.bool_]


def read(data: Path) -> ImagePairs:
    """Your own: tables of brand_id, space, vector; of creator_id, post_id, space, vector; and of brand_id, creator_id.

    Vectors are lists (Parquet) or JSON arrays (CSV), all of one space. Raises SourceMissingError and
    SourceInvalidError.
    """
    brands, named = _means(SOURCE.frame(data, "brand_id", "space", "vector"), "brand_id")
    posts = SOURCE.frame(data, "creator_id", "post_id", "space", "vector")
    creators, known = _means(posts, "creator_id")
    spaces = sorted({*posts["space"], *SOURCE.frame(data, "brand_id", "space", "vector")["space"]})
    if len(spaces) != 1 or brands.shape[1] != creators.shape[1]:
        raise SourceInvalidError(
            f"expected pictures of one space in {data / SOURCE.folder}, got {', '.join(spaces)} with vectors of "
            f"{brands.shape[1]} and {creators.shape[1]} numbers; keep one encoder's"
        )
    pairs = SOURCE.frame(data, "brand_id", "creator_id")
    worked = np.zeros((len(named), len(known)), np.bool_)
    for brand, creator in pairs.select("brand_id", "creator_id").iter_rows():
        if brand in named and creator in known:
            worked[named[brand], known[creator]] = True
    return ImagePairs(spaces[0], brands, creators, worked)


def read_stand_in(data: Path) -> ImagePairs:
    """Vectors of hashtags in place of pictures, an account having one: real pairs to test on where no pictures are."""
    known = brand_micro_influencer.read(data)
    brands, creators = (np.asarray(unit_rows(side.hashtags), np.float64) for side in (known.brands, known.creators))
    return ImagePairs("hashtags-node2vec@128", brands, creators, known.worked)


READERS: Mapping[str, Callable[[Path], ImagePairs]] = {
    SOURCE.name: read,
    brand_micro_influencer.SOURCE.name: read_stand_in,
}


def _means(rows: pl.DataFrame, key: str) -> tuple[Numbers, dict[str, int]]:
    """The mean unit vector of each id, and the row of each."""
    vectors = read_cells(POST_VECTORS.column("vector"), rows["vector"])
    lengths = vectors.list.len().unique()
    if vectors.null_count() or len(lengths) != 1:
        raise SourceInvalidError(
            f"expected vectors of one length in the table of {key}, got lengths {lengths.to_list()} and "
            f"{vectors.null_count()} that are no vectors; mend the rows"
        )
    unit = np.asarray(unit_rows(vectors.explode().to_numpy().reshape(rows.height, -1)), np.float64)
    names, owner, counts = np.unique(rows[key].cast(pl.String).to_numpy(), return_inverse=True, return_counts=True)
    sums = np.zeros((len(names), unit.shape[1]))
    np.add.at(sums, owner, unit)
    return sums / counts[:, None], {str(name): row for row, name in enumerate(names)}
