"""Performance: what planned posts will earn."""

from datetime import UTC, datetime

from fastapi import APIRouter, Request
from starlette.responses import Response

from matchmaker.api.documents import json_body
from matchmaker.api.problems import problems
from matchmaker.api.work import in_thread, json_response, workplace_of
from matchmaker.application.performance.answer import answer_performance
from matchmaker.application.performance.document import PerformanceAnswer
from matchmaker.application.performance.question import PerformanceQuestion, read_performance_question
from matchmaker.errors import (
    CreatorUnknownError,
    ModelUnavailableError,
    PayloadTooLargeError,
    StorageFailedError,
    TooManyCandidatesError,
    ValidationFailedError,
)

router = APIRouter(prefix="/v1", tags=["performance"])


@router.post(
    "/performance",
    operation_id="forecast_performance",
    summary="Forecast planned posts of up to 500 creators",
    responses={
        200: {"model": PerformanceAnswer, "description": "Every planned post, metric by metric; nothing is stored"},
        **problems(
            CreatorUnknownError,
            TooManyCandidatesError,
            PayloadTooLargeError,
            ValidationFailedError,
            ModelUnavailableError,
            StorageFailedError,
        ),
    },
    openapi_extra=json_body(PerformanceQuestion),
)
async def forecast_performance(request: Request) -> Response:
    """Intervals with the coverage they were measured to have; the same numbers as `matchmaker forecast` writes."""
    body = await request.body()
    return json_response(await in_thread(request, _forecast, request, body))


def _forecast(request: Request, body: bytes) -> PerformanceAnswer:
    return answer_performance(read_performance_question(body), workplace_of(request), datetime.now(UTC))
