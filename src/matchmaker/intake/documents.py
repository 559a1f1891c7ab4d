"""Takes creator documents apart: a creator's columns plus posts, comments, followers and what other tools estimate."""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime

import polars as pl
from pydantic import JsonValue

from matchmaker.domain.columns import Table
from matchmaker.domain.tables import (
    COLLABORATIONS,
    COMMENTS,
    CREATORS,
    FOLLOWER_COUNTS,
    FOLLOWER_PROFILES,
    POST_VECTORS,
    POSTS,
    VENDOR_ESTIMATES,
)
from matchmaker.errors import FieldError, ValidationFailedError
from matchmaker.intake.faults import shown
from matchmaker.intake.records import JsonObject, frame_of_records
from matchmaker.intake.repeats import Repeats
from matchmaker.intake.validation import validate

NESTED = (POSTS, COMMENTS, FOLLOWER_COUNTS, FOLLOWER_PROFILES, VENDOR_ESTIMATES, POST_VECTORS, COLLABORATIONS)
_TABLES = (CREATORS, *NESTED)
_ROWS_MOST = 1_000_000  # rows of one table in one document; a row's number is document * this + position
_INHERITED = {  # what a nested row takes from its document when it does not say it
    "posts": ("creator_id", "observed_at"),
    "comments": ("creator_id", "observed_at"),
    "follower_counts": ("creator_id",),
    "follower_profiles": ("creator_id", "observed_at"),
    "vendor_estimates": ("creator_id", "observed_at"),
    "post_vectors": ("creator_id", "observed_at"),
    "collaborations": ("creator_id", "observed_at"),
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
    """Documents taken apart: accepted rows by table, every fault, rows that came by table, and what to mend."""

    frames: dict[str, pl.DataFrame] = field(default_factory=dict)
    faults: list[DocumentFault] = field(default_factory=list)
    read: dict[str, int] = field(default_factory=dict)
    mendable: list[JsonValue] = field(default_factory=list)


def creator_document(document: JsonValue, *, now: datetime | None = None, pointer: str = "") -> dict[str, pl.DataFrame]:
    """The canonical frames (by table name) of one creator document; see `creator_documents`."""
    return _accepted(judge_documents([document], now=now), lambda _index: pointer)


def creator_documents(
    documents: Sequence[JsonValue], *, now: datetime | None = None, pointer: str = ""
) -> dict[str, pl.DataFrame]:
    """The canonical frames (by table name) of several creator documents, all eight tables, judged together.

    Nested rows take `creator_id` and (but for follower counts) `observed_at` from their document where they
    do not say it. Nothing may be newer than `now` (default: this moment). Raises ValidationFailedError whose
    errors point at every fault, as `{pointer}/{index of the document}/posts/{index}/{column}`.
    """
    return _accepted(judge_documents(documents, now=now), lambda index: f"{pointer}/{index}")


def judge_documents(
    documents: Sequence[JsonValue],
    *,
    now: datetime | None = None,
    timezone: str | None = None,
    numbers: Sequence[int] | None = None,
    repeats: Mapping[str, Repeats] | None = None,
) -> Judged:
    """Take documents apart and judge every row; rows below a faulty creator are not accepted.

    `numbers` name the documents in faults (default: their index). `repeats` (by table) remembers earlier
    documents of the same file.
    """
    named = dict(zip(range(len(documents)) if numbers is None else numbers, documents, strict=True))
    terms = _Terms(now or datetime.now(UTC), timezone, repeats or document_repeats())
    judged = Judged(read={table.name: 0 for table in _TABLES})
    objects = {number: document for number, document in named.items() if isinstance(document, dict)}
    for number in named.keys() - objects.keys():
        judged.faults.append(DocumentFault(number, "", "an object with a creator's columns", _json(named[number])))
    heads: list[JsonObject] = [_without_nested(document) for document in objects.values()]
    fine = _judge(judged, CREATORS, heads, [number * _ROWS_MOST for number in objects], terms)
    for table in NESTED:
        _judge(judged, table, *_nested(judged, table, objects, fine), terms)
    judged.read["creators"] = len(documents)
    judged.mendable = _mendable(judged, named)
    return judged


def document_repeats() -> dict[str, Repeats]:
    """A memory of what documents said, one a table, that names rows as `document 12`, `posts/4 of document 12`."""
    return {table.name: Repeats(table, _namer(table)) for table in (CREATORS, *NESTED)}


def _namer(table: Table) -> Callable[[int], str]:
    def name_of(number: int) -> str:
        document, position = divmod(number, _ROWS_MOST)
        return f"document {document}" if table is CREATORS else f"{table.name}/{position} of document {document}"

    return name_of


def required_inside(table: Table) -> tuple[str, ...]:
    """The columns that a nested row must say itself."""
    return tuple(c.name for c in table.columns if c.required and c.name not in _INHERITED[table.name])


@dataclass(frozen=True)
class _Terms:
    now: datetime
    timezone: str | None
    repeats: Mapping[str, Repeats]


def _without_nested(document: JsonObject) -> dict[str, JsonValue]:
    return {key: value for key, value in document.items() if key not in _INHERITED}


def _judge(judged: Judged, table: Table, records: list[JsonObject], rows: list[int], terms: _Terms) -> set[int]:
    """Judge the rows of one table, numbered by document and position; the documents of accepted rows."""
    numbers = pl.Series(rows, dtype=pl.Int64)
    cells, misfits = frame_of_records(table, records, rows)
    validated = validate(table, cells, numbers=numbers, now=terms.now, timezone=terms.timezone, known_faults=misfits)
    accepted = numbers.filter(validated.kept)
    contradictions = terms.repeats[table.name].faults(validated.accepted, accepted)
    for fault in (*validated.rejected, *contradictions):
        document, position = divmod(fault.row, _ROWS_MOST)
        column = fault.column.replace("~", "~0").replace("/", "~1")
        pointer = f"/{column}" if table is CREATORS else f"/{table.name}/{position}/{column}"
        judged.faults.append(DocumentFault(document, pointer, fault.expected, fault.got))
    fine = ~accepted.is_in([fault.row for fault in contradictions])
    judged.frames[table.name] = validated.accepted.filter(fine)
    judged.read[table.name] += len(records)
    return {number // _ROWS_MOST for number in accepted.filter(fine)}


def _nested(
    judged: Judged, table: Table, objects: Mapping[int, JsonObject], fine: set[int]
) -> tuple[list[JsonObject], list[int]]:
    """The rows of one table below fine creators with what they inherit, numbered; misplaced ones become faults."""
    records: list[JsonObject] = []
    numbers: list[int] = []
    for number, document in objects.items():
        rows = document.get(table.name) or []
        if not isinstance(rows, list) or len(rows) > _ROWS_MOST:
            words = f"an array of at most {_ROWS_MOST:,} rows"
            judged.faults.append(DocumentFault(number, f"/{table.name}", words, _json(rows)))
            continue
        if number not in fine:
            judged.read[table.name] += len(rows)
            continue
        inherited = {name: document.get(name) for name in _INHERITED[table.name]}
        for position, row in enumerate(rows):
            misplaced = _misplaced(row, document.get("creator_id"))
            if isinstance(row, dict) and misplaced is None:
                records.append(inherited | row)
                numbers.append(number * _ROWS_MOST + position)
            else:
                judged.read[table.name] += 1
                pointer = f"/{table.name}/{position}"
                judged.faults.append(DocumentFault(number, pointer, misplaced or "", _json(row)))
    return records, numbers


def _mendable(judged: Judged, documents: Mapping[int, JsonValue]) -> list[JsonValue]:
    """The documents to mend: whole where the creator is at fault, else with the faulty nested rows alone."""
    pointers: dict[int, list[list[str]]] = {}
    for fault in judged.faults:
        pointers.setdefault(fault.document, []).append(fault.pointer.split("/")[1:])
    return [_faulty_part(documents[number], pointers[number]) for number in sorted(pointers)]


def _faulty_part(document: JsonValue, pointers: list[list[str]]) -> JsonValue:
    if not isinstance(document, dict) or any(len(steps) < 2 or steps[0] not in _INHERITED for steps in pointers):
        return document
    part = _without_nested(document)
    for name in _INHERITED:
        places = sorted({int(steps[1]) for steps in pointers if steps[0] == name})
        rows = document.get(name)
        if places and isinstance(rows, list):
            part[name] = [rows[place] for place in places]
    return part


def _json(value: JsonValue) -> str:
    return shown(json.dumps(value, ensure_ascii=False))


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
