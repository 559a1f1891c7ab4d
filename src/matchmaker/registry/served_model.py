"""The loader of a version inside MLflow (models from code): MLflow runs this file beside the bundle folder.

It is kept with every version, so it imports what it needs from the installed package and holds no logic.
"""

import json
from pathlib import Path

import mlflow.models
from mlflow.pyfunc.model import PythonModel, PythonModelContext

from matchmaker.bundles import open_bundle
from matchmaker.scorers import SCORERS


class ServedModel(PythonModel):
    """Answers the JSON inputs of a probe with JSON, the form that all scorers share."""

    def load_context(self, context: PythonModelContext) -> None:
        """Verify and open the bundle."""
        bundle = open_bundle(Path(context.artifacts["bundle"]))
        self.scorer = {scorer.name: scorer for scorer in SCORERS}[bundle.manifest.name].open(bundle)

    def predict(
        self, context: PythonModelContext, model_input: list[str], params: dict[str, object] | None = None
    ) -> list[str]:
        """One JSON answer for each JSON input."""
        return [json.dumps(self.scorer.answer_probe(json.loads(text))) for text in model_input]


mlflow.models.set_model(ServedModel())
