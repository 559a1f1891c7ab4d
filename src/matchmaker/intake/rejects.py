"""Writes what was rejected beside the file it came from: the rows, to be mended, and the faults, to be read."""

import csv
import io
import os
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import TextIO

from matchmaker.errors import StorageFailedError
from matchmaker.intake.faults import RowFault

FAULT_COLUMNS = ("row", "column", "expected", "got")


class TextFile:
    """A text file that appears complete or not at all: written beside its place, then renamed."""

    def __init__(self, target: Path, head: str = "") -> None:
        """Nothing is written before the first text."""
        self.target = target
        self._head = head
        self._growing = target.with_name(f".{target.name}.{os.getpid()}.part")
        self._stream: TextIO | None = None

    def write(self, texts: Iterable[str]) -> None:
        """Append texts; StorageFailedError (and no file) when the disk refuses."""
        try:
            for text in texts:
                if self._stream is None:
                    self._stream = self._growing.open("w", encoding="utf-8", newline="")
                    self._stream.write(self._head)
                self._stream.write(text)
        except OSError as error:
            raise self._refused(error) from error

    def close(self) -> Path | None:
        """Put the file in its place; with nothing written, remove an older one and return None."""
        try:
            if self._stream is None:
                self.target.unlink(missing_ok=True)
                return None
            self._stream.flush()
            os.fsync(self._stream.fileno())
            self._stream.close()
            self._growing.replace(self.target)
        except OSError as error:
            raise self._refused(error) from error
        return self.target

    def discard(self) -> None:
        """Leave nothing behind; after `close` this does nothing."""
        if self._stream is not None and not self._stream.closed:
            try:
                self._stream.close()
            except OSError:  # a full disk refuses the last block too; the part is removed below
                self._stream = None
        self._growing.unlink(missing_ok=True)

    def _refused(self, error: OSError) -> StorageFailedError:
        self.discard()
        return StorageFailedError(
            f"expected to write the rejected rows to {self.target}, got '{error.strerror}'; accepted rows are stored: "
            "free space or check the folder's rights, then import the file again"
        )


def fault_lines(faults: Iterable[RowFault]) -> Iterator[str]:
    """Faults as lines of CSV in the order of FAULT_COLUMNS."""
    return (csv_line((str(fault.row), fault.column, fault.expected, fault.got)) for fault in faults)


def csv_line(cells: Sequence[str], delimiter: str = ",") -> str:
    """One line of CSV, quoted where needed."""
    line = io.StringIO()
    csv.writer(line, delimiter=delimiter, lineterminator="\n").writerow(cells)
    return line.getvalue()
