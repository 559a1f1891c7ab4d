"""How topic fit is made: the keys of its recipes."""

from training.topic_fit.heads import Form
from training.trainer import Recipe


class TopicFitRecipe(Recipe):
    """How topic fit is made; `sources` are learned from, `tested_on` only gives figures.

    `crossed_on` are those of both with figures on all rows, which a cross-validation keeps from heads and form.
    `image_pairs` are sets in whose image spaces pictures are to count (see datasets.image_pairs).
    """

    tested_on: tuple[str, ...] = ()
    crossed_on: tuple[str, ...] = ()
    image_pairs: tuple[str, ...] = ()
    creator_shares: tuple[float, float, float]
    brief_shares: tuple[float, float]
    temperature: float
    weight: float
    on_topic_similarity: float
    on_topic_width: float
    prior_posts: float
    penalty: float
    language_auc_min: float = 0.85

    @property
    def form(self) -> Form:
        """What is chosen, not fitted."""
        return Form(
            temperature=self.temperature,
            weight=self.weight,
            on_topic_similarity=self.on_topic_similarity,
            on_topic_width=self.on_topic_width,
            prior_posts=self.prior_posts,
            penalty=self.penalty,
        )
