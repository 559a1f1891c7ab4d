"""A head whose numbers are stated in its recipe and learned from nothing."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Generic

from pydantic import JsonValue

from matchmaker.bundles import Metric
from training.trainer import Draft, Evaluation, Recipe, RecipeT, Split


@dataclass(frozen=True)
class StatedHead(Generic[RecipeT]):
    """Takes its parameters from the recipe into the bundle; `tables` says which of the recipe's keys they are."""

    name: str
    recipe_type: type[RecipeT]
    tables: Callable[[RecipeT], dict[str, JsonValue]]

    def load(self, data: Path, recipe: Recipe) -> None:
        """Nothing to read."""

    def examples(self, tables: None, recipe: Recipe) -> None:
        """No examples."""

    def split(self, examples: None, recipe: Recipe) -> Split[None]:
        """Nothing to part."""
        return Split(None, None, None)

    def fit(self, train: None, recipe: Recipe) -> None:
        """Nothing is fitted."""

    def calibrate(self, model: None, calibration: None, recipe: Recipe) -> None:
        """Nothing is calibrated."""

    def evaluate(self, model: None, split: Split[None], recipe: Recipe) -> Evaluation:
        """No figures of its own."""
        return Evaluation(())

    def draft(self, model: None, recipe: RecipeT) -> Draft:
        """The parameters."""
        return Draft(description=self.name, files={}, parameters=self.tables(recipe))

    def exam(self, data: Path, exam: Path, recipe: Recipe) -> tuple[Metric, ...]:
        """No figures of its own."""
        return ()
