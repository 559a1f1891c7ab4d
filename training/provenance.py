"""Where does a version come from? Recipe, data, code and figures, as its manifest and its run tell them."""

import hashlib
import json
import tomllib
from collections.abc import Mapping, Sequence
from datetime import datetime

from matchmaker.bundles import Manifest, Metric
from matchmaker.bundles.judged import JUDGED_FILE, write_judged
from training.cards import card_of_fit
from training.checkout import CHECKOUT, commit
from training.data_quality import Inspection
from training.datasets.source import GENERATED, Source
from training.gate.gated import GATE_FILE, Gated
from training.jobs.code import code_digest, computing_versions, installed
from training.sources import data_digest
from training.tracking import DatasetUse, RunRecord
from training.tracking.runs import COMMIT_TAG, NOTE_TAG, SOURCE_TAG
from training.tracking.tracking import CONTENT_TAG
from training.trainer import Draft, Evaluation, Recipe

CODE_TAG = "code_digest"
INSTALLED_FILE = "installed.txt"  # every distribution, as pip freeze has them
FINDINGS_TAG = "data_findings"  # how many things the data checks said; each is a line of data.txt


def describe(
    recipe: Recipe,
    recipe_text: str,
    origins: Mapping[Source, str],
    draft: Draft,
    evaluation: Evaluation,
    inspection: Inspection,
    now: datetime,
) -> Manifest:
    """The manifest: what the bundle holds, what it was made from (digest by source) and how good it was found to be."""
    digest = data_digest({source.name: own for source, own in origins.items()})
    return Manifest(
        name=recipe.model,
        version=f"{now:%Y%m%d}-{content_digest(recipe_text, digest, _hashed(draft.files))[:8]}",
        created_at=now.isoformat(timespec="seconds"),
        description=draft.description,
        features=draft.features,
        signals=draft.signals,
        units=dict(draft.units),
        parameters=dict(draft.parameters),
        recipe=recipe_text,
        data_digest=digest,
        data_sources=(
            *(f"{source.name}: {source.licence}" for source in origins),
            *(f"{name}: {GENERATED}" for name in recipe.generated_sources),
        ),
        commit=commit(CHECKOUT),
        seed=recipe.seed,
        metrics=evaluation.metrics,
        data_findings=inspection.lines(),
    )


def content_digest(recipe_text: str, digest: str, files: Mapping[str, str]) -> str:
    """SHA-256 over recipe, data and the SHA-256 of each file: the same inputs and outputs are the same version."""
    contents = [f"{name} {sha256}" for name, sha256 in sorted(files.items())]
    return hashlib.sha256("\n".join([recipe_text, digest, *contents]).encode()).hexdigest()


def made_of(trainer: object) -> dict[str, str]:
    """What a rebuild is compared by: the digest of the code behind a trainer, and the versions it computed with."""
    return {CODE_TAG: code_digest(type(trainer).__module__), **computing_versions()}


def provenance(manifest: Manifest) -> dict[str, str]:
    """What an analyst searches versions by."""
    return {
        "bundle_version": manifest.version,
        CONTENT_TAG: content_digest(manifest.recipe, manifest.data_digest, manifest.files),
        "commit": manifest.commit,
        "data_digest": manifest.data_digest,
        "seed": str(manifest.seed),
    }


def record(
    manifest: Manifest,
    evaluation: Evaluation,
    gated: Gated,
    origins: Mapping[Source, str],
    made_of: Mapping[str, str] | None = None,
) -> RunRecord:
    """The run as it is logged: every key of the recipe, every figure, every verdict, every source, every library."""
    lines = [f"{verdict.word} {verdict.check}: {verdict.reason}" for verdict in gated.verdicts]
    recipe = tomllib.loads(manifest.recipe)
    return RunRecord(
        name=manifest.version,
        params=_flat(recipe),
        tags={
            **provenance(manifest),
            **gated.tags,
            **(made_of or {}),
            FINDINGS_TAG: str(len(manifest.data_findings)),
            NOTE_TAG: _note(manifest, gated),
            SOURCE_TAG: f"python -m training {manifest.name}",
            COMMIT_TAG: manifest.commit,
        },
        metrics=evaluation.metrics,
        plots=evaluation.plots,
        texts={
            "recipe.toml": manifest.recipe,
            "gate.txt": "\n".join(lines) + "\n",
            GATE_FILE: gated.document,
            "data.txt": "".join(f"{line}\n" for line in manifest.data_findings),
            "metrics.json": json.dumps([row.model_dump() for row in evaluation.metrics], indent=1) + "\n",
            INSTALLED_FILE: installed(),
            **card_of_fit(manifest, evaluation.judged),
        },
        datasets=[DatasetUse(source.name, digest, source.folder, source.licence) for source, digest in origins.items()],
        files={} if evaluation.judged is None else {JUDGED_FILE: write_judged(evaluation.judged)},
        parts={name: _part(manifest, recipe, name, rows) for name, rows in _parts(evaluation).items()},
    )


def _parts(evaluation: Evaluation) -> Mapping[str, Sequence[Metric]]:
    """The figures of each head; of a model without heads those of each set it was judged on, where there are several."""
    if evaluation.parts:
        return evaluation.parts
    sets = dict.fromkeys(row.set for row in evaluation.metrics)
    by_set = {name: [row for row in evaluation.metrics if row.set == name] for name in sets}
    return by_set if len(by_set) > 1 else {}


def _part(manifest: Manifest, recipe: Mapping[str, object], name: str, rows: Sequence[Metric]) -> RunRecord:
    parts = recipe.get("parts")
    own = parts.get(name) if isinstance(parts, Mapping) else None
    return RunRecord(
        name=f"{manifest.version} {name}",
        params=_flat(own) if isinstance(own, Mapping) else {},
        tags={"bundle_version": manifest.version, "commit": manifest.commit},
        metrics=rows,
    )


def _note(manifest: Manifest, gated: Gated) -> str:
    """What a reader of MLflow's page sees first."""
    sources = "\n".join(f"- {line}" for line in manifest.data_sources)
    failed = "\n".join(f"- **{verdict.check}**: {verdict.reason}" for verdict in gated.verdicts if not verdict.passed)
    judged = f"The gate refused it:\n\n{failed}" if failed else f"{len(gated.verdicts)} checks passed."
    return f"{manifest.description}\n\n{judged}\n\nLearned from:\n\n{sources}\n"


def _hashed(files: Mapping[str, bytes]) -> dict[str, str]:
    return {name: hashlib.sha256(content).hexdigest() for name, content in files.items()}


def _flat(recipe: Mapping[str, object], prefix: str = "") -> dict[str, str]:
    """Keys of nested tables joined by dots, values as JSON."""
    flat: dict[str, str] = {}
    for key, value in recipe.items():
        if isinstance(value, Mapping):
            flat |= _flat(value, f"{prefix}{key}.")
        else:
            flat[f"{prefix}{key}"] = json.dumps(value, default=str)
    return flat
