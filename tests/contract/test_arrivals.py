"""Creators that are stored over HTTP are embedded behind the answer."""

import json
import sqlite3
import time
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import TypeAlias

import pytest
from fastapi.testclient import TestClient
from pydantic import JsonValue

from tests.contract.service import SEEN, a_document, a_post, a_service

PATIENCE_SECONDS = 20
Document: TypeAlias = dict[str, JsonValue]


def put(service: TestClient, document: Document) -> int:
    return service.put("/v1/creators/ana", json=document).status_code


def imported(service: TestClient, document: Document) -> int:
    rows = json.dumps([document])
    return service.post("/v1/creators:import", content=rows, headers={"Content-Type": "application/json"}).status_code


def embedded_count(state: Path) -> int:
    """How many captions the vector cache holds."""
    files = list((state / "vectors").glob("*.sqlite"))
    if not files:
        return 0
    with closing(sqlite3.connect(files[0])) as connection:
        tables = connection.execute("SELECT count(*) FROM sqlite_master WHERE name = 'vectors'").fetchone()[0]
        return int(connection.execute("SELECT count(*) FROM vectors").fetchone()[0]) if tables else 0


@pytest.mark.parametrize("store", [put, imported])
def test_captions_are_embedded_before_anybody_asks(
    store: Callable[[TestClient, Document], int], tmp_path: Path
) -> None:
    posts = [a_post("p1", SEEN, caption="Oat cleanser"), a_post("p2", SEEN, caption="Sunscreen in winter")]
    with a_service(tmp_path) as service:
        assert store(service, a_document(posts=posts)) == 200
        deadline = time.monotonic() + PATIENCE_SECONDS
        while embedded_count(tmp_path) < 2 and time.monotonic() < deadline:
            time.sleep(0.02)
        assert embedded_count(tmp_path) == 2
