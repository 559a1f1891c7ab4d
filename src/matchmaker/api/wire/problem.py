"""Errors as RFC 9457 problem documents with a stable code and pointers to every fault."""

from pydantic import BaseModel, ConfigDict, Field

from matchmaker.errors import MatchmakerError

MEDIA_TYPE = "application/problem+json"
FAULTS_SHOWN = 1000  # faults of one request that an answer repeats; the first ones are enough to mend it


class Fault(BaseModel):
    """One fault of the request."""

    model_config = ConfigDict(extra="forbid")

    pointer: str = Field(description="JSON pointer (RFC 6901) into the request body, or /name of a parameter")
    expected: str
    got: str


class Problem(BaseModel):
    """What went wrong and what to do."""

    model_config = ConfigDict(extra="forbid")

    type: str
    title: str
    status: int
    detail: str
    code: str = Field(description="Stable: programs may rely on it")
    request_id: str
    errors: list[Fault]


def problem_of(error: MatchmakerError, request_id: str) -> Problem:
    """The error as a document."""
    return Problem(
        type=f"urn:matchmaker:problem:{error.code}",
        title=error.title,
        status=error.status,
        detail=error.detail,
        code=error.code,
        request_id=request_id,
        errors=[
            Fault(pointer=fault.pointer, expected=fault.expected, got=fault.got)
            for fault in error.errors[:FAULTS_SHOWN]
        ],
    )
