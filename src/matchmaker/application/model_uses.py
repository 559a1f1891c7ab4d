"""Which versions of the models an answer names."""

from collections.abc import Mapping

from matchmaker.ranking.document import ModelUse
from matchmaker.registry.model_set import ModelVersion


def model_uses(versions: Mapping[str, ModelVersion]) -> dict[str, ModelUse]:
    """Each model's version, where it came from and its digest."""
    return {
        name: {"version": model.version, "alias": model.alias, "source": model.source, "digest": model.digest}
        for name, model in versions.items()
    }
