"""Where runs and versions are kept: MLflow with an explicit database and an explicit artifact folder."""

from training.tracking.record import DatasetUse, RunRecord
from training.tracking.runs import MODEL_FOLDER
from training.tracking.tracking import Tracking
from training.tracking.versions import CHALLENGER, CHAMPION, GATE_TAG, PREVIOUS

__all__ = [
    "CHALLENGER",
    "CHAMPION",
    "GATE_TAG",
    "MODEL_FOLDER",
    "PREVIOUS",
    "DatasetUse",
    "RunRecord",
    "Tracking",
]
