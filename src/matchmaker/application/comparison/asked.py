"""Comparisons by name: versions found, compared, and the last few remembered."""

from collections import OrderedDict

from pydantic_core import to_json

from matchmaker.application.comparison.compare import RankedWith, compare
from matchmaker.application.comparison.document import Comparison
from matchmaker.errors import NotFoundError
from matchmaker.registry.versions import FoundVersion, Versions
from matchmaker.scorers import SCORERS
from matchmaker.settings import Settings

_KEPT = 8  # texts of a few hundred kB


def versions_of(settings: Settings) -> Versions:
    """Where this installation looks for versions."""
    return Versions(settings.models, settings.cached_models, settings.registry_uri)


def find_both(versions: Versions, name: str, a: str, b: str) -> tuple[FoundVersion, FoundVersion]:
    """Two versions of a model by number, alias or `shipped`; NotFoundError for a model or version there is not."""
    known = [scorer.name for scorer in SCORERS]
    if name not in known:
        raise NotFoundError(f"no model {name!r} has versions to compare; there are {', '.join(known)}")
    return versions.find(name, a), versions.find(name, b)


class Comparisons:
    """Comparisons as JSON texts; an unchanged pair of bundles beside unchanged other models is answered from memory.

    One is to be computed at a time: it takes seconds and 100 MB.
    """

    def __init__(self, settings: Settings) -> None:
        self._versions = versions_of(settings)
        self._kept: OrderedDict[tuple[str, ...], str] = OrderedDict()

    def text(self, name: str, a: str, b: str, ranked_with: RankedWith) -> str:
        """The comparison of two versions of a model; raises as `find_both` does, or RegistryUnavailableError."""
        before, after = find_both(self._versions, name, a, b)
        others = sorted(version.digest for other, version in ranked_with.models.versions.items() if other != name)
        key = (before.title, before.bundle.digest, after.title, after.bundle.digest, *others)
        if key not in self._kept:
            self._kept[key] = json_text(compare(before, after, ranked_with))
            while len(self._kept) > _KEPT:
                self._kept.popitem(last=False)
        self._kept.move_to_end(key)
        return self._kept[key]


def json_text(comparison: Comparison) -> str:
    """The comparison as JSON; what is not a number is null."""
    return to_json(comparison, inf_nan_mode="null").decode()
