"""Which versions answer now? The registry's champions, else the last good ones kept here, else the shipped."""

import threading
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path

import structlog

from matchmaker.bundles import Bundle, check_probe, open_bundle
from matchmaker.errors import MatchmakerError, ModelUnavailableError
from matchmaker.registry.cache import BundleCache
from matchmaker.registry.mlflow_store import CHAMPION, SHADOW, MlflowStore
from matchmaker.registry.model_set import ModelSet, ModelVersion, OpenedModel, Origin
from matchmaker.scorers import SCORERS
from matchmaker.scorers.scorer import Scorer

log = structlog.get_logger(__name__)
PATIENCE_SECONDS = 5.0  # how long stop() waits for a look-up under way; the thread is a daemon, exit never hangs


class Champions:
    """Holds the current ModelSet and exchanges it in the background; a version that fails to open changes nothing."""

    def __init__(
        self,
        models: Path,
        cache: Path,
        registry_uri: str | None,
        refresh_seconds: float,
        scorers: Sequence[type[Scorer]] = SCORERS,
    ) -> None:
        """`models` holds the shipped bundles, `cache` those of the registry; without a registry only the shipped."""
        self._models = models
        self._registry_uri = registry_uri
        self._cache = BundleCache(cache, registry_uri) if registry_uri else None
        self._shadow_cache = BundleCache(cache / SHADOW, registry_uri) if registry_uri else None
        self._refresh_seconds = refresh_seconds
        self._scorers = tuple(scorers)
        self._current = ModelSet()
        self._shadows: Mapping[str, OpenedModel] = {}
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._refresh_until_stopped, name="champions", daemon=True)
        self._reported: set[tuple[str, str]] = set()

    def start(self) -> None:
        """Open the models that lie on this machine, then look for champions in the background.

        Raises ModelUnavailableError when a model has neither a cached nor a shipped bundle that opens.
        """
        self._current = ModelSet().replacing({scorer.name: self._open_local(scorer) for scorer in self._scorers})
        if self._registry_uri:
            self._thread.start()

    def stop(self) -> None:
        """End the background look-ups."""
        self._stopping.set()
        if self._thread.is_alive():
            self._thread.join(PATIENCE_SECONDS)

    def current(self) -> ModelSet:
        """The models to answer with; hold on to the set for the whole of a request."""
        return self._current

    def shadow(self) -> ModelSet | None:
        """The current models with those exchanged that have an alias `shadow`; None when none has."""
        return self._current.replacing(self._shadows) if self._shadows else None

    def refresh(self) -> None:
        """Ask the registry once and exchange every model whose champion is another one, all in one swap.

        Shadows are looked up after that: what is wrong with one never keeps a champion from its place.
        """
        if self._registry_uri is None or self._cache is None:
            return
        try:
            store = MlflowStore(self._registry_uri)
            found = [(scorer, store.champion(scorer.name)) for scorer in self._scorers]
        except MatchmakerError as error:
            self._report("registry", "registry_unavailable", error)
            return
        self._reported.discard(("registry", "registry_unavailable"))
        changed = {}
        for scorer, version in found:
            if version is not None and (model := self._champion(scorer, version, store, self._cache)) is not None:
                changed[scorer.name] = model
        if changed:
            self._current = self._current.replacing(changed)
            log.info("models_exchanged", versions={name: model.version.version for name, model in changed.items()})
        if self._shadow_cache is not None:
            self._refresh_shadows(store, self._shadow_cache)

    def _refresh_until_stopped(self) -> None:
        while not self._stopping.is_set():
            self.refresh()
            self._stopping.wait(self._refresh_seconds)

    def _refresh_shadows(self, store: MlflowStore, cache: BundleCache) -> None:
        try:
            asked = {scorer: store.version(scorer.name, SHADOW) for scorer in self._scorers}
        except MatchmakerError as error:
            self._report("registry", "registry_unavailable", error)
            return
        found = {}
        for scorer, version in asked.items():
            if version is not None and version != self._current.versions[scorer.name].version:
                opened = self._shadows.get(scorer.name)
                known = opened is not None and opened.version.version == version
                model = opened if known else self._fetched(scorer, version, SHADOW, store, cache)
                if model is not None:
                    found[scorer.name] = model
        if found != self._shadows:
            self._shadows = found
            log.info("shadows_exchanged", versions={name: model.version.version for name, model in found.items()})

    def _champion(
        self, scorer: type[Scorer], version: str, store: MlflowStore, cache: BundleCache
    ) -> OpenedModel | None:
        """The champion opened, None when it is the one in use or cannot serve."""
        now = self._current.opened[scorer.name]
        if now.version.alias == CHAMPION and now.version.version == version:
            return None if now.version.source == "registry" else _confirmed(now)
        return self._fetched(scorer, version, CHAMPION, store, cache)

    def _fetched(
        self, scorer: type[Scorer], version: str, alias: str, store: MlflowStore, cache: BundleCache
    ) -> OpenedModel | None:
        """The version downloaded, verified, cached and opened; None, and a line in the log, when it cannot serve."""
        try:
            with cache.workplace() as folder:
                bundle = open_bundle(store.fetch(scorer.name, version, folder))
                serve(scorer, bundle)
                kept = cache.keep(scorer.name, version, bundle)
            return _open(scorer, kept, version, "registry", alias)
        except (MatchmakerError, OSError) as error:
            self._report(f"{scorer.name} {version}", f"{alias}_refused", error)
            return None

    def _open_local(self, scorer: type[Scorer]) -> OpenedModel:
        cached = self._cache.last_good(scorer.name) if self._cache else None
        if cached is not None:
            try:
                return _open(scorer, cached.folder, cached.version, "cache", CHAMPION)
            except MatchmakerError as error:
                self._report(f"{scorer.name} {cached.version}", "cached_model_refused", error)
        return _open(scorer, self._models / scorer.name / "bundle", None, "shipped", None)

    def _report(self, subject: str, event: str, error: Exception) -> None:
        """Log a trouble when it begins, not at every look-up it lasts."""
        if (subject, event) not in self._reported:
            self._reported.add((subject, event))
            log.warning(event, subject=subject, detail=str(error))


def serve(scorer: type[Scorer], bundle: Bundle) -> Scorer:
    """The bundle opened by its scorer, probe answered; ModelUnavailableError or BundleDamagedError when it cannot."""
    if bundle.manifest.name != scorer.name:
        raise ModelUnavailableError(
            f"{bundle.folder}: expected a bundle of {scorer.name}, got one of {bundle.manifest.name}; promote another"
        )
    try:
        opened = scorer.open(bundle)
        check_probe(bundle, opened)
    except MatchmakerError:
        raise
    except Exception as error:  # a bundle made by another version of this code may fail in any way
        raise ModelUnavailableError(
            f"{bundle.folder}: {scorer.name} did not open ({type(error).__name__}: {error}); train it again"
        ) from error
    return opened


def _open(scorer: type[Scorer], folder: Path, version: str | None, source: Origin, alias: str | None) -> OpenedModel:
    bundle = open_bundle(folder)
    opened = serve(scorer, bundle)
    return OpenedModel(
        opened, ModelVersion(scorer.name, version or bundle.manifest.version, alias, source, bundle.digest)
    )


def _confirmed(model: OpenedModel) -> OpenedModel:
    return replace(model, version=replace(model.version, source="registry"))
