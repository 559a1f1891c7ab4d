"""Which authenticity model scores a file: the one in service, or that of a folder."""

from pathlib import Path

from matchmaker.bundles import open_bundle
from matchmaker.registry.champions import Champions, serve
from matchmaker.scorers.authenticity import Authenticity
from matchmaker.settings import Settings

_BUNDLE = "bundle"


def open_authenticity(settings: Settings, folder: Path | None) -> Authenticity:
    """The model of a bundle `folder` (with or without its last part, `bundle`), else the one the service answers with.

    Raises BundleDamagedError or ModelUnavailableError when it does not open or fails its probe.
    """
    if folder is None:
        champions = Champions(
            settings.models,
            settings.cached_models,
            settings.registry_uri,
            settings.registry_refresh_seconds,
            scorers=(Authenticity,),
        )
        champions.start()
        try:
            return champions.current().authenticity
        finally:
            champions.stop()
    inner = folder / _BUNDLE
    opened = serve(Authenticity, open_bundle(inner if inner.is_dir() else folder))
    assert isinstance(opened, Authenticity)
    return opened
