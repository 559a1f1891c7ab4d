"""Models: which versions answer now, how good they are, their cards, and two versions side by side."""

from functools import partial
from typing import Annotated

import anyio
from fastapi import APIRouter, Path, Query, Request
from starlette.responses import PlainTextResponse, Response

from matchmaker.api.problems import problems
from matchmaker.api.wire.operations import ServedModel, ServedModels
from matchmaker.api.work import in_thread, json_response, text_response, workplace_of
from matchmaker.application.comparison.compare import RankedWith
from matchmaker.application.comparison.document import Comparison
from matchmaker.application.workplace import Workplace
from matchmaker.errors import BundleDamagedError, ModelUnavailableError, NotFoundError, ValidationFailedError
from matchmaker.registry.mlflow_store import RegistryUnavailableError
from matchmaker.registry.model_set import OpenedModel

_VERSION = r"^[A-Za-z0-9_-]{1,64}$"

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


@router.get(
    "/{name}:compare",
    operation_id="compare_model_versions",
    summary="Two versions of a model side by side",
    responses={
        200: {"model": Comparison, "description": "Figures, slices, origins, and how rankings move"},
        **problems(
            NotFoundError, ValidationFailedError, RegistryUnavailableError, ModelUnavailableError, BundleDamagedError
        ),
    },
)
async def compare_versions(
    request: Request,
    name: Annotated[str, Path(pattern=r"^[a-z_]{1,64}$")],
    a: Annotated[str, Query(pattern=_VERSION, description="The older version: a number, an alias or shipped")],
    b: Annotated[str, Query(pattern=_VERSION, description="The newer version, likewise")],
) -> Response:
    """One comparison is computed at a time, beside the rankings; an unchanged one is remembered."""
    state = request.app.state
    workplace: Workplace = state.workplace
    ranked_with = RankedWith(workplace.champions.current(), workplace.vectors)
    asked = partial(state.comparisons.text, name, a, b, ranked_with)
    return text_response(await anyio.to_thread.run_sync(asked, limiter=state.comparing))


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
