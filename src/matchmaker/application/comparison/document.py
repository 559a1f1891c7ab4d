"""The comparison of two versions as people and programs read it; `a` is the older side, `b` the newer one."""

from typing import Annotated, Literal, TypeAlias

from pydantic import ConfigDict, Field, with_config
from typing_extensions import TypedDict

_closed = with_config(ConfigDict(extra="forbid"))

Verdict: TypeAlias = Literal["better", "worse", "different", "not significant", "unknown", "only in a", "only in b"]
Basis: TypeAlias = Literal["paired", "unpaired", "none"]
Source: TypeAlias = Literal["registry", "cache", "shipped"]


@_closed
class VersionPart(TypedDict):
    """One of the two versions."""

    title: Annotated[str, Field(description="How it was asked for and which version that is, e.g. champion (9)")]
    version: str
    source: Source
    digest: Annotated[str, Field(description="SHA-256 over the bundle's manifest")]
    created_at: str
    commit: str
    seed: int
    judged_rows_count: Annotated[int, Field(description="Held-out rows it left its answers to; 0 where none were kept")]


@_closed
class Figure(TypedDict):
    """A figure as it was logged, with its 95 % interval."""

    value: float | None
    low: float | None
    high: float | None
    rows: int


@_closed
class MetricDelta(TypedDict):
    """One figure of both versions. `difference` is b - a; `low` and `high` bound it with 95 % confidence.

    paired: a bootstrap over the `rows` that both versions judged, whole groups drawn. unpaired: both intervals put
    together as if of different rows, which is too wide where the rows were the same.
    """

    set: str
    target: str
    metric: str
    a: Figure | None
    b: Figure | None
    rivals: Annotated[dict[str, float | None], Field(description="The naive rivals' figures, as version b met them")]
    difference: float | None
    low: float | None
    high: float | None
    basis: Basis
    rows: int
    verdict: Verdict


@_closed
class SliceDelta(TypedDict):
    """A figure on the rows of one slice that both versions judged, all sets of the target together."""

    target: str
    dimension: str
    value: str
    metric: str
    a: float
    b: float
    difference: float
    low: float | None
    high: float | None
    rows: int
    groups: int
    verdict: Verdict


@_closed
class CurvePoint(TypedDict):
    """Rows with nearly the same probability: what was said, what happened, and its 95 % Wilson interval."""

    predicted: float
    observed: float
    low: float
    high: float
    rows: int


@_closed
class CalibrationCurve(TypedDict):
    """A reliability curve of one version."""

    set: str
    target: str
    side: Literal["a", "b"]
    points: list[CurvePoint]


@_closed
class FeatureChange(TypedDict):
    """A column's share of the importance in one head; null where that version does not use it."""

    head: str
    feature: str
    a: float | None
    b: float | None
    state: Literal["kept", "added", "removed"]


@_closed
class SignalChange(TypedDict):
    """A signal whose definition changed, or that one of the versions does not read."""

    signal: str
    version_a: int | None
    version_b: int | None


@_closed
class DataChange(TypedDict):
    """What the versions were made from; findings are the data checks' sentences."""

    digest_a: str
    digest_b: str
    same: bool
    sources_kept: list[str]
    sources_added: list[str]
    sources_removed: list[str]
    findings_added: list[str]
    findings_removed: list[str]


@_closed
class RecipeChange(TypedDict):
    """A key of the recipe as JSON text; null where that recipe has none."""

    key: str
    a: str | None
    b: str | None


@_closed
class RankMove(TypedDict):
    """A creator who enters or leaves the first ten, and what moved."""

    creator_id: str
    rank_a: int
    rank_b: int
    score_a: float
    score_b: float
    contributions: Annotated[
        dict[str, float], Field(description="Change of each contribution, b - a; sums to the score's")
    ]
    moved_by: Annotated[str | None, Field(description="The contribution that changed most; null: others passed")]


@_closed
class BriefChurn(TypedDict):
    """One frozen brief ranked by both versions, all else equal."""

    brief: str
    text: str
    candidates_count: int
    kendall_tau: Annotated[float | None, Field(description="1: the same order; null with fewer than two creators")]
    top_count: int
    top_overlap_ratio: float
    entered: list[RankMove]
    left: list[RankMove]
    largest_score_change: float


@_closed
class ChurnPart(TypedDict):
    """How rankings move: the same briefs and creators, the other models as they answer now."""

    market: str
    other_models: dict[str, str]
    briefs: list[BriefChurn]


@_closed
class Comparison(TypedDict):
    """Two versions of one model side by side."""

    model: str
    a: VersionPart
    b: VersionPart
    summary: Annotated[list[str], Field(description="What to know first, in sentences")]
    metrics: list[MetricDelta]
    slices: list[SliceDelta]
    calibration: list[CalibrationCurve]
    features: list[FeatureChange]
    signals: list[SignalChange]
    data: DataChange
    recipe: list[RecipeChange]
    recipe_diff: Annotated[list[str], Field(description="Unified diff of the recipes' texts")]
    churn: Annotated[ChurnPart | None, Field(description="null where a version does not open with this code")]
    notes: Annotated[list[str], Field(description="What could not be compared, and why")]
