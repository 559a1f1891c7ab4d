"""Are the values made up? Real counts have long tails; invented ones are spread evenly within a range a class."""

from collections.abc import Iterator

import numpy as np

from training.data_table import Finding, LabelledTable, Level, Numbers, distinct_count

FEWEST_ROWS = 100  # of a class: below this even real counts can look uniform
FEWEST_VALUES = 10  # below this a column is a category, and an even spread over categories proves nothing
CRITICAL = 1.63  # Kolmogorov's distribution: a uniform sample stays below sqrt(rows) * distance 1.63 in 99 of 100 cases
SUSPICIOUS_COLUMNS = 2  # one even column happens (lengths of profile texts up to a limit), two are an invention


def uniform(table: LabelledTable) -> Iterator[Finding]:
    """Columns spread evenly between the smallest and the largest value of a class (Kolmogorov-Smirnov, 1 %)."""
    found = {name: said for name in table.numeric if (said := _even_classes(table, name))}
    level: Level = "refuse" if len(found) >= SUSPICIOUS_COLUMNS else "warn"
    for name, said in found.items():
        yield table.finding("uniform", name, level, f"evenly spread: {said}")


def _even_classes(table: LabelledTable, name: str) -> str:
    values = table.numbers(name)
    said = []
    for label, rows in table.classes():
        known = values[rows & ~np.isnan(values)]
        if len(known) >= FEWEST_ROWS and distinct_count(known) >= FEWEST_VALUES and _is_even(known):
            within = f"{known.min():g} to {known.max():g}"
            said.append(f"class {label} within {within}" if label else within)
    return ", ".join(said)


def _is_even(values: Numbers) -> bool:
    return bool(np.sqrt(len(values)) * _distance(values) < CRITICAL)


def _distance(values: Numbers) -> float:
    """Kolmogorov-Smirnov distance from the uniform distribution over the range; whole numbers count as steps of 1."""
    distinct, counts = np.unique(values, return_counts=True)
    step = 1.0 if np.all(distinct == np.round(distinct)) else 0.0
    low, width = distinct[0], distinct[-1] - distinct[0] + step
    reached = np.cumsum(counts) / len(values)
    before = np.concatenate([[0.0], reached[:-1]])
    gaps = np.abs(reached - (distinct - low + step) / width), np.abs(before - (distinct - low) / width)
    return float(max(gap.max() for gap in gaps))
