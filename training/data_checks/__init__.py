"""What can be wrong with a table: one function a defect, each yielding what it saw."""

from collections.abc import Callable, Iterator

from training.data_checks.classes import (
    balanced,
    boilerplate,
    few_groups,
    few_of_a_class,
    marked_negatives,
    one_class_subgroup,
    uneven_groups,
)
from training.data_checks.identifiers import identifier
from training.data_checks.made_up import uniform
from training.data_checks.order import ordered_by_class, ordered_by_time, short_period
from training.data_checks.repeats import contradiction, duplicate, repeated_text
from training.data_checks.separation import label_copy, label_defining, single_column
from training.data_checks.values import capped, constant, missing_tier, one_script, placeholder, rounded
from training.data_table import Finding, LabelledTable

Check = Callable[[LabelledTable], Iterator[Finding]]

CHECKS: tuple[Check, ...] = (
    uniform,
    label_copy,
    label_defining,
    single_column,
    identifier,
    duplicate,
    contradiction,
    repeated_text,
    constant,
    placeholder,
    capped,
    rounded,
    missing_tier,
    one_script,
    balanced,
    few_of_a_class,
    one_class_subgroup,
    few_groups,
    uneven_groups,
    boilerplate,
    marked_negatives,
    ordered_by_class,
    ordered_by_time,
    short_period,
)
