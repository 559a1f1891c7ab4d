"""Promotion looks at the set a head fails on: the least of its figures, or the largest error."""

from matchmaker.bundles import Metric
from training.authenticity.worst import worst_sources


def row(name: str, metric: str, value: float | None, target: str = "fake/unseen") -> Metric:
    return Metric(set=name, target=target, metric=metric, value=value, rows=9)


def test_the_worst_set_of_each_figure_is_named_worst_source() -> None:
    rows = [row("a", "roc_auc", 0.9), row("b", "roc_auc", 0.7), row("a", "brier", 0.1), row("b", "brier", 0.3)]
    worst = worst_sources(rows)
    assert [(each.set, each.metric, each.value) for each in worst] == [
        ("worst source", "roc_auc", 0.7),
        ("worst source", "brier", 0.3),
    ]


def test_a_figure_of_one_set_or_without_a_value_has_no_worst() -> None:
    assert worst_sources([row("a", "roc_auc", 0.9), row("b", "roc_auc", None)]) == ()


def test_targets_are_never_mixed() -> None:
    assert worst_sources([row("a", "f1", 0.9), row("b", "f1", 0.2, "fake/known")]) == ()
