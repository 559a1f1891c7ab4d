"""Reads no more of a body than the service is willing to hold."""

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from matchmaker.api.problems import problem_response
from matchmaker.errors import PayloadTooLargeError


class Bounded:
    """Refuses a body by its announced length, and one that announced none as soon as it grows too large."""

    def __init__(self, app: ASGIApp, largest_body_bytes: int) -> None:
        self._app = app
        self._largest = largest_body_bytes

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on, or refuse it with 413."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        announced = dict(scope["headers"]).get(b"content-length", b"0")
        if announced.isdigit() and int(announced) > self._largest:
            refused = self._refused(int(announced))
            await problem_response(refused, scope["request_id"])(scope, receive, send)
            return
        received = 0

        async def receive_bounded() -> Message:
            nonlocal received
            message = await receive()
            received += len(message.get("body", b""))
            if received > self._largest:
                raise self._refused(received)
            return message

        await self._app(scope, receive_bounded, send)

    def _refused(self, size: int) -> PayloadTooLargeError:
        return PayloadTooLargeError(
            f"expected a body of at most {self._largest:,} bytes, got {size:,} or more; send it in parts"
        )
