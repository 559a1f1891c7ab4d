"""Lets in who has a key, at a bounded rate."""

import hashlib
import hmac
from collections.abc import Sequence

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from matchmaker.api.problems import problem_response
from matchmaker.api.rate import Bucket, RateLimiter
from matchmaker.errors import RateLimitedError, UnauthorizedError

OPEN_PATHS = frozenset({"/", "/healthz", "/readyz", "/docs", "/redoc", "/openapi.json"})
_OPEN_FOLDER = "/static-offline-docs/"


class Guarded:
    """Asks for a key where keys are set, and counts every client's requests.

    A client is its key, or its address where the service is open.
    """

    def __init__(self, app: ASGIApp, keys: Sequence[str], limiter: RateLimiter) -> None:
        self._app = app
        self._digests = [_digest(key.encode()) for key in keys]
        self._limiter = limiter

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on, or refuse it with 401 or 429."""
        if scope["type"] != "http" or scope["path"] in OPEN_PATHS or scope["path"].startswith(_OPEN_FOLDER):
            await self._app(scope, receive, send)
            return
        digest = _digest(_key(scope))
        if self._digests and not self._knows(digest):
            refused = UnauthorizedError("expected a known key in Authorization: Bearer … or X-API-Key, got none")
            await problem_response(refused, scope["request_id"])(scope, receive, send)
            return
        scope["client_name"] = digest.hex() if self._digests else (scope.get("client") or ("local",))[0]
        bucket = self._limiter.take(scope["client_name"])
        if not bucket.has_room:
            await _too_many(bucket, scope, receive, send)
            return

        async def send_with_rate(message: Message) -> None:
            if message["type"] == "http.response.start":
                rate = [(name.lower().encode(), value.encode()) for name, value in bucket.headers().items()]
                message["headers"] = [*message.get("headers", ()), *rate]
            await send(message)

        await self._app(scope, receive, send_with_rate)

    def _knows(self, digest: bytes) -> bool:
        # Every key is compared in constant time, so that the time taken tells nothing about any of them.
        return sum(hmac.compare_digest(digest, known) for known in self._digests) > 0


async def _too_many(bucket: Bucket, scope: Scope, receive: Receive, send: Send) -> None:
    error = RateLimitedError(
        f"expected at most {bucket.limit} requests a minute; try again in {bucket.wait_seconds} seconds"
    )
    headers = {**bucket.headers(), "Retry-After": str(bucket.wait_seconds)}
    await problem_response(error, scope["request_id"], headers)(scope, receive, send)


def _key(scope: Scope) -> bytes:
    headers = dict(scope["headers"])
    scheme, _, credential = headers.get(b"authorization", b"").partition(b" ")
    bearer: bytes = credential.strip() if scheme.lower() == b"bearer" else b""
    return bearer or bytes(headers.get(b"x-api-key", b""))


def _digest(key: bytes) -> bytes:
    return hashlib.sha256(key).digest()
