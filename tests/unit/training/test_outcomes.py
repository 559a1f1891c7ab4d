"""Own outcomes as a source of training: matured ones, as known at a moment."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import polars as pl
import pytest

from matchmaker.domain.outcomes import OUTCOMES
from matchmaker.domain.tables import CREATORS, POSTS
from matchmaker.store.catalogue import Catalogue
from tests.builders import NOW, a_creator, a_post, an_outcome, table
from training.datasets.own_outcomes import NoOutcomesError, read, write
from training.datasets.source import SourceMissingError
from training.examples import as_of_examples
from training.outcomes import recipe_with_outcomes
from training.trainer import RecipeInvalidError

DAY = timedelta(days=1)


@pytest.fixture
def catalogue(tmp_path: Path) -> Iterator[Catalogue]:
    opened = Catalogue(f"sqlite:///{tmp_path / 'own.sqlite'}")
    opened.upsert(CREATORS, table("creators", [a_creator("ana", followers_count=20_000), a_creator("bob")]))
    posts = [a_post("ana", f"p{day}", NOW - day * DAY, likes_count=100) for day in (40, 50, 60)]
    opened.upsert(POSTS, table("posts", [*posts, a_post("bob", "b1", NOW - 50 * DAY, likes_count=5)]))
    yield opened
    opened.close()


def test_a_matured_outcome_is_its_creators_sponsored_post_with_final_counts(
    catalogue: Catalogue, tmp_path: Path
) -> None:
    outcomes = [
        an_outcome("paid", post_id="p40", age_days=40, likes_count=150, format="video"),
        an_outcome("young", post_id="p50", age_days=10, likes_count=9),
        an_outcome("bobs", "bob", post_id="b1", age_days=3, likes_count=9),
    ]
    catalogue.upsert(OUTCOMES, table("outcomes", outcomes))

    assert write(catalogue, NOW, tmp_path) == 1
    posts = read(tmp_path).posts.sort("post_id")
    assert posts.select("post_id", "likes_count", "is_sponsored").rows() == [
        ("p40", 150, True),
        ("p50", 100, None),
        ("p60", 100, None),
    ]


def test_the_example_of_an_outcome_knows_only_posts_before_it(catalogue: Catalogue, tmp_path: Path) -> None:
    catalogue.upsert(OUTCOMES, table("outcomes", [an_outcome("paid", post_id="x", age_days=45, likes_count=700)]))
    write(catalogue, NOW, tmp_path)
    examples = as_of_examples(read(tmp_path)).filter(pl.col("post_id") == "x")
    assert examples["likes_count"].to_list() == [700]
    assert examples["likes_count_past_mean"].to_list() == pytest.approx([4.61512], abs=1e-4)  # log1p(100)


def test_what_was_read_after_the_moment_is_left_out(catalogue: Catalogue, tmp_path: Path) -> None:
    catalogue.upsert(OUTCOMES, table("outcomes", [an_outcome(age_days=40, likes_count=150)]))
    with pytest.raises(NoOutcomesError, match="28 days"):
        write(catalogue, NOW - DAY, tmp_path)


def test_a_training_without_the_files_is_told_which_command_writes_them(tmp_path: Path) -> None:
    with pytest.raises(SourceMissingError, match="python -m training outcomes"):
        read(tmp_path)


def test_a_recipe_learns_from_outcomes_too_and_keeps_the_rest(tmp_path: Path) -> None:
    recipe = tmp_path / "performance.toml"
    recipe.write_text('model = "performance"\nsources = ["tiktok-vn-2025"]  # feeds\n')
    derived = recipe_with_outcomes(recipe, tmp_path / "out")
    assert derived.read_text() == (
        'model = "performance"\nsources = [\n    "own-outcomes","tiktok-vn-2025"]  # feeds\n'
    )
    assert recipe_with_outcomes(derived, tmp_path / "out") == derived


def test_a_recipe_without_sources_is_refused(tmp_path: Path) -> None:
    (tmp_path / "empty.toml").write_text("seed = 1\n")
    with pytest.raises(RecipeInvalidError, match="sources"):
        recipe_with_outcomes(tmp_path / "empty.toml", tmp_path)
