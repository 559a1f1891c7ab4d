"""The six measures of a head that says probabilities, beside a rival on the same rows."""

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from matchmaker.bundles import Metric
from training.evaluation import accuracy, brier, ece, f1, metric_row, pr_auc, roc_auc

Numbers = NDArray[np.float64]
Labels = NDArray[np.bool_]

DECIDED = 0.5  # the calibrated probabilities need no other threshold
FIGURES: dict[str, tuple[Callable[..., float], bool]] = {  # by metric; whether it judges decisions
    "roc_auc": (roc_auc, False),
    "pr_auc": (pr_auc, False),
    "f1": (f1, True),
    "accuracy": (accuracy, True),
    "brier": (brier, False),
    "ece": (ece, False),
}


def value_of(metric: str, positive: Labels, probability: Numbers) -> float:
    """The metric of probabilities, or of the decisions they lead to, shape (rows,)."""
    return FIGURES[metric][0](positive, _judged(metric, probability))


def judged_rows(
    name: str,
    target: str,
    positive: Labels,
    probability: Numbers,
    rival: str,
    rival_probability: Numbers,
    *,
    groups: NDArray[np.str_] | None = None,
    seed: int,
) -> list[Metric]:
    """A report row a measure; with `groups` intervals draw whole groups, whose rows resemble each other."""
    return [
        metric_row(
            name,
            target,
            metric,
            statistic,
            positive,
            _judged(metric, probability),
            rival=rival,
            rival_value=value_of(metric, positive, rival_probability),
            groups=groups,
            seed=seed,
        )
        for metric, (statistic, _) in FIGURES.items()
    ]


def _judged(metric: str, probability: Numbers) -> Numbers | Labels:
    return probability >= DECIDED if FIGURES[metric][1] else probability
