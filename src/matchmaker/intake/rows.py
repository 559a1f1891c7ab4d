"""What every reader yields: parts of a file, small enough for flat memory, whose rows can be written again."""

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import polars as pl

from matchmaker.intake.faults import RowFault
from matchmaker.intake.records import JsonObject

ROWS_IN_PART = 10_000
CHARACTERS_IN_PART = 32_000_000  # a part of huge captions is cut earlier


@dataclass(frozen=True)
class Part:
    """Some rows of a file: their numbers as the file shows them, and either cells or JSON objects.

    `cells` has the file's own column names, text for CSV and typed for Parquet. JSON files give `records`
    instead (None otherwise). `faults` tell of rows that could not be read. `again` writes the rows at the
    given places of the part as text lines that can be mended and imported again.
    """

    numbers: pl.Series
    cells: pl.DataFrame
    records: Sequence[JsonObject] | None
    faults: tuple[RowFault, ...]
    again: Callable[[Sequence[int]], Iterator[str]]


class RowFile(ABC):
    """A file of rows, looked through when opened (readable? which columns? how long?) and then read in parts."""

    columns: tuple[str, ...]
    rows_estimate: int
    head_again = ""
    ending_again = ".jsonl"

    def __init__(self, path: Path) -> None:
        """Look the file through; raises a MatchmakerError in words when it cannot be read."""
        self.path = path

    @abstractmethod
    def parts(self) -> Iterator[Part]:
        """The rows in file order; a document of the format `json` alone is in memory as a whole."""
