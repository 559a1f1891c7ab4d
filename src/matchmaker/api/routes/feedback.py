"""Feedback: what became of the creators of a ranking."""

from datetime import UTC, datetime

from fastapi import APIRouter, Request
from pydantic import JsonValue
from starlette.responses import Response

from matchmaker.api.documents import json_body
from matchmaker.api.problems import problems
from matchmaker.api.wire.feedback import FeedbackAnswer, feedback_answer
from matchmaker.api.work import IdempotencyKey, in_thread, json_response, once, workplace_of
from matchmaker.application.feedback import FeedbackQuestion, read_feedback, save_feedback
from matchmaker.errors import (
    CreatorUnknownError,
    IdempotencyConflictError,
    NotFoundError,
    PayloadTooLargeError,
    StorageFailedError,
    ValidationFailedError,
)

router = APIRouter(prefix="/v1", tags=["feedback"])


@router.post(
    "/feedback",
    operation_id="send_feedback",
    summary="Say what became of a ranking's creators",
    responses={
        200: {"model": FeedbackAnswer, "description": "Stored, or known already"},
        **problems(
            CreatorUnknownError,
            NotFoundError,
            IdempotencyConflictError,
            PayloadTooLargeError,
            ValidationFailedError,
            StorageFailedError,
        ),
    },
    openapi_extra=json_body(FeedbackQuestion),
)
async def send_feedback(request: Request, idempotency_key: IdempotencyKey = None) -> Response:
    """Shown, shortlisted, contracted, rejected, or an outcome with its counts; the same event again changes nothing."""
    body = await request.body()
    return json_response(await in_thread(request, _save, request, idempotency_key, body))


def _save(request: Request, key: str | None, body: bytes) -> JsonValue:
    def work() -> JsonValue:
        question = read_feedback(body)
        saved = save_feedback(question, workplace_of(request), datetime.now(UTC))
        answer: JsonValue = feedback_answer(question.ranking_id, len(question.events), saved).model_dump(mode="json")
        return answer

    return once(request, key, body, work)
