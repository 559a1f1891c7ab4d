"""A tuned recipe differs from the one before in the values alone."""

from pathlib import Path

import pytest

from training.trainer import RecipeInvalidError
from training.tuning.space import read_space, recipe_diff, with_values

RECIPE = """# how it is made
seed = 7
rounds = 3                   # not this one

[prior]                      # trees
rounds = 200                 # trees
learning_rate = 0.05
"""


def test_values_change_and_comments_stay() -> None:
    tuned = with_values(RECIPE, {"prior.rounds": 90, "prior.learning_rate": 0.012})
    assert tuned == RECIPE.replace("rounds = 200 ", "rounds = 90 ").replace("0.05", "0.012")


def test_a_key_without_a_line_is_named() -> None:
    with pytest.raises(RecipeInvalidError, match=r"prior\.leaves"):
        with_values(RECIPE, {"prior.leaves": 3})


def test_the_diff_shows_the_changed_line_with_its_comment() -> None:
    diff = recipe_diff(Path("training/recipes/x.toml"), RECIPE, with_values(RECIPE, {"prior.rounds": 90}))
    changed = [line for line in diff.splitlines() if line[:1] in "+-" and line[:3] not in ("+++", "---")]
    assert changed == ["-rounds = 200                 # trees", "+rounds = 90                 # trees"]
    assert diff.startswith("--- a/training/recipes/x.toml\n+++ b/training/recipes/x.toml\n")


@pytest.mark.parametrize(
    ("text", "fault"),
    [("", "at least one key"), ('["a"]\nlow = 2\nhigh = 1\n', "low below high"), ('["a"]\nlow = 2\nhih = 3\n', "hih")],
)
def test_ranges_that_are_none_are_refused(tmp_path: Path, text: str, fault: str) -> None:
    (tmp_path / "space.toml").write_text(text)
    with pytest.raises(RecipeInvalidError, match=fault):
        read_space(tmp_path / "space.toml")
