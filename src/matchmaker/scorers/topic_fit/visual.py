"""Do a creator's pictures look like the brand's? Vectors of one image encoder compared, as one more view of the fit."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Self

import numpy as np
import polars as pl
from numpy.typing import NDArray
from pydantic import BaseModel, ConfigDict, TypeAdapter, ValidationError

from matchmaker.bundles import Bundle
from matchmaker.domain.assessment import Numbers, TopicFitAssessment
from matchmaker.domain.brief import BrandImages
from matchmaker.domain.definitions import RECENT_POSTS
from matchmaker.domain.snapshot import Snapshot
from matchmaker.errors import BundleDamagedError
from matchmaker.scorers.topic_fit.space import unit_rows

IMAGES_FILE = "images.json"


class ImageCalibration(BaseModel):
    """What a similarity in one space says of the fit, learned from pairs that worked together and pairs that did not.

    The centres are the mean unit vectors of brands and of creators, which say nothing of anybody; similarities are
    cosines beyond them. `log_odds_per_similarity` x (similarity - `even_similarity`) is the logarithm of how much
    likelier the similarity is among pairs that worked, for similarities within [`lowest`, `highest`], beyond which
    nothing was learned.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True, allow_inf_nan=False)

    space: str
    brand_centre: tuple[float, ...]
    creator_centre: tuple[float, ...]
    log_odds_per_similarity: float
    even_similarity: float
    lowest: float
    highest: float

    def log_odds(self, similarity: Numbers) -> Numbers:
        """Shape of `similarity`; NaN where it is."""
        within = np.clip(similarity, self.lowest, self.highest)
        return np.asarray(self.log_odds_per_similarity * (within - self.even_similarity))


@dataclass(frozen=True)
class RecentPictures:
    """The mean unit vector of each creator's pictures below its newest RECENT_POSTS, by space and length of vectors.

    Shape (creators, length) each, rows of NaN for creators without a picture there; a mean of unit vectors is shorter
    the less the pictures have in common, which a cosine does not see. `owner` is the row of the creator of each of the
    snapshot's posts.
    """

    means: Mapping[tuple[str, int], Numbers]
    owner: NDArray[np.int64]
    creators: int

    @classmethod
    def of(cls, snapshot: Snapshot) -> Self:
        """From a snapshot, whose posts are sorted newest first within a creator."""
        creators = snapshot.creators.height
        order = snapshot.creators.select("creator_id").with_row_index("owner")
        owners = snapshot.posts.select("creator_id").join(order, on="creator_id", how="left", maintain_order="left")
        owner = owners["owner"].cast(pl.Int64).to_numpy()
        if snapshot.post_vectors.is_empty():
            return cls({}, owner, creators)
        recent = snapshot.posts.select("creator_id", "post_id").filter(
            pl.int_range(pl.len()).over("creator_id") < RECENT_POSTS
        )
        # By post: sums of floats depend on their order, and a creator's answer must not depend on that of the rows.
        pictures = snapshot.post_vectors.join(recent, on=["creator_id", "post_id"]).sort("creator_id", "post_id")
        owned = pictures.join(order, on="creator_id").with_columns(length=pl.col("vector").list.len())
        parts = owned.partition_by("space", "length", as_dict=True)
        means = {(str(space), int(length)): _means(part, creators) for (space, length), part in parts.items()}
        return cls(means, owner, creators)

    def similarity(self, images: BrandImages, calibration: ImageCalibration | None) -> Numbers:
        """Cosine of each creator's mean picture to the brand's, in [-1, 1]; shape (creators,), NaN without pictures.

        Beyond what all brands and all creators have in common where that is known. Pictures of another space, or of
        the same space in another length, are no pictures here.
        """
        means = self.means.get((images.space, len(images.vectors[0])))
        if means is None:
            return np.full(self.creators, np.nan)
        brand = unit_rows(np.array(images.vectors, np.float64)).mean(axis=0)
        if calibration:
            brand = brand - np.array(calibration.brand_centre)
            means = means - np.array(calibration.creator_centre)
        # Row by row, not a matrix product: that rounds by the number of rows, and one must equal a batch.
        return np.asarray((unit_rows(means) * unit_rows(brand[None])).sum(axis=1))


def read_calibrations(bundle: Bundle) -> Mapping[str, ImageCalibration]:
    """The calibrated spaces of a bundle by name, none where it has no IMAGES_FILE; BundleDamagedError on a faulty one."""
    if IMAGES_FILE not in bundle.contents:
        return {}
    try:
        known = TypeAdapter(list[ImageCalibration]).validate_json(bundle.read_bytes(IMAGES_FILE))
    except ValidationError as error:
        raise BundleDamagedError(
            f"{bundle.folder}/{IMAGES_FILE}: {error.error_count()} faults, first: {error.errors()[0]['msg']}; "
            "train topic_fit again with this version"
        ) from None
    return {calibration.space: calibration for calibration in known}


def with_pictures(
    fit: TopicFitAssessment,
    pictures: RecentPictures,
    images: BrandImages | None,
    calibrations: Mapping[str, ImageCalibration],
    weight: float,
) -> TopicFitAssessment:
    """The fit with a column `visual_similarity` (null where pictures or brand images are missing).

    In a calibrated space `weight` times the log odds of the similarity are added to those of the fit, and the effect
    of each post becomes that on the new probability. In any other space the fit stays: what a cosine of an encoder
    nobody measured is worth would be a guess.
    """
    unknown = pl.lit(None, pl.Float64).alias("visual_similarity")
    if images is None:
        return replace(fit, columns=fit.columns.with_columns(unknown))
    calibration = calibrations.get(images.space)
    if calibration and len(calibration.brand_centre) != len(images.vectors[0]):
        calibration = None
    similarity = pictures.similarity(images, calibration)
    shown = pl.Series("visual_similarity", similarity).fill_nan(None)
    seen = replace(fit, columns=fit.columns.with_columns(shown))
    if calibration is None or weight == 0:
        return seen
    return _shifted(seen, pictures.owner, weight * np.nan_to_num(calibration.log_odds(similarity)))


def _shifted(fit: TopicFitAssessment, owner: NDArray[np.int64], log_odds: Numbers) -> TopicFitAssessment:
    """The fit with log odds added to those of each creator, and what the words of each post change of that."""
    before = fit.columns["topic_fit_probability"].cast(pl.Float64).fill_null(np.nan).to_numpy()
    after = _moved(before, log_odds)
    column = pl.Series("topic_fit_probability", after).fill_nan(None)
    effect = after[owner] - _moved(before[owner] - fit.post_effect, log_odds[owner])
    return replace(fit, columns=fit.columns.with_columns(column), post_effect=effect)


def _moved(probability: Numbers, log_odds: Numbers) -> Numbers:
    odds = np.exp(log_odds)
    return np.asarray(probability * odds / (1 - probability + probability * odds))


def _means(pictures: pl.DataFrame, creators: int) -> Numbers:
    """Rows of one creator are neighbours."""
    vectors = pictures["vector"].explode().to_numpy().reshape(pictures.height, -1).astype(np.float64)
    owners, starts, counts = np.unique(pictures["owner"].to_numpy(), return_index=True, return_counts=True)
    order = np.argsort(starts)
    means = np.full((creators, vectors.shape[1]), np.nan)
    sums = np.add.reduceat(unit_rows(vectors), starts[order], axis=0)
    means[owners[order]] = sums / counts[order, None]
    return means
