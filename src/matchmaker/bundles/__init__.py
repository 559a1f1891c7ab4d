"""What is a trained model on disk? A folder of data files, each named with its SHA-256, and a probe."""

from matchmaker.bundles.folder import Bundle, open_bundle, save_bundle
from matchmaker.bundles.manifest import Manifest, Metric, SignalUse
from matchmaker.bundles.probe import check_probe

__all__ = ["Bundle", "Manifest", "Metric", "SignalUse", "check_probe", "open_bundle", "save_bundle"]
