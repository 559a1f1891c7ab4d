"""Two versions of a model compared: figures, slices, calibration, what they lean on, and how rankings move."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from matchmaker.application.comparison.churn import MARKET, brief_churn, frozen_briefs, frozen_market, pinned
from matchmaker.application.comparison.document import ChurnPart, Comparison, MetricDelta, VersionPart
from matchmaker.application.comparison.metrics import Logged, metric_deltas
from matchmaker.application.comparison.origins import (
    data_change,
    feature_changes,
    recipe_changes,
    recipe_diff,
    signal_changes,
)
from matchmaker.application.comparison.slices import calibration_curves, slice_deltas
from matchmaker.errors import MatchmakerError
from matchmaker.registry.champions import serve
from matchmaker.registry.model_set import ModelSet, ModelVersion, OpenedModel
from matchmaker.registry.versions import FoundVersion
from matchmaker.scorers import SCORERS
from matchmaker.text.vectors import VectorCache

_CHANCE = 0.05  # of calling a difference significant where there is none


@dataclass(frozen=True)
class RankedWith:
    """What rankings are made with besides the compared model: the other models, and the encoder.

    `progress` is told of creators whose captions are embedded, which takes half a minute the first time.
    """

    models: ModelSet
    vectors: VectorCache
    progress: Callable[[int, int], None] | None = None


def compare(a: FoundVersion, b: FoundVersion, ranked_with: RankedWith) -> Comparison:
    """Everything that differs between two versions of one model; what could not be compared is in `notes`."""
    before, after = (Logged(side.bundle.manifest.metrics, side.judged) for side in (a, b))
    metrics = list(metric_deltas(before, after))
    both_judged = a.judged is not None and b.judged is not None
    churn, notes = _churn(a, b, ranked_with)
    return {
        "model": a.name,
        "a": _part(a),
        "b": _part(b),
        "summary": list(_summary(a, b, metrics, churn)),
        "metrics": metrics,
        "slices": list(slice_deltas(a.judged, b.judged)) if a.judged is not None and b.judged is not None else [],
        "calibration": [
            *(calibration_curves(a.judged, "a") if a.judged is not None else ()),
            *(calibration_curves(b.judged, "b") if b.judged is not None else ()),
        ],
        "features": list(feature_changes(a.bundle, b.bundle)),
        "signals": signal_changes(a.bundle.manifest, b.bundle.manifest),
        "data": data_change(a.bundle.manifest, b.bundle.manifest),
        "recipe": recipe_changes(a.bundle.manifest, b.bundle.manifest),
        "recipe_diff": recipe_diff(a.bundle.manifest, b.bundle.manifest),
        "churn": churn,
        "notes": [*notes, *([] if both_judged else [_unjudged(a, b)])],
    }


def _part(found: FoundVersion) -> VersionPart:
    manifest = found.bundle.manifest
    return {
        "title": found.title,
        "version": found.version,
        "source": found.source,
        "digest": found.bundle.digest,
        "created_at": manifest.created_at,
        "commit": manifest.commit,
        "seed": manifest.seed,
        "judged_rows_count": 0 if found.judged is None else found.judged.height,
    }


def _unjudged(a: FoundVersion, b: FoundVersion) -> str:
    without = " and ".join(dict.fromkeys(side.title for side in (a, b) if side.judged is None))
    return (
        f"No judged rows were kept of {without}: differences are unpaired (their intervals are those of different rows, "
        "too wide where the rows were the same), and there are no slices. Versions of the registry keep them."
    )


def _churn(a: FoundVersion, b: FoundVersion, ranked_with: RankedWith) -> tuple[ChurnPart | None, list[str]]:
    try:
        sets = [ranked_with.models.replacing({side.name: opened(side)}) for side in (a, b)]
    except MatchmakerError as error:
        return None, [f"Rankings are not compared, a version does not open with this code: {error.detail}"]
    with frozen_market(ranked_with.vectors, progress=ranked_with.progress) as market:
        ours, theirs = (pinned(market, models) for models in sets)
        briefs = [brief_churn(brief, ours, theirs) for brief in frozen_briefs()]
    others = {name: use.version for name, use in ranked_with.models.versions.items() if name != a.name}
    return {"market": MARKET, "other_models": others, "briefs": briefs}, []


def opened(found: FoundVersion) -> OpenedModel:
    """The version's scorer, its probe answered; ModelUnavailableError or BundleDamagedError when it cannot serve."""
    kind = next(scorer for scorer in SCORERS if scorer.name == found.name)
    scorer = serve(kind, found.bundle)
    alias = None if found.source == "shipped" else found.asked
    return OpenedModel(scorer, ModelVersion(found.name, found.version, alias, found.source, found.bundle.digest))


def _summary(
    a: FoundVersion, b: FoundVersion, metrics: Sequence[MetricDelta], churn: ChurnPart | None
) -> Iterator[str]:
    if a.bundle.digest == b.bundle.digest:
        yield "Both are the same bundle, byte for byte."
    judged = [row for row in metrics if row["verdict"] in ("better", "worse", "different", "not significant")]
    better, worse = (sum(row["verdict"] == word for row in judged) for word in ("better", "worse"))
    paired = sum(row["basis"] == "paired" for row in judged)
    yield (
        f"Of {len(judged)} figures that both have with an interval, {better} are significantly better in {b.title} and "
        f"{worse} worse; {paired} were compared row by row. By chance alone about {_CHANCE * len(judged):.0f} would be "
        "called different."
    )
    if churn and churn["briefs"]:
        taus = [brief["kendall_tau"] for brief in churn["briefs"] if brief["kendall_tau"] is not None]
        overlap = sum(brief["top_overlap_ratio"] for brief in churn["briefs"]) / len(churn["briefs"])
        yield (
            f"On {len(churn['briefs'])} frozen briefs the first ten share {overlap:.0%} of their creators; Kendall's tau "
            f"of the whole order is {min(taus):.2f} to {max(taus):.2f}."
        )
    yield (
        "Both were made from the same data."
        if a.bundle.manifest.data_digest == b.bundle.manifest.data_digest
        else "They were made from different data; see below what came and went."
    )
