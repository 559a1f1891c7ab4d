from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path

import numpy as np
import polars as pl
import pytest

from matchmaker.bundles import Bundle, Manifest
from matchmaker.domain.assessment import TopicFitAssessment
from matchmaker.domain.brief import BrandImages
from matchmaker.domain.snapshot import Snapshot
from matchmaker.errors import BundleDamagedError
from matchmaker.scorers.topic_fit.visual import (
    IMAGES_FILE,
    ImageCalibration,
    RecentPictures,
    read_calibrations,
    with_pictures,
)
from tests.builders import NOW, a_creator, a_post, a_snapshot

Picture = tuple[str, str, str, Sequence[float]]  # creator, post, space, vector
IMAGES = BrandImages("clip", ((2.0, 0.0),))
CALIBRATION = ImageCalibration(
    space="clip",
    brand_centre=(0.0, 0.0),
    creator_centre=(0.0, 0.0),
    log_odds_per_similarity=2.0,
    even_similarity=0.5,
    lowest=-1.0,
    highest=1.0,
)


def _snapshot(*pictures: Picture, creators: tuple[str, ...] = ("ana", "bea")) -> Snapshot:
    rows = [
        {"creator_id": creator, "post_id": post, "space": space, "observed_at": NOW, "vector": list(vector)}
        for creator, post, space, vector in pictures
    ]
    posts = [
        a_post(name, f"p{day:02}", NOW - timedelta(days=day), caption="words") for name in creators for day in range(32)
    ]
    return a_snapshot([a_creator(name) for name in creators], posts=posts, post_vectors=rows)


def _fit(snapshot: Snapshot, probability: float | None = 0.5, effect: float = 0.1) -> TopicFitAssessment:
    ids = snapshot.creators["creator_id"]
    columns = pl.DataFrame({"creator_id": ids, "topic_fit_probability": [probability] * len(ids)})
    posts = snapshot.posts.height
    return TopicFitAssessment(columns, np.full(posts, 0.5, np.float32), np.full(posts, effect))


def _similarity(snapshot: Snapshot, images: BrandImages = IMAGES) -> list[float | None]:
    seen = with_pictures(_fit(snapshot), RecentPictures.of(snapshot), images, {}, 1.0)
    return seen.columns["visual_similarity"].to_list()


def test_the_similarity_is_the_cosine_of_the_mean_unit_pictures() -> None:
    snapshot = _snapshot(
        ("ana", "p00", "clip", [3, 0]), ("ana", "p01", "clip", [0, 5]), ("bea", "p00", "clip", [-1, 0])
    )
    assert _similarity(snapshot) == [pytest.approx(0.5**0.5), pytest.approx(-1.0)]


def test_pictures_of_another_space_or_length_are_not_compared() -> None:
    snapshot = _snapshot(("ana", "p00", "dino", [1, 0]), ("bea", "p00", "clip", [1, 0, 0]))
    assert _similarity(snapshot) == [None, None]


def test_pictures_older_than_the_window_or_of_unknown_posts_do_not_count() -> None:
    snapshot = _snapshot(("ana", "p30", "clip", [1, 0]), ("bea", "elsewhere", "clip", [1, 0]))
    assert _similarity(snapshot) == [None, None]


def test_a_creator_alone_is_seen_as_among_others_in_any_order() -> None:
    random = np.random.default_rng(3)
    pictures: list[Picture] = [
        (name, f"p{day:02}", "clip", random.normal(size=7).tolist())
        for name in ("ana", "bea", "cem")
        for day in range(5)
    ]
    images = BrandImages("clip", tuple(tuple(row) for row in random.normal(size=(3, 7)).tolist()))
    together = _similarity(_snapshot(*reversed(pictures), creators=("cem", "ana", "bea")), images)
    alone = [
        _similarity(_snapshot(*(p for p in pictures if p[0] == name), creators=(name,)), images)[0]
        for name in ("cem", "ana", "bea")
    ]
    assert together == alone


def test_without_a_calibration_pictures_change_no_fit() -> None:
    snapshot = _snapshot(("ana", "p00", "clip", [1, 0]))
    seen = with_pictures(_fit(snapshot), RecentPictures.of(snapshot), IMAGES, {}, 1.0)
    assert seen.columns["topic_fit_probability"].to_list() == [0.5, 0.5]


def test_a_calibrated_similarity_adds_its_log_odds_and_none_where_there_is_no_picture() -> None:
    snapshot = _snapshot(("ana", "p00", "clip", [1, 0]))
    seen = with_pictures(_fit(snapshot), RecentPictures.of(snapshot), IMAGES, {"clip": CALIBRATION}, 1.0)
    # 2 x (1 - 0.5) = 1 is added to the log odds 0
    assert seen.columns["topic_fit_probability"].to_list() == [pytest.approx(1 / (1 + np.exp(-1))), 0.5]


def test_the_effect_of_a_post_is_that_on_the_new_probability() -> None:
    snapshot = _snapshot(("ana", "p00", "clip", [1, 0]), creators=("ana",))
    seen = with_pictures(_fit(snapshot), RecentPictures.of(snapshot), IMAGES, {"clip": CALIBRATION}, 1.0)
    without = np.e * 0.4 / (0.6 + np.e * 0.4)  # the fit without the post was .4
    assert seen.post_effect[0] == pytest.approx(1 / (1 + np.exp(-1)) - without)


def test_what_lies_beyond_the_similarities_learned_from_counts_as_the_last_of_them() -> None:
    near = CALIBRATION.model_copy(update={"highest": 0.6})
    assert near.log_odds(np.array([0.6, 0.9, np.nan]))[:2].tolist() == pytest.approx([0.2, 0.2])


def test_centres_are_taken_off_both_sides() -> None:
    centred = CALIBRATION.model_copy(update={"brand_centre": (0.0, 0.5), "creator_centre": (0.5, 0.0)})
    similarity = RecentPictures.of(_snapshot(("ana", "p00", "clip", [1, 0]))).similarity(IMAGES, centred)
    # (1, -.5) and (.5, 0): 1 / sqrt(1.25)
    assert similarity[0] == pytest.approx(1.25**-0.5)


def test_an_unknown_fit_stays_unknown() -> None:
    snapshot = _snapshot(("ana", "p00", "clip", [1, 0]))
    seen = with_pictures(_fit(snapshot, None), RecentPictures.of(snapshot), IMAGES, {"clip": CALIBRATION}, 1.0)
    assert seen.columns["topic_fit_probability"].to_list() == [None, None]


def test_a_brief_without_images_leaves_the_similarity_unknown() -> None:
    snapshot = _snapshot(("ana", "p00", "clip", [1, 0]))
    seen = with_pictures(_fit(snapshot), RecentPictures.of(snapshot), None, {"clip": CALIBRATION}, 1.0)
    assert seen.columns["visual_similarity"].to_list() == [None, None]


def test_a_bundle_brings_its_calibrations_and_a_damaged_file_is_said() -> None:
    manifest = Manifest(name="topic_fit", version="1", created_at="", description="")
    text = f"[{CALIBRATION.model_dump_json()}]".encode()
    assert read_calibrations(Bundle(Path("bundle"), manifest, {IMAGES_FILE: text})) == {"clip": CALIBRATION}
    assert read_calibrations(Bundle(Path("bundle"), manifest, {})) == {}
    with pytest.raises(BundleDamagedError, match="train topic_fit again"):
        read_calibrations(Bundle(Path("bundle"), manifest, {IMAGES_FILE: b"[{}]"}))
