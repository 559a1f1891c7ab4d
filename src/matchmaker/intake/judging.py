"""Judges one part of a file: which rows may be stored, why not the others, and what to write again."""

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

import polars as pl

from matchmaker.domain.columns import Table
from matchmaker.domain.tables import CREATORS
from matchmaker.intake.documents import document_repeats, judge_documents
from matchmaker.intake.faults import RowFault, shown
from matchmaker.intake.recognition import Basis, canonical_names
from matchmaker.intake.records import JsonObject, frame_of_records
from matchmaker.intake.repeats import Repeats
from matchmaker.intake.rows import Part
from matchmaker.intake.validation import validate

_ROW = "_row"  # the number of each accepted row, beside the canonical columns


@dataclass(frozen=True)
class Terms:
    """What the person importing declares, and the moment nothing may be newer than (aware)."""

    now: datetime
    timezone: str | None = None
    basis: Basis | None = None


@dataclass(frozen=True)
class Verdict:
    """One part judged: rows to store by table, rows read by table, faults, and rejected rows as text."""

    frames: dict[str, pl.DataFrame]
    read: dict[str, int]
    faults: list[RowFault]
    again: list[str]


class Judge:
    """Judges the parts of one file in order; it remembers what the file said, to find contradictions.

    `unknown` answers which creators of a part are not known yet.
    """

    def __init__(self, table: Table, terms: Terms, unknown: Callable[[pl.Series], pl.Series]) -> None:
        """A judge of one file that holds `table`."""
        self._table = table
        self._terms = terms
        self._unknown = unknown
        self._repeats = Repeats(table)
        self._document_repeats = document_repeats()

    def judge(self, part: Part) -> Verdict:
        """The verdict on the next part."""
        if part.records is not None and self._table is CREATORS:
            return self._documents(part, part.records)
        return self._rows(part)

    def _rows(self, part: Part) -> Verdict:
        rows, misfits = self._canonical(part)
        terms, numbers = self._terms, part.numbers
        known_faults = (*part.faults, *misfits)
        validated = validate(
            self._table, rows, numbers=numbers, now=terms.now, timezone=terms.timezone, known_faults=known_faults
        )
        kept = validated.accepted.with_columns(numbers.filter(validated.kept).alias(_ROW))
        orphans = self._orphans(kept)
        kept = kept.join(orphans.select(_ROW), on=_ROW, how="anti")
        contradictions = self._repeats.faults(kept.drop(_ROW), kept[_ROW])
        kept = kept.filter(~pl.col(_ROW).is_in([fault.row for fault in contradictions]))
        faults = sorted(
            [*validated.rejected, *self._orphan_faults(orphans), *contradictions], key=lambda fault: fault.row
        )
        places = (~numbers.is_in(kept[_ROW].implode())).arg_true().to_list()
        frames = {self._table.name: kept.drop(_ROW)}
        return Verdict(frames, {self._table.name: len(numbers)}, faults, list(part.again(places)))

    def _canonical(self, part: Part) -> tuple[pl.DataFrame, tuple[RowFault, ...]]:
        if part.records is not None:
            return frame_of_records(self._table, part.records, part.numbers.to_list())
        return part.cells.rename(canonical_names(self._table, part.cells.columns, self._terms.basis)), ()

    def _orphans(self, kept: pl.DataFrame) -> pl.DataFrame:
        if self._table is CREATORS:
            return kept.select(_ROW, "creator_id").clear()
        unknown = self._unknown(kept["creator_id"])
        return kept.filter(pl.col("creator_id").is_in(unknown.implode())).select(_ROW, "creator_id")

    def _orphan_faults(self, orphans: pl.DataFrame) -> list[RowFault]:
        expected = "a creator of the catalogue; import creators first or in the same call"
        return [RowFault(number, "creator_id", expected, shown(creator)) for number, creator in orphans.iter_rows()]

    def _documents(self, part: Part, records: Sequence[JsonObject]) -> Verdict:
        numbers = part.numbers.to_list()
        unreadable = {fault.row for fault in part.faults}
        readable = [
            (number, with_basis(record, self._terms.basis))
            for number, record in zip(numbers, records, strict=True)
            if number not in unreadable
        ]
        judged = judge_documents(
            [dict(record) for _, record in readable],
            now=self._terms.now,
            timezone=self._terms.timezone,
            numbers=[number for number, _ in readable],
            repeats=self._document_repeats,
        )
        judged.read["creators"] += len(unreadable)
        places = [place for place, number in enumerate(numbers) if number in unreadable]
        again = [*part.again(places), *(json.dumps(item, ensure_ascii=False) + "\n" for item in judged.mendable)]
        faults = [RowFault(fault.document, fault.pointer[1:], fault.expected, fault.got) for fault in judged.faults]
        return Verdict(judged.frames, judged.read, [*part.faults, *faults], again)


def with_basis(record: JsonObject, basis: Basis | None) -> JsonObject:
    """A creator's JSON object whose bare `engagement_rate` has its declared basis."""
    if basis is None or "engagement_rate" not in record:
        return record
    return {f"engagement_rate_by_{basis}_ratio" if key == "engagement_rate" else key: record[key] for key in record}
