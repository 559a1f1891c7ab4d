"""Authenticity: accounts, comments, captions and creators judged; a creator's report."""

from datetime import UTC, datetime

from fastapi import APIRouter, Request
from starlette.responses import Response

from matchmaker.api.documents import json_body
from matchmaker.api.problems import problems
from matchmaker.api.routes.creators import CreatorId
from matchmaker.api.work import in_thread, json_response, workplace_of
from matchmaker.application.authenticity import AuthenticityQuestion, answer_authenticity, read_authenticity_question
from matchmaker.application.report.document import AuthenticityAnswer, CreatorReport
from matchmaker.application.report.report import creator_report
from matchmaker.errors import (
    CreatorUnknownError,
    ModelUnavailableError,
    PayloadTooLargeError,
    StorageFailedError,
    TooManyCandidatesError,
    ValidationFailedError,
)

router = APIRouter(prefix="/v1", tags=["authenticity"])


@router.post(
    "/authenticity",
    operation_id="judge_authenticity",
    summary="Judge up to 500 accounts, comments, captions and creators",
    responses={
        200: {"model": AuthenticityAnswer, "description": "One entry an item; nothing is stored"},
        **problems(
            CreatorUnknownError,
            TooManyCandidatesError,
            PayloadTooLargeError,
            ValidationFailedError,
            ModelUnavailableError,
            StorageFailedError,
        ),
    },
    openapi_extra=json_body(AuthenticityQuestion),
)
async def judge_authenticity(request: Request) -> Response:
    """Probabilities, never verdicts; the same numbers as `matchmaker score` writes for the same rows."""
    body = await request.body()
    return json_response(await in_thread(request, _judge, request, body))


@router.get(
    "/creators/{creator_id}/report",
    operation_id="get_creator_report",
    summary="A creator's vetting report",
    responses={
        200: {"model": CreatorReport, "description": "Observations with evidence, from stored data"},
        **problems(CreatorUnknownError, ValidationFailedError, ModelUnavailableError, StorageFailedError),
    },
)
async def get_creator_report(request: Request, creator_id: CreatorId) -> Response:
    """What was observed, what is typical of peers, how sure the model is, and what could not be judged and why."""
    now = datetime.now(UTC)
    return json_response(await in_thread(request, creator_report, creator_id, workplace_of(request), now))


def _judge(request: Request, body: bytes) -> AuthenticityAnswer:
    return answer_authenticity(read_authenticity_question(body), workplace_of(request), datetime.now(UTC))
