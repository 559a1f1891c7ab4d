"""Operations: does it live, is it ready, what has it done, where are the docs?"""

from fastapi import APIRouter, Request
from prometheus_client import CONTENT_TYPE_LATEST
from starlette.responses import RedirectResponse, Response

from matchmaker.api.problems import problems
from matchmaker.api.wire.operations import Health, Readiness
from matchmaker.api.work import in_thread, json_response, workplace_of
from matchmaker.application.workplace import Workplace
from matchmaker.errors import ModelUnavailableError, StorageFailedError

router = APIRouter(tags=["operations"])


@router.get("/", include_in_schema=False)
async def go_to_docs() -> RedirectResponse:
    """People who open the address in a browser want the docs."""
    return RedirectResponse("docs")


@router.get(
    "/healthz",
    operation_id="is_healthy",
    summary="The process answers",
    responses={200: {"model": Health, "description": "It does"}},
)
async def is_healthy() -> Response:
    """Says nothing about the database or the models: restart the process when this fails."""
    return json_response({"status": "ok"})


@router.get(
    "/readyz",
    operation_id="is_ready",
    summary="The database and every model answer",
    responses={
        200: {"model": Readiness, "description": "Requests can be sent"},
        **problems(ModelUnavailableError, StorageFailedError),
    },
)
async def is_ready(request: Request) -> Response:
    """Send no requests while this fails."""
    return json_response(await in_thread(request, _readiness, workplace_of(request)))


@router.get(
    "/metrics",
    operation_id="get_metrics",
    summary="Counts and times for Prometheus",
    responses={
        200: {"description": "Prometheus text", "content": {"text/plain": {"schema": {"type": "string"}}}},
        **problems(),
    },
)
async def get_metrics(request: Request) -> Response:
    """Requests by route, method and status, and how long they took."""
    return Response(request.app.state.metrics.text(), headers={"Content-Type": CONTENT_TYPE_LATEST})


def _readiness(workplace: Workplace) -> dict[str, object]:
    models = workplace.champions.current()
    for name in ("topic_fit", "authenticity", "performance"):
        models.scorer(name)
    return {"status": "ready", "creators_count": workplace.catalogue.counts()["creators"]}
