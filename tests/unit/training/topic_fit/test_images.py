from dataclasses import replace
from pathlib import Path

import numpy as np
import polars as pl
import pytest

from training.datasets.image_pairs import ImagePairs, read
from training.datasets.source import SourceInvalidError
from training.topic_fit.images import calibrated, fit_images, held_out_log_odds

BRANDS, LENGTH = 24, 8


def _pairs(likeness: float, creators: int = 200) -> ImagePairs:
    """Each creator works with one brand and posts `likeness` of its look among its own, all beside one common look."""
    random = np.random.default_rng(0)
    brands, own = random.normal(size=(BRANDS, LENGTH)), random.normal(size=(creators, LENGTH))
    partner = random.integers(0, BRANDS, creators)
    common = np.full(LENGTH, 3.0)
    worked = np.arange(BRANDS)[:, None] == partner
    return ImagePairs("look", brands + common, likeness * brands[partner] + own + common, worked)


def test_a_likeness_of_pictures_that_tells_partners_is_calibrated_beyond_what_all_pictures_share() -> None:
    found = calibrated([("made", _pairs(1.0))])
    (space,), row = found.spaces, found.rows[0]
    assert space.brand_centre == pytest.approx([3.0] * LENGTH, abs=1.0)
    assert row.low is not None
    assert row.low > 0.75
    assert space.log_odds_per_similarity > 0


def test_pictures_that_tell_nobody_stay_uncalibrated_and_are_reported() -> None:
    found = calibrated([("made", _pairs(0.0))])
    assert (found.spaces, len(found.rows)) == ((), 2)


def test_log_odds_of_held_out_brands_are_as_likely_as_they_say() -> None:
    pairs = _pairs(1.0, creators=2_000)
    prior = np.log(pairs.worked.mean() / (1 - pairs.worked.mean()))
    said = 1 / (1 + np.exp(-(held_out_log_odds(pairs) + prior)))
    likely = (said > np.quantile(said, 0.6)) & (said < np.quantile(said, 0.9))
    assert pairs.worked[likely].mean() == pytest.approx(said[likely].mean(), abs=0.03)


def test_a_handful_of_brands_is_measured_and_calibrates_nothing() -> None:
    pairs = _pairs(1.0)
    few = replace(pairs, brands=pairs.brands[:10], worked=pairs.worked[:10])
    assert calibrated([("made", few)]).spaces == ()


def test_the_same_pairs_give_the_same_calibration() -> None:
    assert fit_images(_pairs(0.5)) == fit_images(_pairs(0.5))


def _written(folder: Path, creator_space: str = "clip") -> Path:
    own = folder / "matching" / "image-pairs"
    own.mkdir(parents=True)
    pl.DataFrame({"brand_id": ["b"], "space": ["clip"], "vector": ["[3, 0]"]}).write_csv(own / "brands.csv")
    posts = {"creator_id": ["ana", "ana"], "post_id": ["1", "2"], "space": [creator_space] * 2}
    pl.DataFrame({**posts, "vector": [[0.0, 2.0], [4.0, 0.0]]}).write_parquet(own / "pictures.parquet")
    pl.DataFrame({"brand_id": ["b", "b"], "creator_id": ["ana", "nobody"]}).write_csv(own / "pairs.csv")
    return folder


def test_own_pairs_are_read_from_tables_known_by_their_columns(tmp_path: Path) -> None:
    pairs = read(_written(tmp_path))
    assert (pairs.space, pairs.brands.tolist(), pairs.creators.tolist(), pairs.worked.tolist()) == (
        "clip",
        [[1.0, 0.0]],
        [[0.5, 0.5]],
        [[True]],
    )


def test_pictures_of_two_encoders_are_refused(tmp_path: Path) -> None:
    with pytest.raises(SourceInvalidError, match="clip, dino"):
        read(_written(tmp_path, "dino"))
