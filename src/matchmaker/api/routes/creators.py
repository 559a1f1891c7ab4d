"""Creators: put one, import many, list, look at and forget them."""

import tempfile
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Literal, TypeAlias

from fastapi import APIRouter, Query, Request
from fastapi import Path as PathParameter
from pydantic import JsonValue
from pydantic_core import from_json
from starlette.responses import Response

from matchmaker.api.cursors import cursor_after, id_of
from matchmaker.api.documents import required_body
from matchmaker.api.problems import problems
from matchmaker.api.wire.creators import ImportAnswer, StoredCreator, import_answer, stored_rows
from matchmaker.api.wire.schemas import CREATOR_ANSWER, CREATOR_LIST
from matchmaker.api.work import IdempotencyKey, in_thread, json_response, once, workplace_of
from matchmaker.application.schemas import CREATOR_DOCUMENT_SCHEMA
from matchmaker.application.workplace import Workplace
from matchmaker.domain.columns import ID_PATTERN, LONGEST_ID
from matchmaker.errors import (
    CreatorUnknownError,
    FieldError,
    IdempotencyConflictError,
    PayloadTooLargeError,
    StorageFailedError,
    ValidationFailedError,
)
from matchmaker.intake.documents import creator_document
from matchmaker.intake.importing import import_files

router = APIRouter(prefix="/v1/creators", tags=["creators"])
CreatorId: TypeAlias = Annotated[str, PathParameter(pattern=ID_PATTERN, max_length=LONGEST_ID)]
TableName: TypeAlias = Literal[
    "creators",
    "posts",
    "comments",
    "follower_counts",
    "follower_profiles",
    "collaborations",
    "outcomes",
    "vendor_estimates",
    "quotes",
    "post_vectors",
]
ENDINGS = {
    "text/csv": ".csv",
    "application/x-ndjson": ".jsonl",
    "application/jsonl": ".jsonl",
    "application/json": ".json",
}
_ROWS_OF_TEXT = {"type": "string", "minLength": 1, "description": "Rows of one table, or creator documents"}
_ROWS_OF_JSON = {"oneOf": [CREATOR_DOCUMENT_SCHEMA, {"type": "array", "items": {"type": "object"}}]}


@router.put(
    "/{creator_id}",
    operation_id="put_creator",
    summary="Store a creator with posts",
    responses={
        200: {"model": StoredCreator, "description": "Stored, or known already"},
        **problems(PayloadTooLargeError, ValidationFailedError, StorageFailedError),
    },
    openapi_extra=required_body({"application/json": CREATOR_DOCUMENT_SCHEMA}),
)
async def put_creator(request: Request, creator_id: CreatorId) -> Response:
    """All of the document is stored or, when anything in it is faulty, nothing; storing it again changes nothing."""
    body = await request.body()
    return json_response(await in_thread(request, _put, workplace_of(request), creator_id, body))


@router.post(
    ":import",
    operation_id="import_creators",
    summary="Import rows of one table, or creator documents",
    responses={
        200: {"model": ImportAnswer, "description": "What became of every row"},
        **problems(IdempotencyConflictError, PayloadTooLargeError, ValidationFailedError, StorageFailedError),
    },
    openapi_extra=required_body({kind: _ROWS_OF_JSON if kind.endswith("/json") else _ROWS_OF_TEXT for kind in ENDINGS}),
)
async def import_creators(
    request: Request,
    table: Annotated[TableName | None, Query(description="Default: recognised by the columns")] = None,
    timezone: Annotated[str | None, Query(max_length=64, description="IANA zone of moments without an offset")] = None,
    engagement_rate_basis: Annotated[
        Literal["followers", "reach"] | None, Query(description="What a column engagement_rate is relative to")
    ] = None,
    is_dry_run: Annotated[bool, Query(description="Judge the rows and store nothing")] = False,
    idempotency_key: IdempotencyKey = None,
) -> Response:
    """Accepted rows are stored, rejected ones come back with their faults; importing again changes nothing."""
    body = await request.body()
    ending = _ending(request.headers.get("content-type", ""))

    def work() -> JsonValue:
        return _import(workplace_of(request), body, ending, table, timezone, engagement_rate_basis, is_dry_run)

    return json_response(await in_thread(request, once, request, idempotency_key, body, work))


@router.get(
    "",
    operation_id="list_creators",
    summary="All creators, by page",
    responses={
        200: {"description": "One page in the order of ids", "content": {"application/json": {"schema": CREATOR_LIST}}},
        **problems(ValidationFailedError, StorageFailedError),
    },
)
async def list_creators(
    request: Request,
    limit: Annotated[int, Query(ge=1, le=500)] = 100,
    cursor: Annotated[str | None, Query(max_length=400, description="next_cursor of the page before")] = None,
) -> Response:
    """Profiles as stored; `next_cursor` is null on the last page."""
    return json_response(await in_thread(request, _page, workplace_of(request), limit, cursor))


@router.get(
    "/{creator_id}",
    operation_id="get_creator",
    summary="A creator with recent posts",
    responses={
        200: {"description": "As stored", "content": {"application/json": {"schema": CREATOR_ANSWER}}},
        **problems(CreatorUnknownError, ValidationFailedError, StorageFailedError),
    },
)
async def get_creator(request: Request, creator_id: CreatorId) -> Response:
    """The profile and up to 30 posts, newest first."""
    return json_response(await in_thread(request, _creator, workplace_of(request), creator_id))


@router.delete(
    "/{creator_id}",
    operation_id="delete_creator",
    summary="Forget a creator",
    status_code=204,
    responses=problems(CreatorUnknownError, ValidationFailedError, StorageFailedError),
)
async def delete_creator(request: Request, creator_id: CreatorId) -> Response:
    """Profile, posts, comments, followers and collaborations go; rankings keep the answer that was given."""
    await in_thread(request, workplace_of(request).catalogue.delete_creator, creator_id)
    return Response(status_code=204)


def _put(workplace: Workplace, creator_id: str, body: bytes) -> StoredCreator:
    try:
        document = from_json(body, allow_inf_nan=False)
    except ValueError as error:
        raise ValidationFailedError(f"expected a JSON object with finite numbers, got {error}") from None
    if not isinstance(document, dict):
        raise ValidationFailedError(f"expected a JSON object, got {type(document).__name__}")
    named = document.setdefault("creator_id", creator_id)
    if named != creator_id:
        fault = FieldError("/creator_id", f"{creator_id}, as in the address", str(named)[:80])
        raise ValidationFailedError("expected the creator of the address", errors=[fault])
    frames = creator_document(document, now=datetime.now(UTC))
    filled = {name: frame for name, frame in frames.items() if not frame.is_empty()}
    stored = workplace.catalogue.upsert_together(filled)
    workplace.arrivals.add([creator_id])
    return StoredCreator(creator_id=creator_id, tables={name: stored_rows(counts) for name, counts in stored.items()})


def _ending(content_type: str) -> str:
    kind = content_type.partition(";")[0].strip().lower()
    if kind not in ENDINGS:
        known = ", ".join(ENDINGS)
        fault = FieldError("/Content-Type", known, kind[:80] or "nothing")
        raise ValidationFailedError(f"expected a body of {known}, got {kind[:80] or 'nothing'}", errors=[fault])
    return ENDINGS[kind]


def _import(
    workplace: Workplace,
    body: bytes,
    ending: str,
    table: str | None,
    timezone: str | None,
    basis: Literal["followers", "reach"] | None,
    is_dry_run: bool,
) -> JsonValue:
    with tempfile.TemporaryDirectory(prefix="matchmaker-import-") as folder:
        sent = Path(folder) / f"rows{ending}"
        sent.write_bytes(body)
        report = import_files(
            [sent], workplace.catalogue, table=table, timezone=timezone, basis=basis, dry_run=is_dry_run
        ).files[0]
        rejected = report.rejected_file.read_text(encoding="utf-8") if report.rejected_file else None
    if not is_dry_run:
        workplace.arrivals.add(report.posts_of)
    answer: JsonValue = import_answer(report, is_dry_run, rejected).model_dump(mode="json")
    return answer


def _page(workplace: Workplace, limit: int, cursor: str | None) -> dict[str, object]:
    page = workplace.catalogue.list_creators(limit + 1, None if cursor is None else id_of(cursor))
    shown = page.head(limit)
    last = shown["creator_id"][-1] if page.height > limit else None
    return {"creators": shown.to_dicts(), "next_cursor": None if last is None else cursor_after(last)}


def _creator(workplace: Workplace, creator_id: str) -> dict[str, object]:
    snapshot = workplace.catalogue.snapshot([creator_id])
    return {**snapshot.creators.to_dicts()[0], "posts": snapshot.posts.to_dicts()}
