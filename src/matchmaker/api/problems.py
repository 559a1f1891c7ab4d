"""Every failure becomes a problem document; what nobody foresaw is logged and answered without its insides."""

import structlog
from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.responses import Response

from matchmaker.api.wire.problem import MEDIA_TYPE, Problem, problem_of
from matchmaker.errors import (
    FieldError,
    MatchmakerError,
    MethodNotAllowedError,
    NotFoundError,
    RateLimitedError,
    UnauthorizedError,
    ValidationFailedError,
)

log = structlog.get_logger(__name__)


def problem_response(error: MatchmakerError, request_id: str, headers: dict[str, str] | None = None) -> Response:
    """The error as a response."""
    document = problem_of(error, request_id)
    challenge = {"WWW-Authenticate": "Bearer"} if isinstance(error, UnauthorizedError) else {}
    return Response(
        document.model_dump_json(),
        status_code=error.status,
        media_type=MEDIA_TYPE,
        headers={**challenge, **(headers or {})},
    )


def problems(*errors: type[MatchmakerError]) -> dict[int | str, dict[str, object]]:
    """The `responses` of a route that may fail so; every route may also fail for want of a key or of patience."""
    declared: dict[int | str, dict[str, object]] = {}
    every: list[type[MatchmakerError]] = [*errors, UnauthorizedError, RateLimitedError]
    for error in every:
        known = declared.get(error.status)
        titles = f"{known['description']}; {error.title}" if known else error.title
        schema = {"$ref": f"#/components/schemas/{Problem.__name__}"}
        declared[error.status] = {"description": titles, "content": {MEDIA_TYPE: {"schema": schema}}}
    return declared


def handle_problems(app: FastAPI) -> None:
    """Register the handlers."""
    app.add_exception_handler(MatchmakerError, _known)
    app.add_exception_handler(RequestValidationError, _invalid_parameter)
    app.add_exception_handler(HTTPException, _http)
    app.add_exception_handler(Exception, _unforeseen)


async def _known(request: Request, error: Exception) -> Response:
    assert isinstance(error, MatchmakerError)
    if error.status >= 500:
        log.warning("request_failed", code=error.code, detail=error.detail, request_id=_request_id(request))
    return problem_response(error, _request_id(request))


async def _invalid_parameter(request: Request, error: Exception) -> Response:
    assert isinstance(error, RequestValidationError)
    faults = [
        FieldError("/" + "/".join(map(str, fault["loc"][1:])), str(fault["msg"]), repr(fault.get("input"))[:80])
        for fault in error.errors()
    ]
    invalid = ValidationFailedError("a parameter does not follow its schema; see /openapi.json", errors=faults)
    return problem_response(invalid, _request_id(request))


async def _http(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    headers = dict(error.headers or {})
    path = request.url.path[:200]
    if error.status_code == MethodNotAllowedError.status:
        known = MethodNotAllowedError(f"{request.method} is not answered at {path}; see the Allow header and /docs")
        return problem_response(known, _request_id(request), headers)
    return problem_response(NotFoundError(f"nothing is at {path}; /docs lists all addresses"), _request_id(request))


async def _unforeseen(request: Request, error: Exception) -> Response:
    log.error("request_crashed", request_id=_request_id(request), exc_info=error)
    hidden = MatchmakerError("the service failed; its log says more under this request_id: report it")
    return problem_response(hidden, _request_id(request))


def _request_id(request: Request) -> str:
    return str(request.scope.get("request_id", ""))
