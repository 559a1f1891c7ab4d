"""Does a bundle mean the same signals as this code? Asked by every scorer when it opens."""

from collections.abc import Sequence

from matchmaker.bundles import Bundle
from matchmaker.errors import BundleDamagedError
from matchmaker.signals import signal


def refuse_changed_signals(bundle: Bundle, names: Sequence[str]) -> None:
    """Raise BundleDamagedError unless the manifest lists exactly these signals, each in the version measured here.

    `names` are the signals the scorer reads; a model learned from another definition would answer nonsense.
    """
    measured = {name: signal(name).version for name in names}
    recorded = {use.name: use.version for use in bundle.manifest.signals}
    changed = [
        f"{name} (expected {_version(measured.get(name))}, got {_version(recorded.get(name))})"
        for name in dict.fromkeys((*measured, *recorded))
        if measured.get(name) != recorded.get(name)
    ]
    if changed:
        raise BundleDamagedError(
            f"{bundle.folder}: made from other signals than this code measures: {', '.join(changed)}; "
            f"train {bundle.manifest.name} again"
        )


def _version(version: int | None) -> str:
    return "none" if version is None else f"version {version}"
