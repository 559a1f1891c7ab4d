"""How routes reach the workplace: work runs in threads, at most as many at once as there are cores."""

import hashlib
import os
from collections.abc import Callable
from functools import partial
from typing import Annotated, ParamSpec, TypeVar

import anyio
from anyio import CapacityLimiter
from fastapi import Header, Request
from pydantic import JsonValue, TypeAdapter
from pydantic_core import to_json
from starlette.responses import Response

from matchmaker.application.workplace import Workplace

Arguments = ParamSpec("Arguments")
Answer = TypeVar("Answer")

IdempotencyKey = Annotated[
    str | None,
    Header(
        alias="Idempotency-Key",
        min_length=1,
        max_length=200,
        description="Repeat a request safely: the same key and body give the first answer for a day",
    ),
]
_JSON: TypeAdapter[JsonValue] = TypeAdapter(JsonValue)


def workplace_of(request: Request) -> Workplace:
    """The workplace that the lifespan opened."""
    opened: Workplace = request.app.state.workplace
    return opened


def new_limiter() -> CapacityLimiter:
    """More rankings at once than cores would only make each of them slower and all of them hold memory."""
    return CapacityLimiter(max(2, os.cpu_count() or 2))


async def in_thread(
    request: Request,
    work: Callable[Arguments, Answer],
    *arguments: Arguments.args,
    **named: Arguments.kwargs,
) -> Answer:
    """Run work that computes or waits for the disk beside the event loop."""
    bound = partial(work, *arguments, **named)
    return await anyio.to_thread.run_sync(bound, limiter=request.app.state.limiter)


def json_response(value: object, status: int = 200) -> Response:
    """A JSON-ready value as it is: no second validation of what our own types already guarantee."""
    return Response(to_json(value, inf_nan_mode="null"), status_code=status, media_type="application/json")


def text_response(text: str) -> Response:
    """A JSON text as it is."""
    return Response(text, media_type="application/json")


def once(request: Request, key: str | None, body: bytes, work: Callable[[], JsonValue]) -> JsonValue:
    """The answer to a request that must not be done twice; keys of different clients do not meet.

    Raises IdempotencyConflictError when the key came with another body.
    """
    if key is None:
        return work()
    memory = workplace_of(request).idempotency
    scoped = _digest(f"{request.scope['client_name']}\n{request.method}\n{request.url.path}\n{key}".encode())
    body_digest = _digest(request.url.query.encode() + b"\n" + body)
    known = memory.get(scoped, body_digest)
    return known if known is not None else memory.put(scoped, body_digest, _JSON.validate_python(work()))


def _digest(text: bytes) -> str:
    return hashlib.sha256(text).hexdigest()
