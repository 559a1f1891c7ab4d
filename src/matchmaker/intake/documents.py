"""Takes creator documents apart: a creator's columns plus posts, comments, follower_counts, follower_profiles."""

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime

import polars as pl
from pydantic import JsonValue

from matchmaker.domain.columns import Table
from matchmaker.domain.tables import COMMENTS, CREATORS, FOLLOWER_COUNTS, FOLLOWER_PROFILES, POSTS
from matchmaker.errors import FieldError, ValidationFailedError
from matchmaker.intake.faults import shown
from matchmaker.intake.records import JsonObject, frame_of_records
from matchmaker.intake.repeats import Repeats
from matchmaker.intake.validation import validate

NESTED = (POSTS, COMMENTS, FOLLOWER_COUNTS, FOLLOWER_PROFILES)
_INHERITED = {  # what a nested row takes from its document when it does not say it
    "posts": ("creator_id", "observed_at"),
    "comments": ("creator_id", "observed_at"),
    "follower_counts": ("creator_id",),
    "follower_profiles": ("creator_id", "observed_at"),
}


@dataclass(frozen=True)
class DocumentFault:
    """One fault: the document's index, the JSON pointer inside it, what was expected and what came."""

    document: int
    pointer: str
    expected: str
    got: str


@dataclass
class Judged:
    """Documents taken apart: accepted rows by table, every fault, and per table how many rows came."""

    frames: dict[str, pl.DataFrame] = field(default_factory=dict)
    faults: list[DocumentFault] = field(default_factory=list)
    read: dict[str, int] = field(default_factory=dict)

    def rejected(self, table: Table) -> int:
        """How many rows of a table were not accepted."""
        return self.read.get(table.name, 0) - self.frames[table.name].height


def creator_document(document: JsonValue, *, now: datetime | None = None, pointer: str = "") -> dict[str, pl.DataFrame]:
    """The canonical frames (by table name) of one creator document; see `creator_documents`."""
    return _accepted(judge_documents([document], now=now), lambda _index: pointer)


def creator_documents(
    documents: Sequence[JsonValue], *, now: datetime | None = None, pointer: str = ""
) -> dict[str, pl.DataFrame]:
    """The canonical frames (by table name) of several creator documents, all five tables, judged together.

    Nested rows take `creator_id` and (but for follower counts) `observed_at` from their document where they
    do not say it. Nothing may be newer than `now` (default: this moment). Raises ValidationFailedError whose
    errors point at every fault, as `{pointer}/{index of the document}/posts/{index}/{column}`.
    """
    return _accepted(judge_documents(documents, now=now), lambda index: f"{pointer}/{index}")


def judge_documents(documents: Sequence[JsonValue], *, now: datetime | None = None) -> Judged:
    """Take documents apart and judge every row; rows below a faulty creator are not accepted."""
    moment = now or datetime.now(UTC)
    judged = Judged()
    objects = _objects(documents, judged)
    heads: list[JsonObject] = [
        {key: value for key, value in item.items() if key not in _INHERITED} for item in objects.values()
    ]
    kept = _judge(judged, CREATORS, heads, [(index, "") for index in objects], moment)
    for table in NESTED:
        records, places = _nested(judged, table, objects, kept)
        _judge(judged, table, records, places, moment)
    judged.read["creators"] = len(documents)
    return judged


def _objects(documents: Sequence[JsonValue], judged: Judged) -> dict[int, JsonObject]:
    for index, document in enumerate(documents):
        if not isinstance(document, dict):
            judged.faults.append(
                DocumentFault(index, "", "an object with a creator's columns", shown(json.dumps(document)))
            )
    return {index: document for index, document in enumerate(documents) if isinstance(document, dict)}


def _judge(
    judged: Judged, table: Table, records: list[JsonObject], places: list[tuple[int, str]], now: datetime
) -> set[int]:
    """Judge the rows of one table at their places (document, pointer); the documents of accepted rows."""
    numbers = pl.Series(range(len(records)), dtype=pl.Int64)
    rows, misfits = frame_of_records(table, records, list(numbers))
    validated = validate(table, rows, numbers=numbers, now=now, known_faults=misfits)
    repeats = Repeats(table, lambda number: f"/{places[number][0]}{places[number][1]}")
    contradictions = repeats.faults(validated.accepted, numbers.filter(validated.kept))
    for fault in (*validated.rejected, *contradictions):
        document, pointer = places[fault.row]
        column = fault.column.replace("~", "~0").replace("/", "~1")
        judged.faults.append(DocumentFault(document, f"{pointer}/{column}", fault.expected, fault.got))
    fine = numbers.filter(validated.kept)
    fine_too = ~fine.is_in([fault.row for fault in contradictions])
    judged.frames[table.name] = validated.accepted.filter(fine_too)
    judged.read[table.name] = judged.read.get(table.name, 0) + len(records)
    return {places[number][0] for number in fine.filter(fine_too)}


def _nested(
    judged: Judged, table: Table, objects: dict[int, JsonObject], kept: set[int]
) -> tuple[list[JsonObject], list[tuple[int, str]]]:
    """The rows of one nested table with what they inherit, and their places; misplaced rows become faults."""
    records: list[JsonObject] = []
    places: list[tuple[int, str]] = []
    for index, document in objects.items():
        rows = document.get(table.name) or []
        if not isinstance(rows, list):
            judged.faults.append(DocumentFault(index, f"/{table.name}", "an array of rows", shown(json.dumps(rows))))
            continue
        inherited = {name: document.get(name) for name in _INHERITED[table.name]}
        fitting = [_misplaced(row, document.get("creator_id")) is None for row in rows]
        judged.read[table.name] = judged.read.get(table.name, 0) + (
            len(rows) if index not in kept else fitting.count(False)
        )
        for position, row in enumerate(rows if index in kept else ()):
            pointer = f"/{table.name}/{position}"
            if fitting[position] and isinstance(row, dict):
                records.append(inherited | row)
                places.append((index, pointer))
            else:
                judged.faults.append(
                    DocumentFault(
                        index, pointer, _misplaced(row, document.get("creator_id")) or "", shown(json.dumps(row))
                    )
                )
    return records, places


def _misplaced(row: JsonValue, creator_id: JsonValue) -> str | None:
    """What a nested row should be where it is not; None for a row of this document's creator."""
    if not isinstance(row, dict):
        return "an object with the columns of the table"
    if row.get("creator_id", creator_id) != creator_id:
        return f"a row of the creator {creator_id}, or none named"
    return None


def _accepted(judged: Judged, prefix: Callable[[int], str]) -> dict[str, pl.DataFrame]:
    if not judged.faults:
        return judged.frames
    errors = [FieldError(prefix(fault.document) + fault.pointer, fault.expected, fault.got) for fault in judged.faults]
    first = errors[0]
    raise ValidationFailedError(
        f"expected creators that follow data/schemas, got {len(errors)} faults, the first at {first.pointer or '/'}: "
        f"expected {first.expected}, got {first.got}",
        errors=errors,
    )
