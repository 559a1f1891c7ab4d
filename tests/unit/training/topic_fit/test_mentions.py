import numpy as np
import polars as pl
import pytest

from tests.builders import NOW, a_creator, a_post, a_snapshot
from training.datasets.matching import Matching
from training.topic_fit.examples import Material
from training.topic_fit.mentions import nearest_posts


def _material(*given_away: tuple[str, str]) -> Material:
    """One brief; posts of "bo" and "ana" whose cosine to it is their name, and "cy" without a post."""
    cosines = {"bo": (0.9, 0.1), "ana": (0.2, 0.8, 0.4)}
    posts = [a_post(name, f"{cosine}", NOW, caption="words") for name, listed in cosines.items() for cosine in listed]
    snapshot = a_snapshot([a_creator(name) for name in ("bo", "cy", "ana")], posts=posts)
    near = np.array([float(name) for name in snapshot.posts["post_id"]])
    away = pl.DataFrame(
        [("b", creator, post) for creator, post in given_away],
        schema={"brief_id": pl.String, "creator_id": pl.String, "post_id": pl.String},
        orient="row",
    )
    matching = Matching(
        "made",
        pl.DataFrame({"brief_id": ["b"], "query": ["words"]}),
        snapshot,
        pl.DataFrame(schema={"brief_id": pl.String, "creator_id": pl.String, "grade": pl.Int64}),
        relevant_grade=1,
        given_away=away,
    )
    return Material(matching, np.column_stack([near, np.sqrt(1 - near**2)]), np.array([[1.0, 0.0]]))


def test_the_posts_nearest_to_a_brief_are_meant_by_creator_and_all_count_where_there_are_fewer() -> None:
    (one,), (three,) = (found for found in nearest_posts(_material(), (1, 3)))
    assert one == pytest.approx([0.9, np.nan, 0.8], nan_ok=True)
    assert three == pytest.approx([0.5, np.nan, 1.4 / 3], nan_ok=True)


def test_a_post_that_gives_the_brief_away_is_not_the_nearest() -> None:
    ((bo, _, ana),) = nearest_posts(_material(("bo", "0.9"), ("ana", "0.4")), (1,))[0]
    assert (bo, ana) == (pytest.approx(0.1), pytest.approx(0.8))
