"""How many requests a client may send: a bucket that refills evenly."""

import math
import threading
import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass

_CLIENTS_REMEMBERED = 10_000  # bounds memory; a client forgotten starts with a full bucket


@dataclass(frozen=True)
class Bucket:
    """What a client has left after a request: whole requests, and seconds until one more or all of them."""

    limit: int
    has_room: bool
    remaining: int
    wait_seconds: int
    full_seconds: int

    def headers(self) -> dict[str, str]:
        """The RateLimit-* headers."""
        return {
            "RateLimit-Limit": str(self.limit),
            "RateLimit-Remaining": str(self.remaining),
            "RateLimit-Reset": str(self.full_seconds),
        }


class RateLimiter:
    """A token bucket a client, `per_minute` tokens large, refilled over a minute; safe for many threads."""

    def __init__(self, per_minute: int, clock: Callable[[], float] = time.monotonic) -> None:
        self._limit = per_minute
        self._clock = clock
        self._left: OrderedDict[str, tuple[float, float]] = OrderedDict()
        self._lock = threading.Lock()

    def take(self, client: str) -> Bucket:
        """Take a token for one request of this client."""
        with self._lock:
            now = self._clock()
            tokens, then = self._left.pop(client, (float(self._limit), now))
            tokens = min(float(self._limit), tokens + (now - then) * self._limit / 60)
            has_room = tokens >= 1
            tokens -= has_room
            self._left[client] = (tokens, now)
            if len(self._left) > _CLIENTS_REMEMBERED:
                self._left.popitem(last=False)
        seconds_a_token = 60 / self._limit
        return Bucket(
            limit=self._limit,
            has_room=has_room,
            remaining=int(tokens),
            wait_seconds=max(1, math.ceil((1 - tokens) * seconds_a_token)),
            full_seconds=math.ceil((self._limit - tokens) * seconds_a_token),
        )
