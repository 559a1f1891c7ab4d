"""Disputes: contest a flag, look at what is contested, and decide."""

from datetime import UTC, datetime
from typing import Annotated, TypeAlias

from fastapi import APIRouter, Path, Query, Request
from pydantic import JsonValue
from starlette.responses import Response

from matchmaker.api.cursors import cursor_after, id_of, no_cursor
from matchmaker.api.documents import json_body
from matchmaker.api.problems import problems
from matchmaker.api.wire.disputes import (
    DisputeAnswer,
    DisputeRequest,
    DisputesPage,
    ResolutionRequest,
    dispute_answer,
)
from matchmaker.api.work import IdempotencyKey, in_thread, json_response, once, workplace_of
from matchmaker.application.questions import read_document
from matchmaker.domain.columns import ID_PATTERN, LONGEST_ID
from matchmaker.domain.disputes import Dispute
from matchmaker.errors import (
    CreatorUnknownError,
    DisputeResolvedError,
    FieldError,
    IdempotencyConflictError,
    NotFoundError,
    PayloadTooLargeError,
    StorageFailedError,
    ValidationFailedError,
)
from matchmaker.scorers.authenticity.flag_texts import WRITERS
from matchmaker.store.disputes import Disputes

router = APIRouter(prefix="/v1/disputes", tags=["disputes"])
DisputeId: TypeAlias = Annotated[str, Path(pattern=r"^dp_[0-9a-f]{32}$")]


@router.post(
    "",
    operation_id="open_dispute",
    summary="Contest a flag",
    responses={
        200: {"model": DisputeAnswer, "description": "The dispute, kept with the creator"},
        **problems(
            CreatorUnknownError,
            IdempotencyConflictError,
            PayloadTooLargeError,
            ValidationFailedError,
            StorageFailedError,
        ),
    },
    openapi_extra=json_body(DisputeRequest),
)
async def open_dispute(request: Request, idempotency_key: IdempotencyKey = None) -> Response:
    """The flag is in review until somebody resolves the dispute; raising the same objection again changes nothing."""
    body = await request.body()
    return json_response(await in_thread(request, _open, request, idempotency_key, body))


@router.get(
    "",
    operation_id="list_disputes",
    summary="Disputes, by page",
    responses={
        200: {"model": DisputesPage, "description": "One page, the oldest first"},
        **problems(ValidationFailedError, StorageFailedError),
    },
)
async def list_disputes(
    request: Request,
    creator_id: Annotated[str | None, Query(pattern=ID_PATTERN, max_length=LONGEST_ID)] = None,
    is_open: Annotated[bool, Query(description="Only those that nobody resolved yet")] = False,
    limit: Annotated[int, Query(ge=1, le=500)] = 100,
    cursor: Annotated[str | None, Query(max_length=400, description="next_cursor of the page before")] = None,
) -> Response:
    """Those of one creator, or of all."""
    disputes = workplace_of(request).disputes
    return json_response(await in_thread(request, _page, disputes, creator_id, is_open, limit, cursor))


@router.get(
    "/{dispute_id}",
    operation_id="get_dispute",
    summary="A dispute",
    responses={
        200: {"model": DisputeAnswer, "description": "As it is kept"},
        **problems(NotFoundError, ValidationFailedError, StorageFailedError),
    },
)
async def get_dispute(request: Request, dispute_id: DisputeId) -> Response:
    """The objection, and what became of it."""
    dispute = await in_thread(request, workplace_of(request).disputes.get, dispute_id)
    return json_response(dispute_answer(dispute))


@router.post(
    "/{dispute_id}:resolve",
    operation_id="resolve_dispute",
    summary="Decide a dispute",
    responses={
        200: {"model": DisputeAnswer, "description": "The dispute, resolved"},
        **problems(
            NotFoundError, DisputeResolvedError, PayloadTooLargeError, ValidationFailedError, StorageFailedError
        ),
    },
    openapi_extra=json_body(ResolutionRequest),
)
async def resolve_dispute(request: Request, dispute_id: DisputeId) -> Response:
    """upheld: the flag stands. withdrawn: the objection was taken back. corrected: the data behind it was mended."""
    decided = read_document(ResolutionRequest, await request.body())
    resolve = workplace_of(request).disputes.resolve
    dispute = await in_thread(request, resolve, dispute_id, decided.outcome, decided.note, datetime.now(UTC))
    return json_response(dispute_answer(dispute))


def _open(request: Request, idempotency_key: str | None, body: bytes) -> DisputeAnswer:
    disputes = workplace_of(request).disputes
    objection = read_document(DisputeRequest, body).objection()
    _refuse_unknown_flag(objection.flag_code)

    def work() -> JsonValue:
        return disputes.open(objection, datetime.now(UTC)).dispute_id

    # Only the id is remembered by key: what a person wrote lives in one place, and goes with the creator.
    return dispute_answer(disputes.get(str(once(request, idempotency_key, body, work))))


def _refuse_unknown_flag(code: str) -> None:
    if code not in WRITERS:
        fault = FieldError("/flag_code", f"one of {', '.join(WRITERS)}", code)
        raise ValidationFailedError(
            f"expected the code of a flag, got {code!r}; a report lists those raised", errors=[fault]
        )


def _page(disputes: Disputes, creator_id: str | None, is_open: bool, limit: int, cursor: str | None) -> DisputesPage:
    after = None if cursor is None else _last(disputes, cursor)
    found = disputes.listed(creator_id, only_open=is_open, limit=limit + 1, after=after)
    shown = found[:limit]
    more = cursor_after(shown[-1].dispute_id) if len(found) > limit else None
    return DisputesPage(disputes=[dispute_answer(dispute) for dispute in shown], next_cursor=more)


def _last(disputes: Disputes, cursor: str) -> Dispute:
    try:
        return disputes.get(id_of(cursor))
    except NotFoundError:
        raise no_cursor(cursor) from None
