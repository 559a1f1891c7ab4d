"""Columns of files in the names that people give them, read as the canonical ones."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import polars as pl

from matchmaker.application.scoring.files import Progress
from matchmaker.domain.columns import Column
from matchmaker.errors import FieldError, ValidationFailedError
from matchmaker.intake.scorable import Doubts, ScorableFile


@dataclass(frozen=True)
class Said:
    """A canonical column and the names that it goes by in files, its own first: the first that a file has is read."""

    column: Column
    also: tuple[str, ...] = ()

    @property
    def names(self) -> tuple[str, ...]:
        """All names, in order of preference."""
        return (self.column.name, *self.also)

    def within(self, columns: Sequence[str]) -> str | None:
        """The name it has among a file's columns, None where it is not there."""
        return next((name for name in self.names if name in columns), None)


def required(column: Column) -> Column:
    """The same column, which a file must have and no cell may leave empty."""
    return replace(column, required=True)


def read_said(path: Path, wanted: Sequence[Said], timezone: str, doubts: Doubts, progress: Progress) -> pl.DataFrame:
    """The wanted columns under their canonical names, those that the file lacks null; other columns are ignored.

    `timezone` (IANA) is that of moments without an offset. Raises ValidationFailedError where a required column is
    not there or a cell cannot be read; cells out of range count as unknown and are among the `doubts`.
    """
    rows = ScorableFile(path, timezone)
    _refuse_missing(rows, wanted)
    found = {said: name for said in wanted if (name := said.within(rows.columns))}
    rows.want([replace(said.column, name=name) for said, name in found.items()])
    parts: list[pl.DataFrame] = []
    done = 0
    for part in rows.parts():
        parts.append(part.read.rename({name: said.column.name for said, name in found.items()}))
        done += part.read.height
        progress(path, done, max(done, rows.rows_estimate))
    progress(path, done, done)
    doubts.add(rows.doubts.first)
    doubts.count += rows.doubts.count - len(rows.doubts.first)
    absent = [pl.lit(None, said.column.dtype).alias(said.column.name) for said in wanted if said not in found]
    return pl.concat(parts).with_columns(absent).select(said.column.name for said in wanted)


def refuse_repeats(path: Path, names: pl.Series) -> None:
    """Raises ValidationFailedError where a name (the series bears that of its column) is there more than once."""
    again = names.filter(~names.is_first_distinct()).unique(maintain_order=True)
    if again.len():
        raise ValidationFailedError(
            f"expected every {names.name} once in {path.name}, got {again[0]!r} again; remove the repeated rows",
            errors=[FieldError(f"/{names.name}", "every one once", name) for name in again],
        )


def _refuse_missing(rows: ScorableFile, wanted: Sequence[Said]) -> None:
    missing = [said for said in wanted if said.column.required and said.within(rows.columns) is None]
    if missing:
        raise ValidationFailedError(
            f"expected the column {' and '.join(' or '.join(said.names) for said in missing)} in {rows.path.name}, "
            f"got {', '.join(rows.columns)[:300]}; rename or add it",
            errors=[
                FieldError(f"/{said.column.name}", f"a column {' or '.join(said.names)}", "none") for said in missing
            ],
        )
