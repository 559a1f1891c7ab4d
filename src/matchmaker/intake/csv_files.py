"""Reads CSV: comma, semicolon or tab, quoted cells over several lines; an empty cell is unknown (null)."""

import csv
from collections.abc import Iterator, Sequence
from pathlib import Path

import polars as pl

from matchmaker.errors import ValidationFailedError
from matchmaker.intake.faults import RowFault, shown
from matchmaker.intake.files import count_lines, split_name, text_lines
from matchmaker.intake.rejects import csv_line
from matchmaker.intake.rows import CHARACTERS_IN_PART, ROWS_IN_PART, Part, RowFile

_DELIMITERS = (",", ";", "\t")
LONGEST_CELL = 16 * 1024 * 1024  # characters; a longer cell is a quote that never closes, all others are judged


class CsvFile(RowFile):
    """A CSV file; rows are numbered by the line they start on, the header being line 1."""

    ending_again = ".csv"

    def __init__(self, path: Path) -> None:
        """Check the encoding and read the header; ValidationFailedError for an empty or damaged file."""
        super().__init__(path)
        self.rows_estimate = max(count_lines(path) - 1, 0)
        header = next(text_lines(path), "")
        self._delimiter = max(_DELIMITERS, key=header.count)
        names = next(csv.reader([header], delimiter=self._delimiter), [])
        if not any(name.strip() for name in names):
            raise ValidationFailedError(f"expected a header line in {path.name}, got an empty file; export it again")
        self.columns = tuple(name.strip() for name in names)
        self.head_again = csv_line(self.columns, self._delimiter)
        self.ending_again = split_name(path)[1].removesuffix(".gz")

    def parts(self) -> Iterator[Part]:
        """The rows in parts of 10,000."""
        rows: list[list[str]] = []
        numbers: list[int] = []
        size = 0
        for number, row in self._numbered_rows():
            rows.append(row)
            numbers.append(number)
            size += sum(map(len, row))
            if len(rows) == ROWS_IN_PART or size > CHARACTERS_IN_PART:
                yield self._part(rows, numbers)
                rows, numbers, size = [], [], 0
        if rows:
            yield self._part(rows, numbers)

    def _numbered_rows(self) -> Iterator[tuple[int, list[str]]]:
        csv.field_size_limit(LONGEST_CELL)
        reader = csv.reader(text_lines(self.path), delimiter=self._delimiter)
        started = 1
        try:
            next(reader, None)
            started = reader.line_num + 1
            for row in reader:
                if row:
                    yield started, row
                started = reader.line_num + 1
        except csv.Error as error:
            raise ValidationFailedError(
                f"expected rows of CSV in {self.path.name}, got '{error}' in the row of line {started}; "
                "look for a quote that is never closed"
            ) from error

    def _part(self, rows: list[list[str]], numbers: list[int]) -> Part:
        width = len(self.columns)
        faults = tuple(
            RowFault(
                number, "", f"{width} cells, as the header has", f"{len(row)} cells: {shown(self._delimiter.join(row))}"
            )
            for number, row in zip(numbers, rows, strict=True)
            if len(row) != width
        )
        even = [row if len(row) == width else (row + [""] * width)[:width] for row in rows] if faults else rows
        cells = pl.DataFrame(
            [pl.Series(f"{place}", column, pl.String) for place, column in enumerate(zip(*even, strict=True))]
        ).select(pl.all().replace("", None))
        cells.columns = list(self.columns)

        def again(places: Sequence[int]) -> Iterator[str]:
            return (csv_line(rows[place], self._delimiter) for place in places)

        return Part(pl.Series(numbers, dtype=pl.Int64), cells, None, faults, again)
