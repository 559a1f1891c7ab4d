"""Definitions: the words with a formula and the size classes."""

from fastapi import APIRouter
from starlette.responses import Response

from matchmaker.api.problems import problems
from matchmaker.api.wire.operations import DefinitionsAnswer
from matchmaker.api.work import json_response
from matchmaker.domain.definitions import definitions_document

router = APIRouter(prefix="/v1", tags=["definitions"])


@router.get(
    "/definitions",
    operation_id="get_definitions",
    summary="What every measured word means",
    responses={200: {"model": DefinitionsAnswer, "description": "Words and tiers"}, **problems()},
)
async def get_definitions() -> Response:
    """One formula a word, used everywhere in the service."""
    return json_response(definitions_document())
