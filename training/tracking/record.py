"""What a run leaves behind, as values: the tracking writes them, nobody else needs to know MLflow."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from matplotlib.figure import Figure

from matchmaker.bundles import Metric


@dataclass(frozen=True)
class DatasetUse:
    """A set that was learned from: its digest, where it lay, and its licence."""

    name: str
    digest: str
    uri: str
    licence: str


@dataclass(frozen=True)
class RunRecord:
    """Everything a run leaves behind besides its bundle; `texts` and `files` by name.

    `plots` are figures by name, or the PNG of one. `parts` are logged as runs nested in this one, by name.
    """

    name: str
    params: Mapping[str, str] = field(default_factory=dict)
    tags: Mapping[str, str] = field(default_factory=dict)
    metrics: Sequence[Metric] = ()
    plots: Mapping[str, Figure | bytes] = field(default_factory=dict)
    texts: Mapping[str, str] = field(default_factory=dict)
    datasets: Sequence[DatasetUse] = ()
    files: Mapping[str, bytes] = field(default_factory=dict)
    parts: Mapping[str, "RunRecord"] = field(default_factory=dict)
