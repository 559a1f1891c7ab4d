"""Models that stay as they are: for comparing versions, where the registry must not exchange them."""

from dataclasses import dataclass
from typing import Protocol

from matchmaker.registry.model_set import ModelSet


class ModelSource(Protocol):
    """Whatever says which models answer now."""

    def current(self) -> ModelSet:
        """The models to answer with; hold on to the set for the whole of a request."""
        ...

    def shadow(self) -> ModelSet | None:
        """The models to ask in the background, None without any."""
        ...


@dataclass(frozen=True)
class PinnedModels:
    """The same models whenever it is asked."""

    models: ModelSet

    def current(self) -> ModelSet:
        """The models it was given."""
        return self.models

    def shadow(self) -> None:
        """Never any."""
