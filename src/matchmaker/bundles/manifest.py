"""The manifest: what a bundle contains, what it was made from and how good it was found to be."""

from pydantic import BaseModel, ConfigDict, JsonValue

MANIFEST_FILE = "manifest.json"
FORMAT_VERSION = 1


class _Frozen(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class SignalUse(_Frozen):
    """A signal the model reads: an old model refuses to open on a signal whose version has changed."""

    name: str
    version: int


class Metric(_Frozen):
    """One measured figure with its interval, and the naive rival on the same rows. The row of every report.

    `target` names the quantity and the case (e.g. "likes/known"); `low` and `high` bound a 95 % bootstrap interval.
    """

    set: str
    target: str
    metric: str
    value: float | None
    low: float | None = None
    high: float | None = None
    rows: int
    rival: str | None = None
    rival_value: float | None = None


class Manifest(_Frozen):
    """Everything needed to judge and use a bundle; `features` is the column order the model expects.

    `data_findings` are the data checks' sentences about what was learned from, accepted ones with the reason.
    """

    format_version: int = FORMAT_VERSION
    name: str
    version: str
    created_at: str
    description: str
    features: tuple[str, ...] = ()
    signals: tuple[SignalUse, ...] = ()
    units: dict[str, str] = {}
    parameters: dict[str, JsonValue] = {}
    recipe: str = ""
    data_digest: str = ""
    data_sources: tuple[str, ...] = ()
    commit: str = ""
    seed: int = 0
    metrics: tuple[Metric, ...] = ()
    data_findings: tuple[str, ...] = ()
    files: dict[str, str] = {}
