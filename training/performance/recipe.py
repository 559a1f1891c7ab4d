"""The keys of a performance recipe, as training reads them."""

from dataclasses import replace

from pydantic import BaseModel, ConfigDict, Field

from training.performance.fit import Grown, Trees
from training.trainer import Recipe

HUBER_DELTA = 0.3  # log count; beyond it errors count by their size alone: a middle near the median that uses the mean


class TreesRecipe(BaseModel):
    """How trees are grown."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    rounds: int = Field(ge=1)
    leaves: int = Field(ge=2)
    learning_rate: float = Field(gt=0)
    leaf_rows_min: int = Field(default=50, ge=1)

    def trees(self) -> Trees:
        """As the fit takes them: the absolute error makes the middle a median."""
        return Trees(self.rounds, self.leaves, self.learning_rate, "l1", leaf_rows_min=self.leaf_rows_min)


class PerformanceRecipe(Recipe):
    """Keys of performance.toml. Without trees the model is trend, shrinkage and bands alone.

    Counts younger than `count_age_days_min` are not learned from: only trees can tell a young count from a low one.
    `content` learns what hashtags and paid partnerships add. `compared_on` are sets that are judged on but not learned
    from, left out where they are not there.
    """

    compared_on: tuple[str, ...] = ()
    posts_per_author_max: int = Field(ge=1)
    count_age_days_min: float = Field(ge=0)
    hidden_authors_ratio: float = Field(gt=0, le=1)
    content: bool = True
    prior: TreesRecipe | None = None
    correction: TreesRecipe | None = None
    tails: TreesRecipe | None = None

    def grown(self) -> Grown:
        """The trees of each part, as the fit takes them."""
        parts = (self.prior, self.correction, self.tails)
        prior, correction, tails = (None if part is None else part.trees() for part in parts)
        huber = None if correction is None else replace(correction, objective="huber", level=HUBER_DELTA)
        return Grown(prior, huber, tails, self.content)
