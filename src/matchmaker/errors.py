"""Every error a user can meet: an HTTP status, a stable code, and words that say what to do."""

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class FieldError:
    """One fault in an input: where it is (RFC 6901 JSON pointer), what was expected, what came."""

    pointer: str
    expected: str
    got: str


class MatchmakerError(Exception):
    """Base of all errors a user can meet; subclasses fix the HTTP status and the stable code."""

    status = 500
    code = "internal_error"
    title = "Something failed that should not have"

    def __init__(self, detail: str, *, errors: Sequence[FieldError] = ()) -> None:
        super().__init__(detail)
        self.detail = detail
        self.errors = tuple(errors)


class ValidationFailedError(MatchmakerError):
    """The input does not follow the schema or contradicts itself."""

    status, code, title = 422, "validation_failed", "The input is not valid"


class CreatorUnknownError(MatchmakerError):
    """A creator id is not in the catalogue."""

    status, code, title = 404, "creator_unknown", "No such creator"


class NotFoundError(MatchmakerError):
    """A stored thing (ranking, model, version) does not exist."""

    status, code, title = 404, "not_found", "No such resource"


class MethodNotAllowedError(MatchmakerError):
    """The address exists, but not for this HTTP method."""

    status, code, title = 405, "method_not_allowed", "The method is not allowed here"


class DataTooOldError(MatchmakerError):
    """Stored data is older than the request allows."""

    status, code, title = 409, "data_too_old", "The data is too old for this request"


class IdempotencyConflictError(MatchmakerError):
    """The same Idempotency-Key came with another body."""

    status, code, title = 409, "idempotency_conflict", "Idempotency key reused with another body"


class DisputeResolvedError(MatchmakerError):
    """A dispute was closed before, with another outcome or note."""

    status, code, title = 409, "dispute_resolved", "The dispute is resolved already"


class TooManyCandidatesError(MatchmakerError):
    """More candidates than one request may rank."""

    status, code, title = 413, "too_many_candidates", "Too many candidates"


class PayloadTooLargeError(MatchmakerError):
    """The request body is larger than the service reads."""

    status, code, title = 413, "payload_too_large", "The request body is too large"


class UnauthorizedError(MatchmakerError):
    """No key, or a key the service does not know."""

    status, code, title = 401, "unauthorized", "A valid API key is required"


class RateLimitedError(MatchmakerError):
    """Too many requests of one client in the window."""

    status, code, title = 429, "rate_limited", "Too many requests"


class ModelUnavailableError(MatchmakerError):
    """No usable version of a model: neither registry, cache nor shipped bundle opened."""

    status, code, title = 503, "model_unavailable", "The model is not available"


class BundleDamagedError(ModelUnavailableError):
    """A bundle's files are not those its manifest names; nothing of it was loaded."""

    code, title = "bundle_damaged", "The model bundle is damaged"


class StorageFailedError(MatchmakerError):
    """The database or the disk refused a write; nothing of the unit of work was kept."""

    status, code, title = 507, "storage_failed", "The data could not be stored"
