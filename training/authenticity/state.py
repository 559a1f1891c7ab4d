"""The composition: from which numbers on a creator is put before a person, as its recipe states them."""

from matchmaker.scorers.authenticity.pods import CommentLimits
from matchmaker.scorers.authenticity.quality_score import QualityLimits
from matchmaker.scorers.authenticity.state import ComplianceLimits, Enough, Thresholds
from training.authenticity.stated import StatedHead
from training.trainer import Recipe


class StateRecipe(Recipe):
    """The keys of training/recipes/authenticity/state.toml; each is explained there."""

    comments: CommentLimits
    compliance: ComplianceLimits
    enough: Enough
    thresholds: Thresholds
    quality: QualityLimits


HEAD = StatedHead(
    "state",
    StateRecipe,
    lambda recipe: {
        "comments": recipe.comments.model_dump(mode="json"),
        "compliance": recipe.compliance.model_dump(mode="json"),
        "enough": recipe.enough.model_dump(mode="json"),
        "thresholds": recipe.thresholds.model_dump(mode="json"),
        "quality": recipe.quality.model_dump(mode="json"),
    },
)
