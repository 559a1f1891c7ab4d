"""A bucket that refills evenly."""

from matchmaker.api.rate import RateLimiter


class Clock:
    """Seconds that pass when told."""

    def __init__(self) -> None:
        self.seconds = 0.0

    def __call__(self) -> float:
        return self.seconds


def test_a_client_may_send_as_many_requests_at_once_as_a_minute_allows() -> None:
    limiter = RateLimiter(3, Clock())

    assert [limiter.take("ana").has_room for _ in range(4)] == [True, True, True, False]


def test_one_more_request_is_allowed_when_a_token_has_come_back() -> None:
    clock = Clock()
    limiter = RateLimiter(3, clock)
    refused = [limiter.take("ana") for _ in range(4)][-1]

    clock.seconds += refused.wait_seconds

    assert refused.wait_seconds == 20
    assert limiter.take("ana").has_room


def test_clients_do_not_share_a_bucket() -> None:
    limiter = RateLimiter(1, Clock())
    limiter.take("ana")

    assert limiter.take("bea").has_room


def test_the_headers_say_what_is_left_and_when_all_of_it_is_back() -> None:
    limiter = RateLimiter(60, Clock())
    limiter.take("ana")

    assert limiter.take("ana").headers() == {
        "RateLimit-Limit": "60",
        "RateLimit-Remaining": "58",
        "RateLimit-Reset": "2",
    }
