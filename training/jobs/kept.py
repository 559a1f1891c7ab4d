"""A judged model is kept by what it was learned from, so that a job killed after its fit does not fit again.

It is kept as a bundle (draft, figures, plots, judged rows), by the digests of data, recipe and code; no step before
it has a form that is data alone. What a fit itself is made of is kept booster by booster (texts.py).
"""

import contextlib
import hashlib
import io
import shutil
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from matplotlib.figure import Figure
from pydantic import TypeAdapter

from matchmaker.bundles import Manifest, Metric, open_bundle, save_bundle
from matchmaker.bundles.judged import JUDGED_FILE, read_judged, write_judged
from matchmaker.errors import BundleDamagedError
from training.jobs.texts import keeping_texts, oldest
from training.trainer import Draft, Evaluation

DRAFT, PLOTS, PARTS_FILE = "draft/", "plots/", "parts.json"
MODELS_KEPT = 3  # of each model: that of the job that died, the last one, and one that was tried beside
_PARTS = TypeAdapter(dict[str, tuple[Metric, ...]])


@dataclass(frozen=True)
class Learned:
    """What is left of a fit once it is judged: the files of the bundle, and the figures."""

    draft: Draft
    evaluation: Evaluation


@dataclass(frozen=True)
class Kept:
    """A folder of what was learned; None keeps nothing."""

    folder: Path | None = None

    def find(self, model: str, key: str) -> Learned | None:
        """What was learned under this key; None when nothing was, or when what was kept is damaged."""
        if self.folder is None:
            return None
        try:
            bundle = open_bundle(self.folder / model / key)
            return _learned(bundle.manifest, bundle.contents)
        except BundleDamagedError:
            return None

    def keep(self, model: str, key: str, learned: Learned) -> Learned:
        """Keep it, whole or not at all; it comes back with its plots drawn, as it will be found."""
        drawn = {name: _png(plot) for name, plot in learned.evaluation.plots.items()}
        made = replace(learned, evaluation=replace(learned.evaluation, plots=drawn))
        if self.folder is not None:
            save_bundle(self.folder / model / key, *_as_bundle(model, key, made))
            for old in oldest(self.folder / model, MODELS_KEPT):
                shutil.rmtree(old, ignore_errors=True)
        return made

    @contextlib.contextmanager
    def texts(self) -> Iterator[None]:
        """While this lasts, boosters are kept below the same folder."""
        with keeping_texts(None if self.folder is None else self.folder / "boosters"):
            yield


def key(recipe_text: str, data_digest: str, code_digest: str) -> str:
    """The name under which a model is kept."""
    return hashlib.sha256("\n".join([recipe_text, data_digest, code_digest]).encode()).hexdigest()[:32]


def _as_bundle(model: str, key: str, learned: Learned) -> tuple[Manifest, dict[str, bytes]]:
    draft, evaluation = learned.draft, learned.evaluation
    manifest = Manifest(
        name=model,
        version=key,
        created_at="",
        description=draft.description,
        features=draft.features,
        signals=draft.signals,
        units=dict(draft.units),
        parameters=dict(draft.parameters),
        metrics=evaluation.metrics,
    )
    files = {f"{DRAFT}{name}": content for name, content in draft.files.items()}
    files |= {f"{PLOTS}{name}": _png(plot) for name, plot in evaluation.plots.items()}
    files[PARTS_FILE] = _PARTS.dump_json(dict(evaluation.parts))
    files |= {} if evaluation.judged is None else {JUDGED_FILE: write_judged(evaluation.judged)}
    return manifest, files


def _learned(manifest: Manifest, files: Mapping[str, bytes]) -> Learned:
    judged = read_judged(files[JUDGED_FILE], "what was kept") if JUDGED_FILE in files else None
    draft = Draft(
        manifest.description,
        _below(DRAFT, files),
        manifest.features,
        manifest.signals,
        manifest.units,
        manifest.parameters,
    )
    parts = _PARTS.validate_json(files[PARTS_FILE])
    return Learned(draft, Evaluation(manifest.metrics, _below(PLOTS, files), judged, parts))


def _below(prefix: str, files: Mapping[str, bytes]) -> dict[str, bytes]:
    return {name.removeprefix(prefix): content for name, content in files.items() if name.startswith(prefix)}


def _png(plot: Figure | bytes) -> bytes:
    if isinstance(plot, bytes):
        return plot
    file = io.BytesIO()
    plot.savefig(
        file, format="png", metadata={"Software": None}
    )  # without the library's version: equal plots are equal
    return file.getvalue()
