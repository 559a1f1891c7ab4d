"""One MLflow store: runs are logged, versions registered, aliases moved.

MLflow is imported when a `Tracking` is made, not before: it costs seconds and 200 MB.
"""

from collections.abc import Mapping
from pathlib import Path

from matchmaker.bundles import Bundle
from training.tracking.claims import Claimant, beat, claim, require_claim
from training.tracking.logged import LoggedRun, latest_version, read_run
from training.tracking.record import RunRecord
from training.tracking.runs import MODEL_FOLDER, fill_run, log_bundle, set_tags
from training.tracking.store import absolute, already_there, default_artifacts, infrastructure, open_client
from training.tracking.versions import AGAINST_TAG, CHALLENGER, GATE_TAG, NOBODY, PASSED, Versions

CONTENT_TAG = "content_digest"  # the same recipe, data and model have the same, whenever they were made

# MLflow's pages show what suits trained models instead of chats.
EXPERIMENT_TAGS = {"mlflow.experimentKind": "custom_model_development"}


class Tracking:
    """Logs runs, registers versions and moves aliases in one MLflow store."""

    def __init__(self, uri: str, artifacts: str | None = None) -> None:
        """Connect to `uri` (sqlite:///file, postgresql://, http(s)://); a database is created or upgraded first.

        `artifacts` is the URI below which bundles and plots lie: beside a SQLite file when absent; a server
        knows its own; any other database needs it.
        """
        self.uri = absolute(uri)
        self.artifacts = artifacts or default_artifacts(self.uri)
        self._client = open_client(self.uri)
        self.versions = Versions(self._client, self.uri)

    def begin(self, model: str, name: str, claimant: Claimant) -> str:
        """Begin the run of a job and claim the model with it; its id. ModelBusyError says who holds the model."""
        with infrastructure(self.uri):
            return claim(self._client, self._experiment(model), model, name, claimant)

    def beat(self, run_id: str) -> None:
        """Say that the job of this run lives."""
        with infrastructure(self.uri):
            beat(self._client, run_id)

    def tag(self, run_id: str, tags: Mapping[str, str]) -> None:
        """Set tags of a run."""
        with infrastructure(self.uri):
            set_tags(self._client, run_id, tags)

    def fill(self, model: str, run_id: str, record: RunRecord, bundle: Bundle | None) -> None:
        """Log everything of a run that has begun, its bundle, if any, last; ClaimLostError when it was held for dead."""
        with infrastructure(self.uri):
            require_claim(self._client, run_id)
            self._client.update_run(run_id, name=record.name)
            fill_run(self._client, self._experiment(model), run_id, record)
            if bundle is not None:
                log_bundle(self._client, run_id, bundle)

    def keep_file(self, run_id: str, path: Path) -> None:
        """Attach a file to a run."""
        with infrastructure(self.uri):
            self._client.log_artifact(run_id, str(path))

    def end(self, run_id: str, status: str) -> None:
        """End a run as FINISHED, FAILED or KILLED; ClaimLostError when it was held for dead meanwhile."""
        with infrastructure(self.uri):
            require_claim(self._client, run_id)
            self._client.set_terminated(run_id, status)

    def log(self, model: str, record: RunRecord, bundle: Bundle | None = None) -> str:
        """Log one run of `model` that is over, with the bundle it made, if any, as an MLflow model; the run's id."""
        with infrastructure(self.uri):
            run = self._client.create_run(self._experiment(model), run_name=record.name)
            run_id = str(run.info.run_id)
            try:
                self.fill(model, run_id, record, bundle)
            except BaseException:
                self._client.set_terminated(run_id, "FAILED")
                raise
            self._client.set_terminated(run_id, "FINISHED")
            return run_id

    def register(self, model: str, run_id: str, tags: Mapping[str, str], note: str = "") -> str:
        """Register the run's bundle as a version; the alias comes last, so that a killed job leaves none.

        A version that has the same content already becomes the challenger instead of a second one like it.
        """
        with infrastructure(self.uri):
            self._ensure_model(model)
            version = self._twin(model, tags)
            if version is None:
                version = self._new_version(model, run_id, tags, note)
            else:  # it was just judged beside the champion of now, perhaps not the one it met when it was registered
                self._client.set_model_version_tag(model, version, AGAINST_TAG, tags.get(AGAINST_TAG, NOBODY))
            self._client.set_registered_model_alias(model, CHALLENGER, version)
            return version

    def logged(self, model: str, version: str, *names: str) -> LoggedRun:
        """What the run of a version says it was made from, with its text artifacts of these names."""
        with infrastructure(self.uri):
            return read_run(self._client, str(self._client.get_model_version(model, version).run_id), *names)

    def latest(self, model: str) -> str:
        """The newest version's number; VersionUnknownError when there is none."""
        with infrastructure(self.uri):
            return latest_version(self._client, model)

    def _experiment(self, model: str) -> str:
        with already_there():
            made = self._client.create_experiment(model, self._artifacts_of(model), tags=EXPERIMENT_TAGS)
            return str(made)
        return str(self._client.get_experiment_by_name(model).experiment_id)

    def _artifacts_of(self, model: str) -> str | None:
        return None if self.artifacts is None else f"{self.artifacts.rstrip('/')}/{model}"

    def _ensure_model(self, model: str) -> None:
        with already_there():
            self._client.create_registered_model(model)

    def _twin(self, model: str, tags: Mapping[str, str]) -> str | None:
        if CONTENT_TAG not in tags:
            return None
        wanted = f"name = '{model}' AND tags.{CONTENT_TAG} = '{tags[CONTENT_TAG]}' AND tags.{GATE_TAG} = '{PASSED}'"
        found = self._client.search_model_versions(wanted, max_results=1)
        if not found:
            return None
        version = str(found[0].version)
        for name, value in tags.items():
            if name.startswith(GATE_TAG):  # it was judged again, beside the champion of now
                self._client.set_model_version_tag(model, version, name, value)
        return version

    def _new_version(self, model: str, run_id: str, tags: Mapping[str, str], note: str) -> str:
        source = f"runs:/{run_id}/{MODEL_FOLDER}"
        passed = {**tags, GATE_TAG: PASSED}
        made = self._client.create_model_version(model, source, run_id, tags=passed, description=note or None)
        return str(made.version)
