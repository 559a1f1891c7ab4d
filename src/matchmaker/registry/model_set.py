"""One consistent set of opened models: what a request holds from its first line to its last."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import TYPE_CHECKING, Literal, Self, TypeAlias, cast

from matchmaker.errors import ModelUnavailableError
from matchmaker.scorers.scorer import Scorer

if TYPE_CHECKING:
    from matchmaker.scorers.authenticity import Authenticity
    from matchmaker.scorers.performance.scorer import Performance
    from matchmaker.scorers.topic_fit.scorer import TopicFit

Origin: TypeAlias = Literal["registry", "cache", "shipped"]


@dataclass(frozen=True)
class ModelVersion:
    """Which version of a model answers: its number (or the bundle's own), how it was chosen, and its digest."""

    name: str
    version: str
    alias: str | None
    source: Origin
    digest: str


@dataclass(frozen=True)
class OpenedModel:
    """A scorer that answered its probe, and which version it is."""

    scorer: Scorer
    version: ModelVersion


@dataclass(frozen=True)
class ModelSet:
    """Opened models by name; never changed, only replaced as a whole."""

    opened: Mapping[str, OpenedModel] = field(default_factory=dict)

    def replacing(self, changed: Mapping[str, OpenedModel]) -> Self:
        """A set with some of the models exchanged."""
        return type(self)(MappingProxyType({**self.opened, **changed}))

    @property
    def versions(self) -> Mapping[str, ModelVersion]:
        """The version of each model."""
        return {name: model.version for name, model in self.opened.items()}

    @property
    def topic_fit(self) -> "TopicFit":
        """The model of topic fit."""
        return cast("TopicFit", self.scorer("topic_fit"))

    @property
    def authenticity(self) -> "Authenticity":
        """The model of authenticity."""
        return cast("Authenticity", self.scorer("authenticity"))

    @property
    def performance(self) -> "Performance":
        """The model of performance."""
        return cast("Performance", self.scorer("performance"))

    def scorer(self, name: str) -> Scorer:
        """The scorer of this name; ModelUnavailableError when none is open."""
        if name not in self.opened:
            raise ModelUnavailableError(f"no version of {name} is open; check the models folder and the registry")
        return self.opened[name].scorer
