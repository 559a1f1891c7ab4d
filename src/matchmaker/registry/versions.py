"""Any version of a model, not only the one that answers: by number, by alias, by digest, or the shipped one."""

from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

import polars as pl

from matchmaker.bundles import Bundle, open_bundle
from matchmaker.bundles.judged import JUDGED_FILE, read_judged
from matchmaker.errors import MatchmakerError, NotFoundError
from matchmaker.registry.cache import BundleCache
from matchmaker.registry.mlflow_store import MlflowStore
from matchmaker.registry.model_set import Origin

SHIPPED = "shipped"  # the word for the bundle that travels with the code


@dataclass(frozen=True)
class FoundVersion:
    """A version with its verified bundle and, where its run kept them, the held-out rows it was judged on (JUDGED)."""

    name: str
    asked: str
    version: str
    source: Origin
    bundle: Bundle
    judged: pl.DataFrame | None = None

    @property
    def title(self) -> str:
        """How people call it: `7`, `champion (7)` or `shipped (20261122-5e7186ac)`."""
        return self.version if self.asked == self.version else f"{self.asked} ({self.version})"


class Versions:
    """Looks versions up in the registry, the cache and the shipped bundles; changes none of them."""

    def __init__(self, models: Path, cache: Path, registry_uri: str | None) -> None:
        """`models` holds the shipped bundles; without a registry they are all there is."""
        self._models = models
        self._registry_uri = registry_uri
        self._cache = BundleCache(cache, registry_uri) if registry_uri else None

    def find(self, name: str, asked: str) -> FoundVersion:
        """The version of a model that is asked for as a number, an alias or SHIPPED.

        Raises NotFoundError when there is none, RegistryUnavailableError when the registry does not answer and
        BundleDamagedError when its bundle does not verify.
        """
        if asked == SHIPPED:
            return self._shipped(name)
        if self._registry_uri is None:
            raise NotFoundError(
                f"expected {SHIPPED!r} as the version of {name}, got {asked!r} and no registry to look in; "
                "set MATCHMAKER_REGISTRY_URI"
            )
        store = MlflowStore(self._registry_uri)
        number = store.version(name, asked)
        if number is None:
            raise NotFoundError(
                f"no version or alias {asked!r} of {name} in the registry; use a number, champion, challenger, "
                f"previous or {SHIPPED}"
            )
        return self._registered(store, name, asked, number)

    def with_digest(self, name: str, version: str, digest: str) -> FoundVersion | None:
        """The version whose bundle has this digest: shipped, cached, or `version` of the registry; None when gone."""
        found = [self._shipped(name) if (self._models / name).is_dir() else None, self._cached(name, version)]
        for one in found:
            if one is not None and one.bundle.digest == digest:
                return one
        try:
            registered = self.find(name, version)
        except MatchmakerError:
            return None
        return registered if registered.bundle.digest == digest else None

    def _shipped(self, name: str) -> FoundVersion:
        if not (self._models / name).is_dir():
            known = ", ".join(sorted(folder.name for folder in self._models.iterdir()))
            raise NotFoundError(f"no model is named {name!r}; there are {known}")
        bundle = open_bundle(self._models / name / "bundle")
        return FoundVersion(name, SHIPPED, bundle.manifest.version, "shipped", bundle)

    def _cached(self, name: str, version: str) -> FoundVersion | None:
        kept = self._cache.last_good(name) if self._cache else None
        if kept is None or kept.version != version:
            return None
        try:
            return FoundVersion(name, version, version, "cache", open_bundle(kept.folder))
        except MatchmakerError:
            return None  # a damaged copy is as good as none

    def _registered(self, store: MlflowStore, name: str, asked: str, number: str) -> FoundVersion:
        with TemporaryDirectory(prefix="matchmaker-version-") as folder:
            bundle = open_bundle(store.fetch(name, number, Path(folder)))
            judged = store.run_file(name, number, JUDGED_FILE, Path(folder))
        rows = None if judged is None else read_judged(judged, f"{name} {number}")
        return FoundVersion(name, asked, number, "registry", bundle, rows)
