"""Reads JSON: one object a line (JSONL), or one document: an array of objects, or a single object."""

import json
from collections.abc import Iterator, Sequence
from pathlib import Path

import polars as pl
from pydantic import JsonValue

from matchmaker.errors import ValidationFailedError
from matchmaker.intake.faults import RowFault, shown
from matchmaker.intake.files import count_lines, format_of, text_lines
from matchmaker.intake.records import JsonObject, parse_json
from matchmaker.intake.rows import CHARACTERS_IN_PART, ROWS_IN_PART, Part, RowFile

LARGEST_DOCUMENT = 256 * 1024 * 1024  # characters of one JSON document; it needs some ten times that in memory
_Line = tuple[int, str, JsonObject | RowFault]


class JsonFile(RowFile):
    """A JSONL file, rows numbered by line, or a JSON document, rows numbered by their place from 1."""

    def __init__(self, path: Path) -> None:
        """Check the encoding and look at the first object; ValidationFailedError for an empty file."""
        super().__init__(path)
        self.rows_estimate = count_lines(path)
        first = next((row for _, _, row in self._rows() if not isinstance(row, RowFault)), None)
        if first is None:
            raise ValidationFailedError(f"expected JSON objects in {path.name}, got none; is it empty?")
        self.columns = tuple(first)

    def parts(self) -> Iterator[Part]:
        """The objects in parts of 10,000."""
        lines: list[_Line] = []
        size = 0
        for line in self._rows():
            lines.append(line)
            size += len(line[1])
            if len(lines) == ROWS_IN_PART or size > CHARACTERS_IN_PART:
                yield _part(lines)
                lines, size = [], 0
        if lines:
            yield _part(lines)

    def _rows(self) -> Iterator[_Line]:
        if format_of(self.path) == "jsonl":
            for number, line in enumerate(text_lines(self.path), start=1):
                if line.strip():
                    yield number, line.rstrip("\r\n") + "\n", _read(number, line)
        else:
            for number, value in enumerate(self._document(), start=1):
                yield number, json.dumps(value, ensure_ascii=False) + "\n", _object(number, value)

    def _document(self) -> list[JsonValue]:
        text = "".join(text_lines(self.path))
        if len(text) > LARGEST_DOCUMENT:
            raise ValidationFailedError(
                f"expected a JSON document of at most {LARGEST_DOCUMENT:,} characters, got {len(text):,} in "
                f"{self.path.name}; write one object a line (JSONL), which has no limit"
            )
        value = parse_json(text)
        return value if isinstance(value, list) else [value]


def _read(number: int, line: str) -> JsonObject | RowFault:
    try:
        return _object(number, parse_json(line))
    except ValidationFailedError as error:
        expected, got = error.detail.removeprefix("expected ").split(", got ", 1)
        return RowFault(number, "", expected, shown(got))


def _object(number: int, value: JsonValue) -> JsonObject | RowFault:
    return value if isinstance(value, dict) else RowFault(number, "", "a JSON object", shown(json.dumps(value)))


def _part(lines: list[_Line]) -> Part:
    numbers = pl.Series([number for number, _, _ in lines], dtype=pl.Int64)
    records: list[JsonObject] = [{} if isinstance(row, RowFault) else row for _, _, row in lines]
    faults = tuple(row for _, _, row in lines if isinstance(row, RowFault))

    def again(places: Sequence[int]) -> Iterator[str]:
        return (lines[place][1] for place in places)

    return Part(numbers, pl.DataFrame(height=len(lines)), records, faults, again)
