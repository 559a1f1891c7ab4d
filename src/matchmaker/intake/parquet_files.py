"""Reads Parquet, part by part; rejected rows are written as JSON lines, which a person can mend."""

import json
from collections.abc import Iterator, Sequence
from datetime import date, datetime
from pathlib import Path

import polars as pl
from polars.exceptions import PolarsError

from matchmaker.errors import ValidationFailedError
from matchmaker.intake.files import opened
from matchmaker.intake.rows import ROWS_IN_PART, Part, RowFile


class ParquetFile(RowFile):
    """A Parquet file; rows are numbered from 1."""

    def __init__(self, path: Path) -> None:
        """Read the footer; ValidationFailedError for a file that is not Parquet or is cut off."""
        super().__init__(path)
        with opened(path):
            pass
        try:
            self._rows = pl.scan_parquet(path)
            self.columns = tuple(self._rows.collect_schema())
            self.rows_estimate = self._rows.select(pl.len()).collect().item()
        except (PolarsError, OSError) as error:
            raise ValidationFailedError(
                f"expected {path.name} to be a whole Parquet file, got '{str(error).splitlines()[0]}'; write it again"
            ) from error

    def parts(self) -> Iterator[Part]:
        """The rows in parts of 10,000."""
        for start in range(0, self.rows_estimate, ROWS_IN_PART):
            yield _part(self._rows.slice(start, ROWS_IN_PART).collect(), start)


def _part(cells: pl.DataFrame, start: int) -> Part:
    def again(places: Sequence[int]) -> Iterator[str]:
        rows = cells[list(places)].iter_rows(named=True)
        return (json.dumps(row, ensure_ascii=False, default=_plain) + "\n" for row in rows)

    numbers = pl.Series(range(start + 1, start + 1 + cells.height), dtype=pl.Int64)
    return Part(numbers, cells, None, (), again)


def _plain(value: object) -> str:
    return value.isoformat() if isinstance(value, datetime | date) else str(value)
