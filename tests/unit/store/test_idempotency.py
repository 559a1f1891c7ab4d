from collections.abc import Iterator
from datetime import timedelta

import pytest
import sqlalchemy as sa

from matchmaker.errors import IdempotencyConflictError
from matchmaker.store.engine import writing
from matchmaker.store.idempotency import KEPT, Idempotency
from matchmaker.store.schema import IDEMPOTENCY_KEYS


@pytest.fixture
def idempotency(database_url: str) -> Iterator[Idempotency]:
    opened = Idempotency(database_url)
    yield opened
    opened.engine.dispose()


def test_a_key_seen_before_gives_the_first_answer(idempotency: Idempotency) -> None:
    idempotency.put("k", "digest", {"ranking_id": "r1"})
    assert idempotency.get("k", "digest") == {"ranking_id": "r1"}


def test_an_unseen_key_gives_nothing(idempotency: Idempotency) -> None:
    assert idempotency.get("k", "digest") is None


def test_of_two_requests_at_once_the_first_answer_is_in_force(idempotency: Idempotency) -> None:
    idempotency.put("k", "digest", {"n": 1})
    assert idempotency.put("k", "digest", {"n": 2}) == {"n": 1}


def test_a_key_with_another_body_is_a_conflict(idempotency: Idempotency) -> None:
    idempotency.put("k", "digest", {"n": 1})
    with pytest.raises(IdempotencyConflictError, match="another body"):
        idempotency.get("k", "other")
    with pytest.raises(IdempotencyConflictError, match="another body"):
        idempotency.put("k", "other", {"n": 2})


def test_a_key_is_forgotten_after_a_day(idempotency: Idempotency) -> None:
    idempotency.put("k", "digest", {"n": 1})
    earlier = IDEMPOTENCY_KEYS.c.created_at - KEPT // timedelta(microseconds=1)
    with writing(idempotency.engine) as connection:
        connection.execute(sa.update(IDEMPOTENCY_KEYS).values(created_at=earlier))
    assert idempotency.get("k", "other") is None
    assert idempotency.put("k", "other", {"n": 2}) == {"n": 2}
