"""What a data check looks at and what it says: a table with its label, and a finding about one of its columns."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

import numpy as np
import polars as pl
from numpy.typing import NDArray
from pydantic import BaseModel, ConfigDict

from training.evaluation import roc_auc

Level = Literal["refuse", "warn"]
Flags = NDArray[np.bool_]
Numbers = NDArray[np.float64]


@dataclass(frozen=True)
class Finding:
    """One thing a check saw: `column` is None where it concerns the whole table; `observed` says the numbers."""

    source: str
    check: str
    column: str | None
    level: Level
    observed: str

    def __str__(self) -> str:
        return f"{self.source}: {self.check}" + (f" {self.column}" if self.column else "") + f": {self.observed}"


class AcceptedDefect(BaseModel):
    """A finding that a recipe takes knowingly; `column` absent means the finding about the whole table.

    `why` is kept with the version: what was done about it, or why it does no harm here.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    source: str
    check: str
    column: str | None = None
    why: str

    def covers(self, finding: Finding) -> bool:
        """Whether this is the finding meant."""
        return (self.source, self.check, self.column) == (finding.source, finding.check, finding.column)


@dataclass(frozen=True)
class LabelledTable:
    """Rows of one source as they would be learned from.

    `label` names the class column (None: no classes), `keys` the columns that join or group rows and are never
    learned from, `group` the key that parts rows into videos, pages or creators, `text` the free text, and
    `markers` the lower-case words that by the label's own definition make a text positive.
    """

    source: str
    rows: pl.DataFrame
    label: str | None = None
    keys: tuple[str, ...] = ()
    group: str | None = None
    text: str | None = None
    markers: tuple[str, ...] = ()

    @property
    def features(self) -> tuple[str, ...]:
        """The columns a model would learn from, the free text left out."""
        apart = {self.label, self.group, self.text, *self.keys}
        return tuple(name for name in self.rows.columns if name not in apart)

    @property
    def numeric(self) -> tuple[str, ...]:
        """The features that are numbers, numbers written as text included; truth values are none."""
        return tuple(name for name in self.features if _is_number(self.rows[name]))

    def numbers(self, name: str) -> Numbers:
        """A numeric feature, NaN where it is unknown, shape (rows,)."""
        values = self.rows[name].cast(pl.Float64, strict=False).fill_null(float("nan"))
        array: Numbers = values.to_numpy()
        return array

    def classes(self) -> list[tuple[str, Flags]]:
        """Each class with its rows as a mask of shape (rows,), in order of name; one nameless class without a label."""
        if self.label is None:
            return [("", np.ones(self.rows.height, bool))]
        values = self.rows[self.label].cast(pl.String)
        return [(name, (values == name).fill_null(False).to_numpy()) for name in sorted(values.drop_nulls().unique())]

    def positive(self) -> Flags | None:
        """The rows of the class that sorts last ("1", "true"), where there are exactly two; None otherwise."""
        classes = self.classes()
        return classes[-1][1] if len(classes) == 2 else None

    def finding(self, check: str, column: str | None, level: Level, observed: str) -> Finding:
        """A finding about this table."""
        return Finding(self.source, check, column, level, observed)


def tables_by_source(
    rows: pl.DataFrame,
    label: str,
    *,
    group: str | None = None,
    text: str | None = None,
    keys: tuple[str, ...] = (),
    markers: tuple[str, ...] = (),
) -> tuple[LabelledTable, ...]:
    """The rows of each `source` as a table of its own, less the columns that the source does not fill."""
    tables = []
    for (source,), own in sorted(rows.partition_by("source", as_dict=True).items()):
        filled = own.select(name for name in own.columns if name == label or own[name].null_count() < own.height)
        tables.append(LabelledTable(str(source), filled.drop("source"), label, keys, group, text, markers))
    return tuple(tables)


def table_of_posts(source: str, posts: pl.DataFrame) -> LabelledTable:
    """Canonical posts as a table without classes: what is counted, and the caption as free text."""
    filled = posts.select(
        name
        for name, dtype in posts.schema.items()
        if posts[name].null_count() < posts.height and not isinstance(dtype, pl.List)
    )
    text = "caption" if "caption" in filled.columns else None
    return LabelledTable(source, filled, None, ("creator_id", "post_id", "observed_at"), text=text)


def one_class_against_the_rest(table: LabelledTable) -> Iterator[tuple[str, Flags]]:
    """The questions a label asks: its positive class, or each of three and more classes against the others."""
    classes = table.classes()
    if len(classes) == 2:
        yield classes[-1]
    elif len(classes) > 2:
        yield from classes


def separation(values: Numbers, positive: Flags) -> float:
    """ROC-AUC of one column alone, from .5 (says nothing) to 1 (says all), whichever side is the higher.

    Values that are unknown are left out; NaN where one class is unknown altogether.
    """
    known = ~np.isnan(values)
    area = roc_auc(positive[known], values[known])
    return max(area, 1 - area)


def distinct_count(values: Numbers) -> int:
    """Number of different known values."""
    return len(np.unique(values[~np.isnan(values)]))


def _is_number(column: pl.Series) -> bool:
    if column.dtype.is_numeric():
        return True
    if column.dtype != pl.String:
        return False
    known = column.drop_nulls()
    return len(known) > 0 and known.cast(pl.Float64, strict=False).null_count() == 0
