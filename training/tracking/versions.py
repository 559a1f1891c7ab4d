"""Registered versions: which aliases point at them, what the gate said of them, and what they answered."""

import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

import polars as pl

from matchmaker.bundles import Bundle, open_bundle
from matchmaker.bundles.judged import JUDGED_FILE, read_judged
from matchmaker.errors import MatchmakerError
from training.tracking.store import VersionUnknownError, absent, infrastructure, shown

if TYPE_CHECKING:
    from mlflow.tracking import MlflowClient

CHALLENGER, CHAMPION, PREVIOUS, SHADOW = "challenger", "champion", "previous", "shadow"
GATE_TAG, AGAINST_TAG = "gate", "gate_against"  # what the gate said, and which champion it was asked beside
PASSED, NOBODY = "passed", "none"  # the verdict that lets a version in; the champion where there was none
BUNDLE_IN_MODEL = "artifacts/bundle"


class VersionStaleError(MatchmakerError):
    """The gate judged a version beside another champion than the one of now."""

    status, code, title = 409, "version_stale", "The version must be judged again"


class Versions:
    """The versions of one MLflow registry, and the aliases that only the gate and its commands move."""

    def __init__(self, client: "MlflowClient", uri: str) -> None:
        self._client = client
        self._uri = uri

    def number(self, model: str, version_or_alias: str) -> str:
        """The number of a version or of what an alias points at; VersionUnknownError when there is none."""
        with infrastructure(self._uri):
            version = self.aliases(model).get(version_or_alias, version_or_alias)
            with absent(f"no version or alias {version_or_alias!r} of {model} in {shown(self._uri)}; train one first"):
                self._client.get_model_version(model, version)
            return version

    def champion(self, model: str) -> str | None:
        """The champion's number; None while there is no champion, or no version at all."""
        with infrastructure(self._uri):
            try:
                return self.aliases(model).get(CHAMPION)
            except VersionUnknownError:
                return None

    def aliases(self, model: str) -> dict[str, str]:
        """Version numbers by alias; VersionUnknownError when nothing of the model is registered."""
        with infrastructure(self._uri), absent(f"no registered model {model} in {shown(self._uri)}; train it first"):
            found = self._client.get_registered_model(model)
            return {alias: str(version) for alias, version in found.aliases.items()}

    def bundle(self, model: str, version: str, folder: Path) -> Bundle:
        """The version's bundle, downloaded below `folder` and verified."""
        import mlflow.artifacts

        with infrastructure(self._uri):
            source = self._client.get_model_version_download_uri(model, version)
            found = mlflow.artifacts.download_artifacts(
                artifact_uri=f"{source}/{BUNDLE_IN_MODEL}", dst_path=str(folder), tracking_uri=self._uri
            )
        return open_bundle(Path(found))

    def judged(self, model: str, version: str) -> pl.DataFrame | None:
        """What the version answered to its held-out rows (JUDGED); None when its run kept none."""
        with infrastructure(self._uri), tempfile.TemporaryDirectory() as folder:
            run_id = self._run(model, version)
            if JUDGED_FILE not in {entry.path for entry in self._client.list_artifacts(run_id)}:
                return None
            path = Path(self._client.download_artifacts(run_id, JUDGED_FILE, folder))
            return read_judged(path.read_bytes(), f"version {version} of {model}")

    def keep_verdict(self, model: str, version: str, tags: Mapping[str, str], texts: Mapping[str, str]) -> None:
        """The gate's tags on the version and its run, its documents beside the run's; GATE_TAG is set last.

        A version that passed becomes the challenger; one that did not is the challenger no longer.
        """
        with infrastructure(self._uri):
            run_id = self._run(model, version)
            for name, text in texts.items():
                self._client.log_text(run_id, text, name)
            for name, value in sorted(tags.items(), key=lambda tag: tag[0] == GATE_TAG):
                self._client.set_tag(run_id, name, value)
                self._client.set_model_version_tag(model, version, name, value)
            if tags[GATE_TAG] == PASSED:
                self._client.set_registered_model_alias(model, CHALLENGER, version)
            elif self.aliases(model).get(CHALLENGER) == version:
                self._client.delete_registered_model_alias(model, CHALLENGER)

    def promote(self, model: str, version_or_alias: str) -> str:
        """Make a version the champion that passed its gate beside the champion of now, who becomes `previous`.

        Raises VersionUnknownError for a version that did not pass, VersionStaleError for one that was judged beside
        another champion. Killed half-way it leaves the old champion, who is then `previous` too.
        """
        with infrastructure(self._uri):
            version = self.number(model, version_or_alias)
            champion = self.aliases(model).get(CHAMPION)
            if champion == version:
                return version
            self._refuse_unjudged(model, version, champion)
            if champion is not None:
                self._client.set_registered_model_alias(model, PREVIOUS, champion)
            self._client.set_registered_model_alias(model, CHAMPION, version)
            return version

    def shade(self, model: str, version_or_alias: str | None) -> str | None:
        """Let a version answer in the background of services, None: no version; its number."""
        with infrastructure(self._uri):
            if version_or_alias is None:
                if SHADOW in self.aliases(model):
                    self._client.delete_registered_model_alias(model, SHADOW)
                return None
            version = self.number(model, version_or_alias)
            self._client.set_registered_model_alias(model, SHADOW, version)
            return version

    def roll_back(self, model: str) -> str:
        """Make `previous` the champion again; it then has no predecessor, so a second call is refused."""
        with infrastructure(self._uri):
            aliases = self.aliases(model)
            previous = aliases.get(PREVIOUS)
            if previous is None or previous == aliases.get(CHAMPION):
                raise VersionUnknownError(
                    f"expected a version of {model} with the alias {PREVIOUS}, found none; promote a version by number"
                )
            self._client.set_registered_model_alias(model, CHAMPION, previous)
            self._client.delete_registered_model_alias(model, PREVIOUS)
            return previous

    def _refuse_unjudged(self, model: str, version: str, champion: str | None) -> None:
        tags = self._client.get_model_version(model, version).tags
        if tags.get(GATE_TAG) != PASSED:
            raise VersionUnknownError(f"version {version} of {model} has not passed its gate; train it again")
        against, now = tags.get(AGAINST_TAG, "an unknown champion"), champion or NOBODY
        if against != now:
            raise VersionStaleError(
                f"expected version {version} of {model} judged beside champion {now}, it was judged beside {against}; "
                f"python -m training gate {model} {version}"
            )

    def _run(self, model: str, version: str) -> str:
        return str(self._client.get_model_version(model, version).run_id)
