"""Writes scored rows as CSV, JSON Lines or Parquet; the file appears complete or not at all."""

import gzip
import json
import os
import shutil
from abc import ABC, abstractmethod
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import date, datetime
from pathlib import Path
from typing import BinaryIO, ClassVar, cast

import polars as pl
import polars.selectors as cs
from polars.exceptions import PolarsError

from matchmaker.errors import StorageFailedError, ValidationFailedError
from matchmaker.intake.cells import is_unicode
from matchmaker.intake.files import FORMATS, split_name
from matchmaker.intake.records import JsonObject

_TAB = ".tsv"
_WRITTEN = tuple(ending for ending in FORMATS if ending != ".json")  # one JSON document cannot grow row by row


class RowsOut(ABC):
    """A file that grows beside its place and takes it when all rows are there."""

    holds_types: ClassVar[bool] = True

    def __init__(self, target: Path) -> None:
        """Nothing is written before the first rows."""
        self.target = target
        self.growing = target.with_name(f".{target.name}.{os.getpid()}.part")

    @abstractmethod
    def write(self, kept: pl.DataFrame, added: pl.DataFrame, records: Sequence[JsonObject] | None = None) -> None:
        """Append rows, every time with the same columns: those that came and, beside them, those added.

        `records` are the rows that came as JSON objects, where they did.
        """

    @abstractmethod
    def close(self) -> None:
        """Put the file in its place."""

    def discard(self) -> None:
        """Leave nothing unfinished behind; after `close` this does nothing."""
        self.growing.unlink(missing_ok=True)

    @contextmanager
    def said(self) -> Iterator[None]:
        """Failures of the disk, and rows that the format cannot hold, in words."""
        try:
            yield
        except OSError as error:
            raise StorageFailedError(
                f"expected to write {self.target}, got '{error.strerror}'; check the folder, its rights and free space"
            ) from error
        except PolarsError as error:
            raise ValidationFailedError(
                f"expected rows that {self.target.suffix} can hold, got '{str(error).splitlines()[0]}'; "
                "write .parquet or .jsonl"
            ) from error


class _TextOut(RowsOut):
    """Lines of text, packed where the name ends in .gz."""

    def __init__(self, target: Path) -> None:
        super().__init__(target)
        self._stream: BinaryIO | None = None

    @property
    def is_empty(self) -> bool:
        """Nothing was written yet."""
        return self._stream is None

    @abstractmethod
    def lines(self, kept: pl.DataFrame, added: pl.DataFrame, records: Sequence[JsonObject] | None) -> str:
        """The rows as text."""

    def write(self, kept: pl.DataFrame, added: pl.DataFrame, records: Sequence[JsonObject] | None = None) -> None:
        """Append lines."""
        with self.said():
            text = self.lines(kept, added, records)
            if self._stream is None:
                self._stream = self._open()
            self._stream.write(text.encode())

    def close(self) -> None:
        """Flush to disk and rename."""
        with self.said():
            if self._stream is not None:
                self._stream.close()
                self.growing.replace(self.target)

    def discard(self) -> None:
        """Close and remove what is unfinished."""
        if self._stream is not None and not self._stream.closed:
            self._stream.close()
        super().discard()

    def _open(self) -> BinaryIO:
        if self.target.name.lower().endswith(".gz"):
            return cast(BinaryIO, gzip.open(self.growing, "wb"))
        return self.growing.open("wb")


class _CsvOut(_TextOut):
    """Comma (or tab) separated, a header line, unknown cells empty; lists and objects as JSON in their cell."""

    holds_types = False

    def lines(self, kept: pl.DataFrame, added: pl.DataFrame, records: Sequence[JsonObject] | None) -> str:
        """Lines of CSV, the first ones below a header."""
        separator = "\t" if split_name(self.target)[1].lower().startswith(_TAB) else ","
        return _flat(kept.hstack(added)).write_csv(include_header=self.is_empty, separator=separator)


class _JsonlOut(_TextOut):
    """One JSON object a line; objects that came as JSON keep every value as it was."""

    def lines(self, kept: pl.DataFrame, added: pl.DataFrame, records: Sequence[JsonObject] | None) -> str:
        """One object a line."""
        came = _objects(kept) if records is None else records
        both = zip(came, _objects(added), strict=True)
        return "".join(_json_line({**item, **scores}) + "\n" for item, scores in both)


class _ParquetOut(RowsOut):
    """Parts beside the target, joined into one file at the end, so that memory stays flat."""

    def __init__(self, target: Path) -> None:
        super().__init__(target)
        self._folder = self.growing.with_suffix(".parts")
        self._parts: list[Path] = []

    def write(self, kept: pl.DataFrame, added: pl.DataFrame, records: Sequence[JsonObject] | None = None) -> None:
        """Write one more part."""
        with self.said():
            self._folder.mkdir(exist_ok=True)
            self._parts.append(self._folder / f"{len(self._parts)}.parquet")
            kept.hstack(added).write_parquet(self._parts[-1])

    def close(self) -> None:
        """Join the parts in order and rename."""
        with self.said():
            if self._parts:
                pl.scan_parquet(self._parts).sink_parquet(self.growing)
                self.growing.replace(self.target)
        self.discard()

    def discard(self) -> None:
        """Remove the parts."""
        shutil.rmtree(self._folder, ignore_errors=True)
        super().discard()


def rows_out(target: Path) -> RowsOut:
    """The writer that the name's ending asks for; ValidationFailedError names those that can be written."""
    packed = target.name.lower().endswith(".gz")
    ending = split_name(target)[1].lower().removesuffix(".gz")
    if ending not in _WRITTEN or (packed and ending == ".parquet"):
        raise ValidationFailedError(
            f"expected an output ending in {', '.join(_WRITTEN)} (.gz too, but for Parquet), got {target.name!r}; "
            "rename it"
        )
    match FORMATS[ending]:
        case "csv":
            return _CsvOut(target)
        case "parquet":
            return _ParquetOut(target)
        case _:
            return _JsonlOut(target)


def _flat(rows: pl.DataFrame) -> pl.DataFrame:
    """Nested columns as JSON texts: a CSV cell holds one value."""
    nested = [name for name, dtype in rows.schema.items() if dtype.is_nested()]
    return rows.with_columns(
        pl.Series(name, [None if value is None else _json_line(value) for value in rows[name].to_list()], pl.String)
        for name in nested
    )


def _objects(rows: pl.DataFrame) -> Iterator[Mapping[str, object]]:
    """Rows as JSON has them: without NaN, which it does not know."""
    return rows.with_columns(cs.float().fill_nan(None)).iter_rows(named=True)


def _json_line(value: object) -> str:
    line = json.dumps(value, ensure_ascii=False, default=_plain)
    return line if is_unicode(line) else json.dumps(value, default=_plain)


def _plain(value: object) -> str:
    return value.isoformat() if isinstance(value, datetime | date) else str(value)
