"""Rankings: who fits a brief, in which order, and why."""

from datetime import UTC, datetime
from typing import Annotated, TypeAlias
from uuid import uuid4

from fastapi import APIRouter, Path, Request
from pydantic import JsonValue
from starlette.responses import Response

from matchmaker.api.documents import json_body
from matchmaker.api.problems import problems
from matchmaker.api.wire.ranking import RankingInputs
from matchmaker.api.work import IdempotencyKey, in_thread, once, text_response, workplace_of
from matchmaker.application.questions import RankingQuestion, read_question
from matchmaker.application.ranking import rank, stored_inputs, stored_ranking
from matchmaker.application.shadow import Shadow
from matchmaker.errors import (
    CreatorUnknownError,
    DataTooOldError,
    IdempotencyConflictError,
    ModelUnavailableError,
    NotFoundError,
    PayloadTooLargeError,
    StorageFailedError,
    TooManyCandidatesError,
    ValidationFailedError,
)
from matchmaker.ranking.document import Ranking

router = APIRouter(prefix="/v1/rankings", tags=["rankings"])
RankingId: TypeAlias = Annotated[str, Path(pattern=r"^[A-Za-z0-9_-]{1,64}$")]


@router.post(
    "",
    operation_id="rank_creators",
    summary="Rank up to 500 creators for a brief",
    responses={
        200: {"model": Ranking, "description": "The ranking, stored under its ranking_id"},
        **problems(
            CreatorUnknownError,
            DataTooOldError,
            IdempotencyConflictError,
            TooManyCandidatesError,
            PayloadTooLargeError,
            ValidationFailedError,
            ModelUnavailableError,
            StorageFailedError,
        ),
    },
    openapi_extra=json_body(RankingQuestion),
)
async def rank_creators(request: Request, idempotency_key: IdempotencyKey = None) -> Response:
    """Candidates are creators of the catalogue (by id), creators sent along with their posts, or both."""
    body = await request.body()
    return text_response(await in_thread(request, _rank, request, idempotency_key, body))


@router.get(
    "/{ranking_id}",
    operation_id="get_ranking",
    summary="A stored ranking, unchanged",
    responses={
        200: {"model": Ranking, "description": "The answer as it was given"},
        **problems(NotFoundError, ValidationFailedError, StorageFailedError),
    },
)
async def get_ranking(request: Request, ranking_id: RankingId) -> Response:
    """The answer as it was given, whatever has changed since."""
    return text_response(await in_thread(request, stored_ranking, workplace_of(request), ranking_id))


@router.get(
    "/{ranking_id}/inputs",
    operation_id="get_ranking_inputs",
    summary="What a stored ranking rests on",
    responses={
        200: {"model": RankingInputs, "description": "The question and the feature values"},
        **problems(NotFoundError, ValidationFailedError, StorageFailedError),
    },
)
async def get_ranking_inputs(request: Request, ranking_id: RankingId) -> Response:
    """The question as it was asked and every feature value, a column a signal."""
    return text_response(await in_thread(request, stored_inputs, workplace_of(request), ranking_id))


def _rank(request: Request, idempotency_key: str | None, body: bytes) -> str:
    workplace = workplace_of(request)
    question = read_question(body)
    shadow: Shadow = request.app.state.shadow
    fresh: dict[str, str] = {}

    def work() -> JsonValue:
        ranking_id = f"rk_{uuid4().hex}"
        answered = rank(question, workplace, ranking_id, datetime.now(UTC))
        shadow.offer(question, answered.ranking)
        fresh[ranking_id] = answered.text
        return ranking_id

    ranking_id = str(once(request, idempotency_key, body, work))
    return fresh.get(ranking_id) or stored_ranking(workplace, ranking_id)
