"""Does one column give the label away? A copy of it, a threshold that defines it, or two different populations."""

from collections.abc import Iterator
from itertools import combinations

import numpy as np
import polars as pl

from training.data_table import (
    Finding,
    Flags,
    LabelledTable,
    Numbers,
    distinct_count,
    one_class_against_the_rest,
    separation,
)

LEAK_AUC = 0.95  # no single honest profile count tells real fakes this well; the artefact sets exceed it
STRONG_AUC = 0.85  # at this the classes may have been found in different places; few honest columns reach it
FEWEST_ROWS = 20  # of a class: below this two ranges part by chance
FEWEST_VALUES = 5  # below this a column is a category, not a scale with a threshold
ROWS_PER_CATEGORY = 5  # fewer rows a value, and values of one class each are chance
Z = 1.96  # the whole 95 % interval must lie above the limit
MOST_CATEGORIES = 50  # a column of more values determines the label by being nearly unique


def label_copy(table: LabelledTable) -> Iterator[Finding]:
    """Columns of few values of which each occurs in one class only: the label in other words."""
    if table.label is None or len(table.classes()) < 2:
        return
    for name in table.features:
        if _is_copy(table, name):
            yield table.finding(
                "label_copy", name, "refuse", f"each of its values occurs in one class of {table.label}"
            )


def label_defining(table: LabelledTable) -> Iterator[Finding]:
    """Columns with a threshold that parts two classes without an overlap: they made the label, or were made from it."""
    classes = [(label, rows) for label, rows in table.classes() if rows.sum() >= FEWEST_ROWS]
    for name in table.numeric:
        values = table.numbers(name)
        if distinct_count(values) >= FEWEST_VALUES:
            parted = [said for pair in combinations(classes, 2) if (said := _parted(values, *pair))]
            if parted:
                yield table.finding("label_defining", name, "refuse", "ranges do not overlap: " + "; ".join(parted))


def single_column(table: LabelledTable) -> Iterator[Finding]:
    """Columns that alone separate a class: above .95 a leak or an artefact, above .85 perhaps two populations."""
    if table.label is None:
        return
    for name in table.numeric:
        values = table.numbers(name)
        areas = [(separation(values, rows), label, rows) for label, rows in one_class_against_the_rest(table)]
        known = [one for one in areas if one[0] == one[0]]
        if not known:
            continue
        area, label, rows = max(known, key=lambda one: one[0])
        said = f"alone it tells class {label} with ROC-AUC {area:.3f}"
        if area - Z * _standard_error(area, rows & ~np.isnan(values), ~rows & ~np.isnan(values)) > LEAK_AUC:
            yield table.finding("single_column", name, "refuse", said)
        elif area > STRONG_AUC:
            yield table.finding("strong_column", name, "warn", f"{said}: two populations?")


def _standard_error(area: float, positive: Flags, negative: Flags) -> float:
    """Of an area under the ROC curve (Hanley and McNeil 1982, equation 2): a small table proves no leak."""
    positives, negatives = int(positive.sum()), int(negative.sum())
    above, below = area / (2 - area), 2 * area**2 / (1 + area)
    spread = area * (1 - area) + (positives - 1) * (above - area**2) + (negatives - 1) * (below - area**2)
    return float(np.sqrt(max(0.0, spread) / (positives * negatives)))


def _is_copy(table: LabelledTable, name: str) -> bool:
    pairs = table.rows.select(pl.col(name).cast(pl.String), pl.col(str(table.label)).cast(pl.String)).drop_nulls()
    distinct = pairs[name].n_unique()
    if not 2 <= distinct <= min(MOST_CATEGORIES, pairs.height / ROWS_PER_CATEGORY) or pairs.height < FEWEST_ROWS:
        return False
    return bool(pairs.unique().height == distinct and pairs[str(table.label)].n_unique() > 1)


def _parted(values: Numbers, one: tuple[str, Flags], other: tuple[str, Flags]) -> str:
    """ "a below b" when the highest known value of one class is below the lowest of the other; else empty."""
    ranges = []
    for label, rows in (one, other):
        known = values[rows & ~np.isnan(values)]
        if len(known) < FEWEST_ROWS:
            return ""
        ranges.append((float(known.min()), float(known.max()), label))
    (low, high, label), (next_low, next_high, next_label) = sorted(ranges)
    if high >= next_low:
        return ""
    return f"class {label} within {low:g} to {high:g}, class {next_label} within {next_low:g} to {next_high:g}"
