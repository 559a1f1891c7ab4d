"""Topic fit: does a creator's audience come for a brief's subject?"""

from datetime import UTC, datetime

from fastapi import APIRouter, Request
from starlette.responses import Response

from matchmaker.api.documents import json_body
from matchmaker.api.problems import problems
from matchmaker.api.work import in_thread, json_response, workplace_of
from matchmaker.application.topic_fit.answer import answer_topic_fit
from matchmaker.application.topic_fit.document import TopicFitAnswer
from matchmaker.application.topic_fit.question import TopicFitQuestion, read_topic_fit_question
from matchmaker.errors import (
    CreatorUnknownError,
    ModelUnavailableError,
    PayloadTooLargeError,
    StorageFailedError,
    TooManyCandidatesError,
    ValidationFailedError,
)

router = APIRouter(prefix="/v1", tags=["topic fit"])


@router.post(
    "/topic-fit",
    operation_id="judge_topic_fit",
    summary="Judge how well up to 500 creators fit one or several briefs",
    responses={
        200: {"model": TopicFitAnswer, "description": "Every brief beside every creator; nothing is stored"},
        **problems(
            CreatorUnknownError,
            TooManyCandidatesError,
            PayloadTooLargeError,
            ValidationFailedError,
            ModelUnavailableError,
            StorageFailedError,
        ),
    },
    openapi_extra=json_body(TopicFitQuestion),
)
async def judge_topic_fit(request: Request) -> Response:
    """A calibrated probability with the posts that raise and lower it; the numbers of a ranking of these creators."""
    body = await request.body()
    return json_response(await in_thread(request, _judge, request, body))


def _judge(request: Request, body: bytes) -> TopicFitAnswer:
    return answer_topic_fit(read_topic_fit_question(body), workplace_of(request), datetime.now(UTC))
