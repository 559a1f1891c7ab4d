"""A running service with a small catalogue, and words to talk to it."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

from fastapi.testclient import TestClient
from pydantic import JsonValue

from matchmaker.api.app import create_app
from matchmaker.settings import Settings

SEEN = datetime(2026, 3, 1, 12, tzinfo=UTC)
BRIEF = {"text": "Gentle skincare for sensitive skin"}


@contextmanager
def a_service(folder: Path, **settings: object) -> Iterator[TestClient]:
    """The service with its state in `folder`, asked in this process; a crash is an answer of 500, not an exception."""
    known = {"state_dir": folder, "encoder_threads": 1, "rate_limit_per_minute": 100_000, **settings}
    with TestClient(create_app(Settings(**known)), raise_server_exceptions=False) as client:  # type: ignore[arg-type]
        yield client


def a_document(creator_id: str = "ana", **known: JsonValue) -> dict[str, JsonValue]:
    """A creator document with posts about skincare, seen on 1 March 2026."""
    return {
        "creator_id": creator_id,
        "platform": "instagram",
        "observed_at": SEEN.isoformat(),
        "followers_count": 40_000,
        "posts": [a_post(f"p{place}", SEEN - timedelta(days=place + 1)) for place in range(3)],
        **known,
    }


def a_post(post_id: str, posted_at: datetime, **known: JsonValue) -> dict[str, JsonValue]:
    """A post as a document carries it."""
    return {
        "post_id": post_id,
        "posted_at": posted_at.isoformat(),
        "caption": "My evening skincare routine for sensitive skin #skincare",
        "likes_count": 900,
        "comments_count": 40,
        **known,
    }


def a_question(*documents: dict[str, JsonValue], **known: JsonValue) -> dict[str, JsonValue]:
    """A ranking question about creators sent along."""
    return {"brief": BRIEF, "candidates": {"creators": list(documents) or [a_document()]}, **known}


def without_moments(ranking: dict[str, JsonValue]) -> dict[str, JsonValue]:
    """A ranking without what no two answers share."""
    return {name: value for name, value in ranking.items() if name not in ("ranking_id", "created_at", "took_ms")}
