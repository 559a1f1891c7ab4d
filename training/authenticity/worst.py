"""The worst source of each figure: what promotion looks at, because a mean hides the set a model fails on."""

from collections.abc import Sequence

from matchmaker.bundles import Metric
from training.evaluation import WORST, lower_is_better

JUDGED = ("roc_auc", "pr_auc", "f1", "accuracy", "brier", "share_mae", "coverage")


def worst_sources(metrics: Sequence[Metric]) -> tuple[Metric, ...]:
    """For each target and metric of at least two sets the worst of them as a row of the set "worst source"."""
    figures: dict[tuple[str, str], list[Metric]] = {}
    for row in metrics:
        if row.metric in JUDGED and row.value is not None:
            figures.setdefault((row.target, row.metric), []).append(row)
    return tuple(_worst(rows) for rows in figures.values() if len({row.set for row in rows}) > 1)


def _worst(rows: Sequence[Metric]) -> Metric:
    ordered = sorted(rows, key=lambda row: row.value or 0.0)
    worst = ordered[-1] if lower_is_better(rows[0].metric) else ordered[0]
    return worst.model_copy(update={"set": WORST})
