"""Models: which versions answer now, how good they are, and their cards."""

from typing import Annotated

from fastapi import APIRouter, Path, Request
from starlette.responses import PlainTextResponse, Response

from matchmaker.api.problems import problems
from matchmaker.api.wire.operations import ServedModel, ServedModels
from matchmaker.api.work import in_thread, json_response, workplace_of
from matchmaker.errors import NotFoundError, ValidationFailedError
from matchmaker.registry.model_set import OpenedModel

router = APIRouter(prefix="/v1/models", tags=["models"])


@router.get(
    "",
    operation_id="list_models",
    summary="The versions that answer now",
    responses={200: {"model": ServedModels, "description": "One entry a model"}, **problems()},
)
async def list_models(request: Request) -> Response:
    """Version, alias, where it came from, what it was made of and its measured figures."""
    opened = workplace_of(request).champions.current().opened
    return json_response(ServedModels(models=[_served(model) for model in opened.values()]))


@router.get(
    "/{name}/card",
    operation_id="get_model_card",
    summary="The card of the shipped version of a model",
    responses={
        200: {"description": "Markdown", "content": {"text/markdown": {"schema": {"type": "string"}}}},
        **problems(NotFoundError, ValidationFailedError),
    },
)
async def get_model_card(request: Request, name: Annotated[str, Path(pattern=r"^[a-z_]{1,64}$")]) -> Response:
    """What the model is for, what it was made of, how good it is and where it fails."""
    card = request.app.state.settings.models / name / "CARD.md"
    if not card.is_file():
        raise NotFoundError(f"no model {name} has a card here; GET /v1/models lists all")
    return PlainTextResponse(await in_thread(request, card.read_text, encoding="utf-8"), media_type="text/markdown")


def _served(model: OpenedModel) -> ServedModel:
    manifest, version = model.scorer.bundle.manifest, model.version
    return ServedModel(
        name=version.name,
        version=version.version,
        alias=version.alias,
        source=version.source,
        digest=version.digest,
        description=manifest.description,
        created_at=manifest.created_at,
        data_sources=list(manifest.data_sources),
        metrics=list(manifest.metrics),
    )
