"""Are the classes as they are in the world? Artificial shares, subgroups of one class, boilerplate, uneven groups."""

from collections.abc import Iterator

import numpy as np
import polars as pl

from training.data_checks.repeats import with_normal_text
from training.data_table import Finding, Flags, LabelledTable

FEWEST_ROWS = 100  # below this a share of one half is chance
BALANCED = 0.02  # distance from one half within which a share was made, not found
FEWEST_OF_A_CLASS = 100  # below this every figure of the class spans 20 points and more
SUBGROUP_ROWS = 50  # smallest subgroup worth a word
CHANCE = 1e-9  # of a subgroup without any row of the other class, were it like the rest: far below 1 / columns tried
MOST_VALUES = 10  # values of a column tried as subgroups; more are a scale, of which only 0 and the commonest count
FEWEST_GROUPS = 10  # below this figures over groups rest on too few of them
GROUP_ROWS = 20  # smallest group whose share is compared
UNEVEN = 0.5  # distance between the smallest and the largest share of positives from which the group tells the label
TEMPLATES, TEMPLATES_RATIO = 3, 0.4  # three templates that make up this share of the positives are what is learned


def balanced(table: LabelledTable) -> Iterator[Finding]:
    """As many positives as negatives: probabilities learned from it mean nothing where they are rare."""
    positive = table.positive()
    if positive is not None and len(positive) >= FEWEST_ROWS and abs(positive.mean() - 0.5) <= BALANCED:
        yield table.finding(
            "balanced", table.label, "warn", f"{positive.mean():.1%} positives: no prevalence of the world"
        )


def few_of_a_class(table: LabelledTable) -> Iterator[Finding]:
    """Classes of fewer than 100 rows, and a label with one class only."""
    if table.label is None:
        return
    sizes = {name: int(rows.sum()) for name, rows in table.classes()}
    small = [f"{size:,} rows of class {name}" for name, size in sizes.items() if size < FEWEST_OF_A_CLASS]
    if len(sizes) == 1:
        yield table.finding("few_of_a_class", table.label, "warn", "one class only")
    elif small:
        yield table.finding("few_of_a_class", table.label, "warn", ", ".join(small))


def one_class_subgroup(table: LabelledTable) -> Iterator[Finding]:
    """Values of a column at which every row is of one class: a shortcut, e.g. every account without a post."""
    positive = table.positive()
    if positive is None:
        return
    for name in table.features:
        said = [
            text for value in _tried_values(table.rows[name]) if (text := _one_sided(table.rows[name], value, positive))
        ]
        if said:
            yield table.finding("one_class_subgroup", name, "warn", "; ".join(said))


def few_groups(table: LabelledTable) -> Iterator[Finding]:
    """Videos, pages or creators so few that leaving one out is a small sample."""
    if table.group is not None and table.rows[table.group].n_unique() < FEWEST_GROUPS:
        yield table.finding("few_groups", table.group, "warn", f"{table.rows[table.group].n_unique()} of them")


def uneven_groups(table: LabelledTable) -> Iterator[Finding]:
    """Groups of very different shares of positives: to know the group is to know the label."""
    positive = table.positive()
    if positive is None or table.group is None:
        return
    rows = pl.DataFrame({"group": table.rows[table.group], "positive": positive})
    shares = rows.group_by("group").agg(pl.len(), pl.col("positive").mean()).filter(pl.col("len") >= GROUP_ROWS)
    low, high = shares["positive"].min(), shares["positive"].max()
    if isinstance(low, float) and isinstance(high, float) and high - low >= UNEVEN:
        yield table.finding("uneven_groups", table.group, "warn", f"from {low:.0%} to {high:.0%} positives")


def boilerplate(table: LabelledTable) -> Iterator[Finding]:
    """Positives that are mostly a few templates: a model of them knows those sentences, not their meaning."""
    if table.text is None or table.label is None:
        return
    text = with_normal_text(table)["_text"]
    for label, rows in table.classes():
        members = text.filter(pl.Series(rows)).filter(text.filter(pl.Series(rows)) != "")
        if len(members) < SUBGROUP_ROWS or 2 * len(members) > len(text):
            continue  # the larger class is what the others are told from, and its repetitions are harmless
        common = members.value_counts(sort=True)["count"][:TEMPLATES].sum() / len(members)
        if common >= TEMPLATES_RATIO:
            observed = f"{common:.0%} of class {label} are its {TEMPLATES} commonest templates"
            yield table.finding("boilerplate", table.text, "warn", observed)


def marked_negatives(table: LabelledTable) -> Iterator[Finding]:
    """Texts that hold a marker of the positive class and are labelled otherwise."""
    if table.text is None or table.label is None or not table.markers:
        return
    classes = dict(table.classes())
    text = with_normal_text(table)["_text"]
    marked = np.zeros(len(text), bool)
    for marker in table.markers:
        marked |= text.str.contains(marker, literal=True).to_numpy()
    negative = classes.get("none", classes.get("0", classes.get("false", np.zeros(len(text), bool))))
    count = int((marked & negative).sum())
    if count:
        observed = f"{count:,} of {int(marked.sum()):,} texts with {', '.join(table.markers)} are labelled negative"
        yield table.finding("marked_negatives", table.text, "warn", observed)


def _tried_values(column: pl.Series) -> list[object]:
    counts = column.value_counts(sort=True)
    values: list[object] = counts[column.name].to_list()
    if len(values) <= MOST_VALUES:
        return values
    if not column.dtype.is_numeric():
        return []
    return list(
        dict.fromkeys([*(value for value in values if value == 0), values[0], *(v for v in values if v is None)])
    )


def _one_sided(column: pl.Series, value: object, positive: Flags) -> str:
    rows = (column.is_null() if value is None else (column == value).fill_null(False)).to_numpy()
    count, base = int(rows.sum()), float(positive.mean())
    share = float(positive[rows].mean()) if count else 0.5
    if count < SUBGROUP_ROWS or share not in (0.0, 1.0) or rows.all():
        return ""
    if (base if share else 1 - base) ** count > CHANCE:
        return ""
    return f"all {count:,} rows with {'null' if value is None else value} are {'positive' if share else 'negative'}"
