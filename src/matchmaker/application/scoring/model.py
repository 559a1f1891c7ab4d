"""Which model scores a file: the one in service, or that of a folder."""

from pathlib import Path
from typing import TypeVar, cast

from matchmaker.bundles import open_bundle
from matchmaker.registry.champions import Champions, serve
from matchmaker.scorers.authenticity import Authenticity
from matchmaker.scorers.performance.scorer import Performance
from matchmaker.scorers.topic_fit import TopicFit
from matchmaker.settings import Settings

_BUNDLE = "bundle"
Opened = TypeVar("Opened", TopicFit, Authenticity, Performance)


def open_authenticity(settings: Settings, folder: Path | None) -> Authenticity:
    """The authenticity model; see `open_model`."""
    return open_model(Authenticity, settings, folder)


def open_model(scorer: type[Opened], settings: Settings, folder: Path | None) -> Opened:
    """The model of a bundle `folder` (with or without its last part, `bundle`), else the one the service answers with.

    Raises BundleDamagedError or ModelUnavailableError when it does not open or fails its probe.
    """
    if folder is None:
        champions = Champions(
            settings.models,
            settings.cached_models,
            settings.registry_uri,
            settings.registry_refresh_seconds,
            scorers=(scorer,),
        )
        champions.start()
        try:
            return cast(Opened, champions.current().scorer(scorer.name))
        finally:
            champions.stop()
    inner = folder / _BUNDLE
    return cast(Opened, serve(scorer, open_bundle(inner if inner.is_dir() else folder)))
