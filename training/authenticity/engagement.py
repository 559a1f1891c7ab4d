"""The engagement head: limits and peers as its recipe states them."""

from matchmaker.scorers.authenticity.engagement import EngagementLimits
from training.authenticity.stated import StatedHead
from training.trainer import Recipe


class EngagementRecipe(Recipe):
    """The keys of training/recipes/authenticity/engagement.toml; each is explained there."""

    limits: EngagementLimits


HEAD = StatedHead("engagement", EngagementRecipe, lambda recipe: {"engagement": recipe.limits.model_dump(mode="json")})
