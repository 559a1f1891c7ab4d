"""The heads of the authenticity model, in the order of the bundle and the card."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any, Protocol

from matchmaker.bundles import Metric
from training.authenticity import automated, comments, coordinated, disclosures, engagement, fake, growth, pods, state
from training.trainer import RecipeT, Trainer


class Head(Trainer[RecipeT, Any, Any, Any], Protocol[RecipeT]):
    """One head: the steps of a trainer, and an examination on rows of another folder."""

    def exam(self, data: Path, exam: Path, recipe: RecipeT) -> tuple[Metric, ...]:
        """Figures of a model learned from the sets below `data`, on the rows of those sets that are below `exam`.

        Targets are "<head>/known" where the set's own rows of `data` took part, "<head>/unseen" where none did.
        """
        ...


HEADS: Mapping[str, Head[Any]] = {
    head.name: head
    for head in (
        fake.HEAD,
        automated.HEAD,
        coordinated.HEAD,
        engagement.HEAD,
        growth.HEAD,
        pods.HEAD,
        comments.HEAD,
        disclosures.HEAD,
        state.HEAD,
    )
}
