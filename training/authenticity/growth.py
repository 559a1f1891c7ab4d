"""The growth head: limits as its recipe states them."""

from matchmaker.scorers.authenticity.growth import GrowthLimits
from training.authenticity.stated import StatedHead
from training.trainer import Recipe


class GrowthRecipe(Recipe):
    """The keys of training/recipes/authenticity/growth.toml; each is explained there."""

    limits: GrowthLimits


HEAD = StatedHead("growth", GrowthRecipe, lambda recipe: {"growth": recipe.limits.model_dump(mode="json")})
