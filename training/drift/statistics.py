"""Has a number changed its distribution? Stability index and Kolmogorov-Smirnov distance of two samples."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, TypeAlias

import numpy as np
from scipy.stats import chi2, false_discovery_control, ks_2samp

from matchmaker.domain.assessment import Numbers

State: TypeAlias = Literal["steady", "drifted", "too_few"]

BINS = 10  # of the reference, by its quantiles; values that are unknown are one more
PSI_LARGE = 0.2  # a smaller shift is of no consequence however sure it is: the usual bound (Siddiqi 2006)
FALSE_ALARMS = 0.01  # share of false alarms among the columns told as drifted (Benjamini and Hochberg 1995)
FEWEST = 50  # creators in either sample; with fewer, ten bins say nothing


@dataclass(frozen=True)
class Shift:
    """How one column moved between two samples of creators.

    `psi` is the population stability index over BINS and the unknown, `ks` the largest distance of the two
    distributions of known values (0-1, None where either has none), `p_value` the chance of as large a psi without
    drift. Medians are of known values, None where there are none.
    """

    column: str
    state: State
    psi: float
    ks: float | None
    p_value: float
    reference_count: int
    recent_count: int
    reference_median: float | None
    recent_median: float | None
    reference_unknown_ratio: float
    recent_unknown_ratio: float


def shifts(reference: Mapping[str, Numbers], recent: Mapping[str, Numbers]) -> list[Shift]:
    """The shift of every column that both have (NaN: unknown), the largest psi first.

    A column has drifted when its psi is PSI_LARGE or more and no accident among all columns looked at.
    """
    measured = [_shift(name, reference[name], recent[name]) for name in reference if name in recent]
    judged = [shift for shift in measured if shift.state != "too_few"]
    sure = false_discovery_control([shift.p_value for shift in judged]) if judged else []
    found = [
        _with_state(shift, "drifted" if p <= FALSE_ALARMS and shift.psi >= PSI_LARGE else "steady")
        for shift, p in zip(judged, sure, strict=True)
    ]
    few = [shift for shift in measured if shift.state == "too_few"]
    return sorted([*found, *few], key=lambda shift: (-shift.psi, shift.column))


def stability_index(reference: Numbers, recent: Numbers) -> tuple[float, float]:
    """The population stability index and the chance of as large a one without drift.

    Bins are quantiles of the reference, unknown values one more; half a row is added to each so that an empty one has
    a logarithm. Without drift the index, divided by 1 / n + 1 / m, is chi-squared (Yurdakul 2018, section 3).
    """
    edges = (
        np.unique(np.quantile(_known(reference), np.linspace(0, 1, BINS + 1)[1:-1])) if _known(reference).size else ()
    )
    before, after = (_counts(values, np.asarray(edges)) for values in (reference, recent))
    used = (before + after) > 0
    shares = [(counts[used] + 0.5) / (counts[used] + 0.5).sum() for counts in (before, after)]
    psi = float(((shares[1] - shares[0]) * np.log(shares[1] / shares[0])).sum())
    freedom = int(used.sum()) - 1
    scale = 1 / len(reference) + 1 / len(recent)
    return psi, float(chi2.sf(psi / scale, freedom)) if freedom else 1.0


def _shift(name: str, reference: Numbers, recent: Numbers) -> Shift:
    few = min(len(reference), len(recent)) < FEWEST
    psi, p_value = (0.0, 1.0) if not len(reference) or not len(recent) else stability_index(reference, recent)
    known = _known(reference), _known(recent)
    return Shift(
        column=name,
        state="too_few" if few else "steady",
        psi=psi,
        ks=float(ks_2samp(*known).statistic) if all(values.size for values in known) else None,
        p_value=p_value,
        reference_count=len(reference),
        recent_count=len(recent),
        reference_median=_median(known[0]),
        recent_median=_median(known[1]),
        reference_unknown_ratio=_unknown_ratio(reference),
        recent_unknown_ratio=_unknown_ratio(recent),
    )


def _with_state(shift: Shift, state: State) -> Shift:
    return Shift(**{**shift.__dict__, "state": state})


def _counts(values: Numbers, edges: Numbers) -> Numbers:
    known = _known(values)
    bins = np.bincount(np.searchsorted(edges, known, side="right"), minlength=len(edges) + 1)
    return np.append(bins, len(values) - len(known)).astype(float)


def _known(values: Numbers) -> Numbers:
    found: Numbers = values[~np.isnan(values)]
    return found


def _median(values: Numbers) -> float | None:
    return float(np.median(values)) if values.size else None


def _unknown_ratio(values: Numbers) -> float:
    return float(np.isnan(values).mean()) if values.size else 0.0


def drifted(found: Sequence[Shift]) -> list[Shift]:
    """Those that drifted."""
    return [shift for shift in found if shift.state == "drifted"]
